/** One line of a text, with its place. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Index of its first character in the text, after a byte order mark. */
  readonly start: number;
  /** Without its line break. */
  readonly text: string;
  /** Its line break; empty on the last line of a text that does not end with one. */
  readonly end: string;
}

/** The lines of a text, which may end in any of the three line breaks. An empty text has none. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  const first = text.startsWith('\ufeff') ? 1 : 0;
  const breaks = /\r\n|\n|\r/g;
  let start = first;
  for (let found = breaks.exec(text); found !== null; found = breaks.exec(text)) {
    const line = { start, text: text.slice(start, found.index), end: found[0] };
    lines.push({ number: lines.length + 1, ...line });
    start = breaks.lastIndex;
  }
  if (start < text.length) {
    lines.push({ number: lines.length + 1, start, text: text.slice(start), end: '' });
  }
  return lines;
}

/** The line break that a text uses most, `\n` when it has none. */
export function lineBreakOf(lines: readonly Line[]): string {
  const count = (end: string): number => lines.filter((line) => line.end === end).length;
  const [windows, plain, old] = [count('\r\n'), count('\n'), count('\r')];
  return windows > plain && windows >= old ? '\r\n' : old > plain ? '\r' : '\n';
}

/** A text with the line break given in place of whatever it has. */
export function withLineBreak(text: string, lineBreak: string): string {
  return text.replaceAll(/\r\n|\n|\r/g, lineBreak);
}

/** A text in which the line breaks of old machines (a lone `\r`) are `\n`. */
export function withoutLoneReturns(text: string): string {
  return text.replaceAll(/\r(?!\n)/g, '\n');
}

/** Lines as one text with `\n`, without the empty lines at both ends. */
export function textOf(lines: readonly Line[]): string {
  const [first, last] = filledRange(lines);
  return lines
    .slice(first, last)
    .map((line) => line.text)
    .join('\n');
}

/**
 * From the first line that is not blank to after the last one.
 *
 * @returns two indices; equal to 0 when all are blank
 */
export function filledRange(lines: readonly Line[]): readonly [first: number, last: number] {
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? [0, 0] : [first, lines.findLastIndex((line) => !isBlank(line)) + 1];
}

/** Nothing but white space. */
export function isBlank(line: Line): boolean {
  return line.text.trim() === '';
}
