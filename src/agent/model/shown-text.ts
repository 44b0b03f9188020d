import { stripVTControlCharacters } from 'node:util';

/** A text within a message or trace: one line, without controls of a terminal, not too long. */
export function oneLine(text: string, lengthMax: number): string {
  const line = stripVTControlCharacters(text.slice(0, 4 * lengthMax))
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length <= lengthMax ? line : `${cutAt(line, lengthMax)}…`;
}

/** The beginning and the end of a text that is too long, with a note on what was left out. */
export function withoutMiddle(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) {
    return text;
  }
  const half = Math.floor(lengthMax / 2);
  const [head, tail] = [cutAt(text, half), text.slice(-half).replace(/^[\uDC00-\uDFFF]/, '')];
  const left = text.length - head.length - tail.length;
  return `${head}\n[… ${left} characters left out …]\n${tail}`;
}

/** The beginning of a text that does not end in half a character. */
export function cutAt(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
