import { visible } from './safe-text.ts';

/** One cell before quoting; null is an empty cell. */
export type CsvCell = string | number | boolean | null;

/** First characters that spreadsheets take for the start of a formula. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

/**
 * A table as RFC 4180 text: a header line, CRLF line ends, cells quoted where they need it. Text
 * that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.
 *
 * @see RFC 4180; OWASP, "CSV Injection"
 */
export function csvText(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: CsvCell): string {
  if (cell === null) {
    return '';
  }
  if (typeof cell !== 'string') {
    return String(cell);
  }
  const harmless = FORMULA.test(cell) ? `'${visible(cell)}` : visible(cell);
  return /[",\r\n]|^\s|\s$/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
