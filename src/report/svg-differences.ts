import type { MetricResult } from '../model/index.ts';
import { type Axis, axisFor, positionOn } from './axis.ts';
import { type DrawnPair, thinned } from './comparison-samples.ts';
import { html, type Markup } from './html.ts';
import { POINTS_DRAWN_MAX, TOOLTIPS_MAX } from './limits.ts';
import { changeWord } from './metric-words.ts';
import { countOf, formatSignedPercent, formatSignedRange, signed } from './quantity.ts';
import type { FigureWithNotes } from './svg-distributions.ts';
import { coordinate, FIGURE_WIDTH, svgFrame } from './svg-frame.ts';

const HEIGHT = 330;

/** Interquartile ranges outside the quartiles that are drawn to scale: enough to see a burst. */
const REACH = 4;
const LEFT = 52;
const RIGHT = FIGURE_WIDTH - 10;
const TOP = 26;
const BOTTOM = HEIGHT - 26;

/** A pair's ratio and its number in the order of time, from 0. */
interface Point {
  readonly order: number;
  readonly ratio: number;
  readonly pair: DrawnPair;
}

/** Where things are in this figure. */
interface Plot {
  readonly axis: Axis;
  readonly count: number;
  readonly confirmedFrom: number; // order of the first confirmation pair; count when there is none
  readonly swappedFrom: number | null;
}

/**
 * Every pair's change in the order of time: screening hollow on a shaded ground, confirmation
 * filled, the middle of the confirmation marked, no change as a line and the estimate as a band.
 * Drift, bursts and disagreeing halves show here before they show in a number.
 *
 * @returns null when no pair has two values above 0
 */
export function differenceFigure(
  id: string,
  pairs: readonly DrawnPair[],
  metric: string,
  result: MetricResult,
): FigureWithNotes | null {
  const points = pairs
    .filter((pair) => pair.base > 0 && pair.candidate > 0)
    .map((pair, order): Point => ({ order, pair, ratio: pair.candidate / pair.base }));
  if (points.length === 0) {
    return null;
  }
  const plot = plotFor(points, result);
  const shown = thinned(points, POINTS_DRAWN_MAX);
  const outside = shown.filter((point) => isOutside(plot, point)).length;
  const ground = [phases(plot, points), levels(plot), bandMarkup(plot, result), middle(plot)];
  const body = html`${ground}${shown.map((point) =>
    pointMarkup(plot, point, shown.length <= TOOLTIPS_MAX),
  )}${labels(plot, metric)}`;
  const thin =
    shown.length < points.length
      ? [
          `Drawn are ${shown.length} of ${points.length} pairs, evenly spaced in time; ` +
            'the numbers use all.',
        ]
      : [];
  const far =
    outside > 0
      ? [`${countOf(outside, 'pair')} too far out to draw to scale: triangles at the edge.`]
      : [];
  const title = 'Change of every pair in the order of time';
  const description = descriptionOf(points, plot, result);
  return {
    svg: svgFrame({ id, height: HEIGHT, title, description }, body),
    notes: [...thin, ...far],
  };
}

function plotFor(points: readonly Point[], result: MetricResult): Plot {
  const ends = result.ratio === null ? [1] : [1, result.ratio.lo, result.ratio.hi];
  const ratios = points.map((point) => point.ratio);
  const confirmed = points.find((point) => point.pair.phase === 'confirmation');
  const swapped = points.find(
    (point) => point.pair.phase === 'confirmation' && point.pair.half === 1,
  );
  const axis = axisFor([[...ratios], ends], 6, REACH);
  return {
    axis: { ...axis, ticks: axis.ticks.filter((tick) => tick > 0) },
    count: points.length,
    confirmedFrom: confirmed?.order ?? points.length,
    swappedFrom: swapped?.order ?? null,
  };
}

function phases(plot: Plot, points: readonly Point[]): Markup {
  const split = across(plot, plot.confirmedFrom - 0.5);
  const screening = points.find((point) => point.pair.phase === 'screening')?.pair;
  const confirmation = points.find((point) => point.pair.phase === 'confirmation')?.pair;
  const room = (split - LEFT) / 7;
  const text = screening === undefined ? '' : `screening, ${screening.placement}`;
  const short = text.length <= room ? text : 'screening'.length <= room ? 'screening' : '';
  return html`<rect
      class="screening"
      x="${LEFT}"
      width="${coordinate(split - LEFT)}"
      y="${TOP}"
      height="${BOTTOM - TOP}"
    /><text class="phase" x="${LEFT + 3}" y="${TOP - 8}">${short}</text>${
      confirmation === undefined
        ? null
        : html`<text class="phase" x="${RIGHT}" y="${TOP - 8}" text-anchor="end"
            >confirmation, ${confirmation.placement}</text
          >`
    }`;
}

