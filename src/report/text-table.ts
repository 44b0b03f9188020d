import { displayWidth, padColumns, shortenMiddle } from './safe-text.ts';
import type { Ink, TextWriter } from './text-style.ts';

/** One column of a table. */
export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
  /** Columns down to which its cells may be shortened in the middle; never when left out. */
  readonly shrinkTo?: number;
}

/** One cell: plain text and its ink. */
export interface Cell {
  readonly text: string;
  readonly ink?: Ink;
}

const GAP = 2;
const UNDER_NAME = 2;

/**
 * Lines of a table with its header. When shortening what may be shortened does not make it
 * fit, the first cell of each row gets a line of its own above the others.
 *
 * @param rows - each with one cell per column
 * @param indent - columns left free on the left
 */
export function textTable(
  writer: TextWriter,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  indent: number,
): string[] {
  const fitted = rows.map((row) => row.map((cell) => ({ ...cell, text: writer.fit(cell.text) })));
  const room = writer.width - indent;
  const widths = naturalWidths(writer, columns, fitted);
  shrink(widths, columns, room);
  if (total(widths) <= room) {
    return lines(writer, columns, fitted, widths, indent);
  }
  return underNames(writer, columns, fitted, indent);
}

function lines(
  writer: TextWriter,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  widths: readonly number[],
  indent: number,
): string[] {
  const header = columns.map((column): Cell => ({ text: writer.fit(column.header), ink: 'faint' }));
  const all = columns.every((column) => column.header === '') ? rows : [header, ...rows];
  return all.map((row) => {
    const cells = row.map((cell, index) => {
      const width = widths[index] ?? 0;
      const text = shortenMiddle(cell.text, width, writer.ellipsis);
      const padded = padColumns(text, width, columns[index]?.align ?? 'left');
      const trailing = index === row.length - 1 ? padded.trimEnd() : padded;
      return writer.paint(cell.ink ?? 'plain', trailing);
    });
    return (' '.repeat(indent) + cells.join(' '.repeat(GAP))).trimEnd();
  });
}

/** Each name on a line of its own, the other cells beneath it in their columns. */
function underNames(
  writer: TextWriter,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  indent: number,
): string[] {
  const others = columns.slice(1);
  const cells = rows.map((row) => row.slice(1));
  const widths = naturalWidths(writer, others, cells);
  if (total(widths) > writer.width - indent - UNDER_NAME) {
    return stacked(writer, columns, rows, indent);
  }
  const [header = '', ...numbers] = lines(writer, others, cells, widths, indent + UNDER_NAME);
  return [
    header,
    ...rows.flatMap((row, index) => [nameLine(writer, row, indent), numbers[index] ?? '']),
  ];
}

/** Each name on a line of its own, the other cells beneath it as a sentence: `ratio 0.876; …`. */
function stacked(
  writer: TextWriter,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  indent: number,
): string[] {
  return rows.flatMap((row) => {
    const parts = row
      .map((cell, index) => ({ text: cell.text, header: columns[index]?.header ?? '' }))
      .slice(1)
      .filter(({ text }) => text !== '')
      .map(({ text, header }) => `${header} ${text}`.trim());
    return [
      nameLine(writer, row, indent),
      ...writer.paragraph(parts.join('; '), indent + UNDER_NAME),
    ];
  });
}

function nameLine(writer: TextWriter, row: readonly Cell[], indent: number): string {
  const [first] = row;
  const name = shortenMiddle(first?.text ?? '', writer.width - indent, writer.ellipsis);
  return ' '.repeat(indent) + writer.paint(first?.ink ?? 'plain', name);
}

function naturalWidths(
  writer: TextWriter,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): number[] {
  return columns.map((column, index) =>
    rows.reduce(
      (widest, row) => Math.max(widest, displayWidth(row[index]?.text ?? '')),
      displayWidth(writer.fit(column.header)),
    ),
  );
}

/** Takes from the widest column that may shrink until the row fits or none can give. */
function shrink(widths: number[], columns: readonly Column[], room: number): void {
  while (total(widths) > room) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const width = widths[index] ?? 0;
      if (width > (column.shrinkTo ?? Infinity) && width > (widths[widest] ?? 0)) {
        widest = index;
      }
    }
    if (widest < 0) {
      return;
    }
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
}
