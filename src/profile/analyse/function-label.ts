import type { KnownFunction } from './function-index.ts';

/** Longest label, in characters; a name in an artifact has at most 500. */
const LABEL_CHARS_MAX = 300;

/**
 * A function in one line: `inlineText (src/Lexer.js:120)`. Profiles take names from the program,
 * where they may be of any length and hold anything, such as the source of a regular expression.
 */
export function functionLabel({ name, file, line }: KnownFunction): string {
  const shown = asName(name, '(anonymous)');
  const place = line > 0 ? `${file}:${line}` : file;
  return file === '' ? shown : asName(`${shown} (${place})`, shown);
}

/** A text as the one-line name that artifacts take. @param otherwise - for a text without any */
export function asName(text: string, otherwise: string): string {
  const start = text.slice(0, LABEL_CHARS_MAX * 4);
  const line = start.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim();
  const cut = line.length > LABEL_CHARS_MAX ? `${line.slice(0, LABEL_CHARS_MAX)}…` : line;
  return cut === '' ? otherwise : cut;
}
