import { HoneError, writeFileAtomic } from '../base/index.ts';
import { print } from './terminal.ts';

/** What `--json [file]` was given: true without a file, `-` for standard output, or a path. */
export type JsonFlag = string | true | undefined;

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
  const json = `${JSON.stringify(value, null, 2)}\n`;
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