function levels(plot: Plot): Markup {
  const decimals = plot.axis.ticks.some((tick) => !isWhole(tick * 100)) ? 1 : 0;
  const lines = plot.axis.ticks.map((tick) => {
    const y = coordinate(height(plot, tick));
    return html`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}" /><text
        class="tick"
        x="${LEFT - 5}"
        y="${coordinate(height(plot, tick) + 4)}"
        text-anchor="end"
        >${signed((tick - 1) * 100, decimals)} %</text
      >`;
  });
  const zero = coordinate(height(plot, 1));
  return html`${lines}<line class="zero" x1="${LEFT}" x2="${RIGHT}" y1="${zero}" y2="${zero}" />`;
}

function bandMarkup(plot: Plot, { ratio }: MetricResult): Markup | null {
  if (ratio === null || plot.confirmedFrom >= plot.count) {
    return null;
  }
  const from = across(plot, plot.confirmedFrom - 0.5);
  const [top, bottom] = [height(plot, ratio.hi), height(plot, ratio.lo)];
  const y = coordinate(height(plot, ratio.estimate));
  return html`<rect
      class="band"
      x="${coordinate(from)}"
      width="${coordinate(RIGHT - from)}"
      y="${coordinate(top)}"
      height="${coordinate(Math.max(1, bottom - top))}"
    /><line class="estimate" x1="${coordinate(from)}" x2="${RIGHT}" y1="${y}" y2="${y}" />`;
}

function middle(plot: Plot): Markup | null {
  if (plot.swappedFrom === null) {
    return null;
  }
  const x = coordinate(across(plot, plot.swappedFrom - 0.5));
  return html`<line class="swap" x1="${x}" x2="${x}" y1="${TOP}" y2="${BOTTOM}" />`;
}

function pointMarkup(plot: Plot, point: Point, withTooltip: boolean): Markup {
  const [x, y] = [across(plot, point.order), height(plot, point.ratio)];
  const kind = point.pair.phase === 'confirmation' ? 'confirmed' : 'screened';
  const change = signed((point.ratio - 1) * 100, 1);
  const tooltip = withTooltip
    ? html`<title>pair ${point.order + 1} (${point.pair.phase}): ${change} %</title>`
    : null;
  if (isOutside(plot, point)) {
    const tip = point.ratio > 1 ? -6 : 6;
    return html`<path class="${kind}" d="M${coordinate(x - 4)},${coordinate(y)}h8l-4,${tip}z"
      >${tooltip}</path
    >`;
  }
  return html`<circle
    class="${kind}"
    cx="${coordinate(x)}"
    cy="${coordinate(y)}"
    r="${plot.count > 150 ? 2 : 3}"
    >${tooltip}</circle
  >`;
}

function labels(plot: Plot, metric: string): Markup {
  const last = countOf(plot.count, 'pair');
  return html`<text class="hint" x="${RIGHT - 3}" y="${TOP + 13}" text-anchor="end"
      >${changeWord(metric, 2)} ↑</text
    ><text class="hint" x="${RIGHT - 3}" y="${BOTTOM - 6}" text-anchor="end"
      >${changeWord(metric, 0.5)} ↓</text
    ><text class="tick" x="${LEFT}" y="${BOTTOM + 16}">first pair</text
    ><text class="tick" x="${RIGHT}" y="${BOTTOM + 16}" text-anchor="end">last of ${last}</text
    ><line class="rule" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}" />`;
}

function descriptionOf(points: readonly Point[], plot: Plot, { ratio }: MetricResult): string {
  const screened = plot.confirmedFrom;
  const below = points.slice(screened).filter((point) => point.ratio < 1).length;
  const confirmed = points.length - screened;
  const estimate =
    ratio === null
      ? ''
      : ` The estimate from the confirmation is ${formatSignedPercent(ratio)}, interval ` +
        `${formatSignedRange(ratio)}.`;
  return (
    `${countOf(screened, 'screening pair')} and ${countOf(confirmed, 'confirmation pair')}; in ` +
    `${below} of the ${confirmed} confirmation pairs the candidate had the smaller number.` +
    estimate
  );
}

function across(plot: Plot, order: number): number {
  return LEFT + ((order + 0.5) / plot.count) * (RIGHT - LEFT);
}

function height(plot: Plot, ratio: number): number {
  const inside = Math.min(1, Math.max(0, positionOn(plot.axis, ratio)));
  return BOTTOM - inside * (BOTTOM - TOP);
}

function isOutside(plot: Plot, point: Point): boolean {
  return point.ratio < plot.axis.lo || point.ratio > plot.axis.hi;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}
