import type { MetricResult, RatioEstimate, VerdictKind } from '../model/index.ts';
import { type Axis, axisFor } from './axis.ts';
import { html, type Markup, NOTHING } from './html.ts';
import { changeWord } from './metric-words.ts';
import { formatShare, formatSignedPercent, formatSignedRange, signed } from './quantity.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';
import { across, bottomAxis, coordinate, FIGURE_WIDTH, svgFrame } from './svg-frame.ts';

/** One interval of a figure. */
export interface IntervalRow {
  readonly label: string;
  readonly ratio: RatioEstimate;
  readonly halves: readonly RatioEstimate[];
  readonly verdict: VerdictKind;
  readonly minEffect: number;
}

const ROW_HEIGHT = 40;
const HALVES_HEIGHT = 14;
const AXIS_HEIGHT = 38;

/** The row of a result, or none when nothing could be estimated. */
export function intervalRow(label: string, result: MetricResult): IntervalRow[] {
  const { ratio, halves, verdict, minEffect } = result;
  return ratio === null ? [] : [{ label, ratio, halves, verdict, minEffect }];
}

/**
 * An axis for intervals that always shows "no change" and the changes that do not matter. With all
 * rows of a page on one axis their bars can be compared.
 */
function intervalAxis(rows: readonly IntervalRow[]): Axis {
  const ends = rows.flatMap(({ ratio, halves, minEffect }) => [
    ...[ratio, ...halves].flatMap((one) => [one.lo, one.hi]),
    1 / (1 + minEffect) ** 1.5,
    (1 + minEffect) ** 1.5,
  ]);
  // Each end is a group of its own, so that no interval is taken for an outlier.
  return axisFor(
    ends.map((end) => [Math.max(end, 1e-6)]),
    5,
  );
}

/**
 * Intervals against the changes that do not matter, one row each: the bar is the interval, the dot
 * the estimate, thin bars are the two halves.
 *
 * @param rows - about one metric; at least one, else the result is empty
 */
export function intervalFigure(id: string, rows: readonly IntervalRow[], metric: string): Markup {
  const [first] = rows;
  if (first === undefined) {
    return NOTHING;
  }
  const axis = intervalAxis(rows);
  const tops: number[] = [];
  let top = 4;
  for (const row of rows) {
    tops.push(top);
    top += ROW_HEIGHT + (row.halves.length > 0 ? HALVES_HEIGHT : 0);
  }
  const decimals = axis.ticks.some(
    (tick) => Math.abs((tick * 100) % 1) > 1e-6 && Math.abs((tick * 100) % 1) < 1 - 1e-6,
  )
    ? 1
    : 0;
  const label = (tick: number): string => `${signed((tick - 1) * 100, decimals)} %`;
  const ground = groundMarkup(axis, first.minEffect, top);
  const body = html`${ground}${bottomAxis(axis, { top: 4, bottom: top }, label)}${rows.map(
      (row, index) => rowMarkup(row, axis, tops[index] ?? 0),
    )}<text class="hint" x="12" y="${top + 31}">← ${changeWord(metric, 0.5)}</text
    ><text class="hint" x="468" y="${top + 31}" text-anchor="end"
      >${changeWord(metric, 2)} →</text
    >`;
  const title = 'Estimate and interval against the changes that do not matter';
  return svgFrame({ id, height: top + AXIS_HEIGHT, title, description: descriptionOf(rows) }, body);
}

/**
 * An axis for the bars of a table. One huge change does not squeeze all others into a line: what is
 * beyond half or twice is drawn at the edge, as long as any row is inside.
 */
export function barAxis(rows: readonly IntervalRow[]): Axis {
  const inside = rows.filter(({ ratio }) => ratio.estimate > 0.5 && ratio.estimate < 2);
  return intervalAxis(inside.length > 0 ? inside : rows);
}

/** A small bar for a table cell, on an axis that all rows share. */
export function intervalBar(id: string, row: IntervalRow, axis: Axis): Markup {
  const body = html`${groundMarkup(axis, row.minEffect, 56)}${barMarkup(row, axis, 28, 13)}`;
  return svgFrame({ id, height: 56, title: 'Interval', description: descriptionOf([row]) }, body);
}

function groundMarkup(axis: Axis, minEffect: number, bottom: number): Markup {
  const [left, right] = [across(axis, 1 / (1 + minEffect)), across(axis, 1 + minEffect)];
  const one = coordinate(across(axis, 1));
  return html`<rect
      class="indifferent"
      x="${coordinate(left)}"
      width="${coordinate(right - left)}"
      y="0"
      height="${coordinate(bottom)}"
    /><line class="zero" x1="${one}" x2="${one}" y1="0" y2="${coordinate(bottom)}" />`;
}

function rowMarkup(row: IntervalRow, axis: Axis, top: number): Markup {
  const halves = row.halves.map((half, index) => {
    const y = coordinate(top + ROW_HEIGHT + 1 + index * 6);
    return html`<line
        class="half"
        x1="${coordinate(across(axis, half.lo))}"
        x2="${coordinate(across(axis, half.hi))}"
        y1="${y}"
        y2="${y}"
        ><title>
          ${index === 0 ? 'first' : 'second'} half: ${formatSignedPercent(half)}
          (${formatSignedRange(half)})
        </title></line
      ><circle class="half" cx="${coordinate(across(axis, half.estimate))}" cy="${y}" r="2" />`;
  });
  const number = `${formatSignedPercent(row.ratio)} (${formatSignedRange(row.ratio)})`;
  return html`<text class="name" x="12" y="${top + 13}"
      >${shortenMiddle(oneLine(row.label), 34)}</text
    ><text class="value" x="${FIGURE_WIDTH - 12}" y="${top + 13}" text-anchor="end">${number}</text
    >${barMarkup(row, axis, top + 27, 6)}${halves}`;
}

function barMarkup(row: IntervalRow, axis: Axis, y: number, radius: number): Markup {
  const [lo, hi] = [across(axis, row.ratio.lo), across(axis, row.ratio.hi)];
  const x = coordinate(across(axis, row.ratio.estimate));
  return html`<g class="${row.verdict}"
    ><rect
      class="interval"
      x="${coordinate(lo)}"
      width="${coordinate(Math.max(2, hi - lo))}"
      y="${coordinate(y - radius * 0.6)}"
      height="${coordinate(radius * 1.2)}"
      rx="${coordinate(radius * 0.6)}" /><circle
      class="dot"
      cx="${x}"
      cy="${coordinate(y)}"
      r="${radius}"
  /></g>`;
}

function descriptionOf(rows: readonly IntervalRow[]): string {
  return rows
    .map(
      (row) =>
        `${oneLine(row.label)}: ${formatSignedPercent(row.ratio)}, interval ` +
        `${formatSignedRange(row.ratio)}, ${row.verdict}; ` +
        `changes under ${formatShare(row.minEffect)} do not matter.`,
    )
    .join(' ');
}
