import { type Axis, axisFor, boxOf, densityOn, valueAt } from './axis.ts';
import { thinned } from './comparison-samples.ts';
import { html, type Markup } from './html.ts';
import { DENSITY_POINTS, DENSITY_VALUES_MAX, POINTS_DRAWN_MAX } from './limits.ts';
import { type DisplayUnit, formatValue } from './quantity.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';
import { across, bottomAxis, coordinate, svgFrame } from './svg-frame.ts';
import { beyondInWords, formatTick } from './text-picture.ts';

/** One distribution of a figure. */
export interface DistributionRow {
  readonly name: string;
  readonly values: readonly number[];
  readonly role: 'base' | 'candidate';
}

/** A figure and what has to be said under it. */
export interface FigureWithNotes {
  readonly svg: Markup;
  readonly notes: readonly string[];
}

const ROW_HEIGHT = 72;
const CURVE_HEIGHT = 32;
const AXIS_HEIGHT = 24;

/**
 * Distributions above each other on one axis: the density, a box (quartiles and median, whiskers
 * at the 5th and 95th percentile) and a mark for every run.
 *
 * @returns null when there is nothing to draw
 */
export function distributionFigure(
  id: string,
  rows: readonly DistributionRow[],
  unit: DisplayUnit,
  title: string,
): FigureWithNotes | null {
  const drawn = rows.filter((row) => row.values.length > 0);
  if (drawn.length === 0) {
    return null;
  }
  const axis = axisFor(
    drawn.map((row) => row.values),
    5,
  );
  const curves = drawn.map((row) =>
    densityOn(axis, thinned(row.values, DENSITY_VALUES_MAX), DENSITY_POINTS),
  );
  const peak = Math.max(...curves.flat());
  const bottom = drawn.length * ROW_HEIGHT;
  const ticks = bottomAxis(axis, { top: 18, bottom }, (tick) => formatTick(tick, axis, unit));
  const body = html`${ticks}${drawn.map((row, index) =>
    rowMarkup(row, curves[index] ?? [], { axis, peak, unit, top: index * ROW_HEIGHT }),
  )}`;
  const most = Math.max(...drawn.map((row) => row.values.length));
  const thin =
    most > POINTS_DRAWN_MAX
      ? [
          `Marks are drawn for ${POINTS_DRAWN_MAX} of ${most} runs a side, evenly spaced ` +
            'in time; boxes use all.',
        ]
      : [];
  const beyond = beyondInWords(axis);
  const height = bottom + AXIS_HEIGHT;
  const svg = svgFrame({ id, height, title, description: descriptionOf(drawn, unit) }, body);
  return { svg, notes: [...thin, ...(beyond === null ? [] : [beyond])] };
}

function rowMarkup(
  row: DistributionRow,
  curve: readonly number[],
  place: {
    readonly axis: Axis;
    readonly peak: number;
    readonly unit: DisplayUnit;
    readonly top: number;
  },
): Markup {
  const { axis, peak, unit, top } = place;
  const foot = top + 20 + CURVE_HEIGHT;
  const points = curve.map((value, index) => {
    const x = across(axis, valueAt(axis, (index + 0.5) / curve.length));
    return `${coordinate(x)},${coordinate(foot - (value / peak) * CURVE_HEIGHT)}`;
  });
  const [first, last] = [points[0]?.split(',')[0] ?? '0', points.at(-1)?.split(',')[0] ?? '0'];
  const area = `M${first},${coordinate(foot)}L${points.join('L')}L${last},${coordinate(foot)}Z`;
  const box = boxOf(row.values);
  const marks = thinned(row.values, POINTS_DRAWN_MAX)
    .map((value) => `M${coordinate(across(axis, value))},${coordinate(foot + 11)}v5`)
    .join('');
  const x = (value: number): string => coordinate(across(axis, value));
  const middle = foot + 5;
  return html`<g class="${row.role}"
    ><text class="name" x="12" y="${top + 14}">${shortenMiddle(oneLine(row.name), 36)}</text
    ><text class="value" x="468" y="${top + 14}" text-anchor="end"
      >median ${formatValue(box.median, unit)}</text
    ><path class="area" d="${area}" /><line
      class="whisker"
      x1="${x(box.low)}"
      x2="${x(box.high)}"
      y1="${middle}"
      y2="${middle}" /><rect
      class="box"
      x="${x(box.quartile1)}"
      width="${coordinate(Math.max(1, across(axis, box.quartile3) - across(axis, box.quartile1)))}"
      y="${foot + 2}"
      height="6" /><line
      class="median"
      x1="${x(box.median)}"
      x2="${x(box.median)}"
      y1="${foot - CURVE_HEIGHT}"
      y2="${foot + 9}" /><path class="marks" d="${marks}"
  /></g>`;
}

function descriptionOf(rows: readonly DistributionRow[], unit: DisplayUnit): string {
  return rows
    .map((row) => {
      const box = boxOf(row.values);
      const [low, median, high] = [box.quartile1, box.median, box.quartile3].map((value) =>
        formatValue(value, unit),
      );
      return (
        `${oneLine(row.name)}: ${row.values.length} runs, median ${median}, the middle half ` +
        `from ${low} to ${high}.`
      );
    })
    .join(' ');
}
