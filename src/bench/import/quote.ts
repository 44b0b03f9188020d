import { NAMES_MAX, QUOTE_LENGTH_MAX } from './limits.ts';

/** Text of a file for a message: quoted, short, and without control characters. */
export function quoted(text: string): string {
  const short =
    text.length > QUOTE_LENGTH_MAX ? `${text.slice(0, QUOTE_LENGTH_MAX).toWellFormed()}…` : text;
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The first few names, quoted, and how many more there are. */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).map(quoted).join(', ');
  return names.length > NAMES_MAX ? `${shown} and ${names.length - NAMES_MAX} more` : shown;
}
