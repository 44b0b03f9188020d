import type { HistorySegment } from '../../model/index.ts';
import { axisFor, positionOn } from '../axis.ts';
import { type DisplayUnit, formatValue } from '../quantity.ts';
import { displayWidth, padColumns } from '../safe-text.ts';
import type { TextWriter } from '../text-style.ts';

const ROWS = 6;
const COLUMNS_MAX = 64;

/** Dots of a braille cell by row, left and right; U+2800 and these bits. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BRAILLE = 0x28_00;

/** How one cell is divided into dots, and what a set of dots looks like. */
interface Canvas {
  readonly across: number;
  readonly down: number;
  glyph(bits: number): string;
}

const FINE: Canvas = {
  across: 2,
  down: 4,
  glyph: (bits) => (bits === 0 ? ' ' : String.fromCodePoint(BRAILLE + bits)),
};
const COARSE: Canvas = { across: 1, down: 1, glyph: (bits) => (bits === 0 ? ' ' : '*') };

/**
 * The values of a segment from the oldest commit to the newest, as dots (braille, or stars in
 * ASCII), with the axis on the left and a mark below each change of level.
 *
 * @returns no lines for a single point
 */
export function historyPicture(
  writer: TextWriter,
  segment: HistorySegment,
  unit: DisplayUnit,
  indent: number,
): string[] {
  const values = segment.points.map(({ value }) => value);
  if (values.length < 2) {
    return [];
  }
  // Each value is a group of its own, so that none is taken for an outlier and left out.
  const axis = axisFor(
    values.map((value) => [value]),
    3,
  );
  const labels = [axis.hi, axis.lo].map((value) => writer.fit(formatValue(value, unit)));
  const labelWidth = Math.max(...labels.map(displayWidth));
  const plot = Math.min(COLUMNS_MAX, Math.max(8, writer.width - indent - labelWidth - 3));
  const canvas = writer.unicode ? FINE : COARSE;
  const column = (index: number) => {
    const places = Math.min(plot * canvas.across, Math.max(values.length, 2) * canvas.across * 2);
    return Math.round((index / (values.length - 1)) * (places - 1));
  };
  const bits = Array.from({ length: ROWS }, () => Array.from({ length: plot }, () => 0));
  for (const [index, value] of values.entries()) {
    const height = ROWS * canvas.down;
    const dot = Math.round((1 - positionOn(axis, value)) * (height - 1));
    const line = bits[Math.floor(dot / canvas.down)];
    const place = column(index);
    const cell = Math.floor(place / canvas.across);
    if (line !== undefined) {
      const bit = canvas === FINE ? (DOTS[dot % 4]?.[place % 2] ?? 0) : 1;
      line[cell] = (line[cell] ?? 0) | bit;
    }
  }
  const left = ' '.repeat(indent);
  const bar = writer.unicode ? '│' : '|';
  const body = bits.map((line, row) => {
    const label = row === 0 ? labels[0] : row === ROWS - 1 ? labels[1] : '';
    const dots = writer.paint(
      'candidate',
      line
        .map((cell) => canvas.glyph(cell))
        .join('')
        .trimEnd(),
    );
    return `${left}${padColumns(label ?? '', labelWidth, 'right')} ${bar}${dots}`;
  });
  const marks: string[] = Array.from({ length: plot }, () => (writer.unicode ? '─' : '-'));
  for (const { index } of segment.changes) {
    marks[Math.floor(column(index) / canvas.across)] = writer.unicode ? '▲' : '^';
  }
  const corner = writer.unicode ? '└' : '+';
  return [...body, `${left}${' '.repeat(labelWidth)} ${corner}${marks.join('')}`];
}
