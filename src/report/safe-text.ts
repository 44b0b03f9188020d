import { TEXT_CHARACTERS_MAX } from './limits.ts';

/**
 * Characters that change what a reader sees without being seen: controls (with the escape that
 * starts a terminal sequence), direction overrides, invisible spaces, line separators, tags and
 * lone surrogates. First and last code point of each range.
 */
const HIDDEN_RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe007f],
];

/** Written shorter than by number, because people know them. */
const NAMED: Readonly<Record<number, string>> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r' };

/** What plain-ASCII terminals get instead of the characters that this module itself writes. */
const ASCII: Readonly<Record<string, string>> = {
  '±': '+/-',
  µ: 'u',
  '–': '-',
  '—': '-',
  '−': '-',
  '→': '->',
  '←': '<-',
  '×': 'x',
  '…': '...',
  '≥': '>=',
  '≤': '<=',
  '✔': '+',
  '✘': 'x',
  '·': '-',
  '\u00a0': ' ',
};

/**
 * Text from outside, safe to show on one line of anything: hidden characters appear as `\u001b`
 * or `\n` instead of taking effect.
 */
export function visible(text: string): string {
  let shown = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    shown += isIn(HIDDEN_RANGES, point) ? (NAMED[point] ?? escaped(point)) : character;
  }
  return shown;
}

/**
 * A sentence from outside as one line: white space folded, the rest made visible, and cut at
 * TEXT_CHARACTERS_MAX characters.
 */
export function oneLine(text: string): string {
  const isLong = text.length > TEXT_CHARACTERS_MAX;
  const start = isLong ? `${text.slice(0, TEXT_CHARACTERS_MAX)}…` : text;
  return visible(start.replaceAll(/[ \t\r\n]+/gu, ' ').trim());
}

/** The same text in ASCII: known signs spelled out, anything else as `\u00e9`. */
export function toAscii(text: string): string {
  let plain = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    plain += point < 0x80 ? character : (ASCII[character] ?? escaped(point));
  }
  return plain;
}

/** Columns that a text takes on a terminal: 2 for East Asian wide and emoji, 0 for combining. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width += characterWidth(character);
  }
  return width;
}

/**
 * Shortens in the middle, because both ends of a path, branch or command tell it apart.
 *
 * @param columns - most columns of the result, at least 1
 * @param ellipsis - what stands for the part left out
 */
export function shortenMiddle(text: string, columns: number, ellipsis = '…'): string {
  if (displayWidth(text) <= columns) {
    return text;
  }
  const mark = displayWidth(ellipsis) < columns ? ellipsis : '';
  const room = columns - displayWidth(mark);
  const characters = Array.from(text);
  const tail = takeColumns(characters.toReversed(), Math.floor(room / 2)).toReversed();
  const head = takeColumns(characters, room - displayWidth(tail.join('')));
  return `${head.join('')}${mark}${tail.join('')}`;
}

/** Pads with spaces to a number of columns; a longer text stays as it is. */
export function padColumns(text: string, columns: number, align: 'left' | 'right'): string {
  const spaces = ' '.repeat(Math.max(0, columns - displayWidth(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

/**
 * Breaks a paragraph into lines. A number stays on the line of its unit; a word longer than a
 * line is broken where the line ends.
 *
 * @param columns - most columns of a line, at least 1
 */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') {
      lines.push(line);
    }
    line = word;
    while (displayWidth(line) > columns) {
      const start = takeColumns(Array.from(line), columns).join('') || line.slice(0, 1);
      lines.push(start);
      line = line.slice(start.length);
    }
  }
  return line === '' ? lines : [...lines, line];
}

const UNIT = /^(?:%|ns|µs|us|ms|s|min|B|kB|MB|GB|TB|times)[),.;:]*$/u;

/** Words of a paragraph, where `12.4 %` counts as one. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const last = words.at(-1);
    if (last !== undefined && UNIT.test(word) && /\d$/u.test(last)) {
      words[words.length - 1] = `${last} ${word}`;
    } else {
      words.push(word);
    }
  }
  return words;
}

function takeColumns(characters: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let width = 0;
  for (const character of characters) {
    width += characterWidth(character);
    if (width > columns) {
      break;
    }
    taken.push(character);
  }
  return taken;
}

function escaped(point: number): string {
  const digits = point.toString(16);
  return digits.length <= 4 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

const COMBINING = /^(?:\p{Mn}|\p{Me})$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;

/** First and last code points of joiners and variation selectors, which take no column. */
const ZERO_WIDTH_RANGES: readonly (readonly [number, number])[] = [
  [0x200c, 0x200d],
  [0xfe00, 0xfe0f],
];

/** First and last code points that take two columns (East Asian Width W and F, in wide strokes). */
const WIDE_RANGES: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

function characterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) {
    return 1;
  }
  if (COMBINING.test(character) || isIn(ZERO_WIDTH_RANGES, point)) {
    return 0;
  }
  return isIn(WIDE_RANGES, point) || EMOJI.test(character) ? 2 : 1;
}

function isIn(ranges: readonly (readonly [number, number])[], point: number): boolean {
  return ranges.some(([first, last]) => point >= first && point <= last);
}
