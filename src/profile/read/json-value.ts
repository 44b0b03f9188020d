import { QUOTE_LENGTH_MAX } from './limits.ts';

/** A JSON object whose fields are not known yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** True for an object that is no array. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; one without fields when it is none. */
export function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

/** The value as an array; an empty one when it is none. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value when it is text, else the other text. */
export function textOf(value: unknown, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}

/** The value when it is a finite number, also one written as text; else null. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** An index into a list of a known length, or -1. */
export function indexIn(value: unknown, length: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < length
    ? value
    : -1;
}

/** Text of a file for a message: quoted, short, and without control characters. */
export function quoted(text: string): string {
  const short =
    text.length > QUOTE_LENGTH_MAX ? `${text.slice(0, QUOTE_LENGTH_MAX).toWellFormed()}…` : text;
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u2028\u2029\ufffd]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The first few names, quoted. */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 6).map(quoted).join(', ');
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown;
}
