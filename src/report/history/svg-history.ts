import type { HistoryChange, HistorySegment, HistorySeries } from '../../model/index.ts';
import { type Axis, axisFor, positionOn } from '../axis.ts';
import { html, type Markup } from '../html.ts';
import { countOf, type DisplayUnit, formatValue } from '../quantity.ts';
import { oneLine, shortenMiddle } from '../safe-text.ts';
import { coordinate, FIGURE_WIDTH, svgFrame } from '../svg-frame.ts';
import { formatTick } from '../text-picture.ts';
import { changeWords, dayOf, shortChangeWords, shortId, unitOf } from './history-words.ts';

const LEFT = 64;
const RIGHT = FIGURE_WIDTH - 14;
const TOP = 20;
const HEIGHT = 190;
const BOTTOM = TOP + HEIGHT;
const DESCRIBED_MAX = 12;

/** Colours of the page that stand for an effect. */
const LOOK: Readonly<Record<HistoryChange['effect'], string>> = {
  better: 'improved',
  worse: 'regressed',
  unclear: 'base',
};

/** With more commits than this, whiskers would only blacken the figure. */
const WHISKERS_MAX = 120;

/** Where values and commits lie in a figure. */
interface Plot {
  readonly axis: Axis;
  readonly unit: DisplayUnit;
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
}

/**
 * The values of a segment from the oldest commit to the newest: a dot for each commit with the
 * interval of its first measurement, and the changes of level with their size.
 */
export function historyFigure(id: string, series: HistorySeries, segment: HistorySegment): Markup {
  const { points } = segment;
  const plot = plotOf(series, segment);
  const body = html`${levels(plot)}<line
      class="rule"
      x1="${LEFT}"
      x2="${RIGHT}"
      y1="${BOTTOM}"
      y2="${BOTTOM}"
    />${marks(segment, plot)}${dots(segment, plot)}${ends(segment)}`;
  const title = `${series.benchmark}, ${series.metric}: ${countOf(points.length, 'commit')}`;
  return svgFrame(
    { id, height: BOTTOM + 30, title, description: descriptionOf(series, segment) },
    body,
  );
}

function plotOf(series: HistorySeries, { points }: HistorySegment): Plot {
  // Each value is a group of its own, so that none is taken for an outlier and left out.
  const shown = points.flatMap(({ value, measurements: [first] }) =>
    first === undefined || points.length > WHISKERS_MAX ? [value] : [value, first.lo, first.hi],
  );
  const axis = axisFor(
    shown.map((value) => [value]),
    4,
  );
  return {
    axis,
    unit: unitOf(series),
    x: (index) =>
      points.length === 1
        ? (LEFT + RIGHT) / 2
        : LEFT + 8 + (index / (points.length - 1)) * (RIGHT - LEFT - 16),
    y: (value) => Math.min(BOTTOM, Math.max(TOP, BOTTOM - positionOn(axis, value) * HEIGHT)),
  };
}

function levels({ axis, unit, y }: Plot): Markup[] {
  return axis.ticks.map((tick) => {
    const at = coordinate(y(tick));
    return html`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${at}" y2="${at}" />
      <text class="tick" x="${LEFT - 6}" y="${coordinate(y(tick) + 4)}" text-anchor="end"
        >${formatTick(tick, axis, unit)}</text
      >`;
  });
}

function marks({ changes }: HistorySegment, { unit, x }: Plot): Markup[] {
  return changes.map((change) => {
    const at = (x(change.index - 1) + x(change.index)) / 2;
    const anchor = at > (LEFT + RIGHT) / 2 ? 'end' : 'start';
    const look = LOOK[change.effect];
    const place = coordinate(at);
    return html`<g class="${look}">
      <title>${changeWords(change, unit)}</title>
      <line class="whisker" x1="${place}" x2="${place}" y1="${TOP - 6}" y2="${BOTTOM}" />
      <text
        class="value"
        x="${coordinate(anchor === 'end' ? at - 5 : at + 5)}"
        y="${TOP - 8}"
        text-anchor="${anchor}"
        >${shortChangeWords(change, unit)}</text
      >
    </g>`;
  });
}

function dots({ points }: HistorySegment, { unit, x, y }: Plot): Markup[] {
  const isDense = points.length > WHISKERS_MAX;
  return points.map(({ commit, value, subject, committedAt, measurements }, index) => {
    const [first] = measurements;
    const at = coordinate(x(index));
    const whisker =
      first === undefined || isDense
        ? null
        : html`<line
            class="whisker"
            x1="${at}"
            x2="${at}"
            y1="${coordinate(y(first.lo))}"
            y2="${coordinate(y(first.hi))}"
          />`;
    const words = shortenMiddle(oneLine(subject), 80);
    const label = `${shortId(commit)}, ${dayOf(committedAt)}: ${formatValue(value, unit, 4)}.`;
    return html`<g class="candidate"
      ><title>${label} ${words}</title>${whisker}<circle
        class="dot"
        cx="${at}"
        cy="${coordinate(y(value))}"
        r="${isDense ? 2 : 4}"
    /></g>`;
  });
}

function ends({ points }: HistorySegment): Markup {
  const [first, last] = [points[0], points.at(-1)];
  const text = (point: typeof first) =>
    point === undefined ? '' : `${shortId(point.commit)} ${dayOf(point.committedAt)}`;
  return points.length === 1
    ? html`<text
        class="tick"
        x="${coordinate((LEFT + RIGHT) / 2)}"
        y="${BOTTOM + 18}"
        text-anchor="middle"
        >${text(first)}</text
      >`
    : html`<text class="tick" x="${LEFT}" y="${BOTTOM + 18}">${text(first)}</text
        ><text class="tick" x="${RIGHT}" y="${BOTTOM + 18}" text-anchor="end">${text(last)}</text>`;
}

function descriptionOf(series: HistorySeries, { points, changes }: HistorySegment): string {
  const unit = unitOf(series);
  const shown = points.slice(-DESCRIBED_MAX);
  const values = shown.map(
    ({ commit, value }) => `${shortId(commit)} ${formatValue(value, unit, 4)}`,
  );
  const older = points.length > shown.length ? `${points.length - shown.length} older; ` : '';
  const steps = changes.map((change) => ` Change ${changeWords(change, unit)}.`);
  return `${older}${values.join(', ')}.${steps.join('')}`;
}
