import type { Static, TSchema } from 'typebox';

import { HoneError, writeFileAtomic } from '../base/index.ts';
import type { Immutable } from '../model/index.ts';
import { documentOf } from '../report/index.ts';
import { print } from './terminal.ts';

/** What `--json [file]` was given: true without a file, `-` for standard output, or a path. */
export type JsonFlag = string | true | undefined;

/** A value as every command writes it: keys in the order that it has, two spaces of indent. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Prints a document for programs.
 *
 * @throws AssertionError when the value does not fit its published schema
 */
export async function printDocument<S extends TSchema>(
  schema: S,
  value: Immutable<Static<S>>,
): Promise<void> {
  await print(jsonText(documentOf(schema, value)));
}

/** True when standard output belongs to the JSON. */
export function printsJson(flag: JsonFlag): boolean {
  return flag === true || flag === '-';
}

/**
 * Prints a value as JSON, or writes that to a file and prints the text for people.
 *
 * @throws HoneError E_DISK, E_USAGE for an empty name
 */
export async function printOrWrite(
  flag: JsonFlag,
  value: unknown,
  text: () => string,
): Promise<void> {
  const json = jsonText(value);
  if (printsJson(flag)) {
    await print(json);
    return;
  }
  if (flag === '') {
    throw new HoneError('E_USAGE', '--json needs the name of a file, or - for standard output.');
  }
  if (typeof flag === 'string') {
    writeFileAtomic(flag, json);
  }
  await print(text());
}
