import { type Axis, axisFor, boxOf, densityOn, positionOn } from './axis.ts';
import { type DisplayUnit, formatValue } from './quantity.ts';
import { displayWidth, padColumns, shortenMiddle } from './safe-text.ts';
import type { Ink, TextWriter } from './text-style.ts';

/** One distribution of a picture. */
export interface PictureRow {
  readonly name: string;
  readonly values: readonly number[];
  readonly ink: Ink;
}

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_LEVELS = [' ', '.', ':', '-', '=', '+', '*', '#', '@'];
const LABEL_COLUMNS_MAX = 18;
const TALL_UP_TO_ROWS = 2;

/**
 * Distributions above each other on one axis, drawn with block characters (or ASCII), each scaled
 * to its own peak, with its median at the right and the axis below.
 *
 * @param rows - those without values are left out
 * @returns no lines when there is nothing to draw
 */
export function distributionPicture(
  writer: TextWriter,
  rows: readonly PictureRow[],
  unit: DisplayUnit,
  indent: number,
): string[] {
  const drawn = rows.filter((row) => row.values.length > 0);
  if (drawn.length === 0) {
    return [];
  }
  const medians = drawn.map((row) => writer.fit(formatValue(boxOf(row.values).median, unit)));
  const labels = drawn.map((row) =>
    shortenMiddle(writer.fit(row.name), LABEL_COLUMNS_MAX, writer.ellipsis),
  );
  const labelWidth = Math.max(...labels.map(displayWidth));
  const medianWidth = Math.max(...medians.map(displayWidth));
  const plot = Math.min(72, writer.width - indent - labelWidth - medianWidth - 4);
  const axis = axisFor(
    drawn.map((row) => row.values),
    Math.max(2, Math.floor(plot / 14)),
  );
  const height = writer.unicode && drawn.length <= TALL_UP_TO_ROWS ? 2 : 1;
  const left = ' '.repeat(indent);
  const body = drawn.flatMap((row, index) => {
    const bars = barLines(writer, axis, row.values, plot, height);
    return bars.map((bar, line) => {
      const isLast = line === bars.length - 1;
      const label = padColumns(isLast ? (labels[index] ?? '') : '', labelWidth, 'left');
      const text = `${left}${label}  ${writer.paint(row.ink, bar)}`;
      return isLast ? `${text}  ${medians[index] ?? ''}` : text.trimEnd();
    });
  });
  return [...body, ...axisLines(writer, axis, unit, { plot, indent: indent + labelWidth + 2 })];
}

/** Lines of one density, top first; a column with any value shows at least the lowest block. */
function barLines(
  writer: TextWriter,
  axis: Axis,
  values: readonly number[],
  plot: number,
  height: number,
): string[] {
  const glyphs = writer.unicode ? BLOCKS : ASCII_LEVELS;
  const levels = glyphs.length - 1;
  const density = densityOn(axis, values, plot);
  const peak = Math.max(...density);
  const heights = density.map((value) => Math.round((value / peak) * levels * height));
  for (const value of values) {
    const column = Math.min(plot - 1, Math.max(0, Math.floor(positionOn(axis, value) * plot)));
    heights[column] = Math.max(1, heights[column] ?? 0);
  }
  return Array.from({ length: height }, (_, line) => {
    const floor = (height - 1 - line) * levels;
    return heights
      .map((value) => glyphs[Math.min(levels, Math.max(0, value - floor))] ?? ' ')
      .join('');
  });
}

function axisLines(
  writer: TextWriter,
  axis: Axis,
  unit: DisplayUnit,
  at: { readonly plot: number; readonly indent: number },
): string[] {
  const [line, tickMark] = writer.unicode ? ['─', '┬'] : ['-', '+'];
  const rule = Array.from({ length: at.plot }, () => line);
  const labels = Array.from({ length: at.plot + 12 }, () => ' ');
  let free = 0;
  for (const tick of axis.ticks) {
    const column = Math.min(at.plot - 1, Math.round(positionOn(axis, tick) * at.plot));
    const text = writer.fit(formatTick(tick, axis, unit));
    const start = Math.max(0, column - Math.floor(text.length / 2));
    if (start < free || start + text.length > labels.length) {
      continue;
    }
    rule[column] = tickMark;
    labels.splice(start, text.length, ...Array.from(text));
    free = start + text.length + 2;
  }
  const left = ' '.repeat(at.indent);
  return [
    left + rule.join(''),
    (left + labels.join('')).trimEnd(),
    ...beyondLine(writer, axis, at),
  ];
}

function beyondLine(writer: TextWriter, axis: Axis, at: { readonly indent: number }): string[] {
  const text = beyondInWords(axis);
  return text === null
    ? []
    : writer.paragraph(text, at.indent).map((line) => writer.paint('faint', line));
}

/** What a picture could not show to scale, or null: `2 values lie beyond the right end.` */
export function beyondInWords(axis: Axis): string | null {
  const { below, above } = axis.beyond;
  const ends = [
    ...(below > 0 ? [`${below} beyond the left end`] : []),
    ...(above > 0 ? [`${above} beyond the right end`] : []),
  ];
  return ends.length === 0
    ? null
    : `Too far out to draw to scale: ${ends.join(', ')}; kept in all numbers.`;
}

/** A tick's value with its unit, with as many digits as the distance to its neighbours needs. */
export function formatTick(tick: number, axis: Axis, unit: DisplayUnit): string {
  const [first, second] = axis.ticks;
  if (axis.kind === 'log' || first === undefined || second === undefined || tick === 0) {
    return shortTick(tick, unit, 3);
  }
  const step = second - first;
  const digits = Math.ceil(Math.log10(Math.abs(tick) / step) + 1e-9) + 1;
  return shortTick(tick, unit, Math.min(8, Math.max(1, digits)));
}

function shortTick(tick: number, unit: DisplayUnit, digits: number): string {
  // A round tick reads better without the zeros that a measured value keeps.
  return formatValue(tick, unit, digits)
    .replace(/(\.\d*?)0+(?= |$)/u, '$1')
    .replace(/\.(?= |$)/u, '');
}
