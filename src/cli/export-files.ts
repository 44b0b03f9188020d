import { assertWritable, HoneError, writeFileAtomic } from '../base/index.ts';
import { print } from './terminal.ts';

/** A path that somebody gave for an export; `-` is standard output. */
export type ExportPath = string | undefined;

/**
 * Refuses what could not be written later, so that nobody waits for a result in vain.
 *
 * @throws HoneError E_USAGE for a path without a name and for two on standard output, E_DISK for
 *   one that can't be written to
 */
export function checkExportFiles(paths: readonly ExportPath[]): void {
  if (paths.filter((path) => path === '-').length > 1) {
    throw new HoneError('E_USAGE', 'Only one export can go to standard output.');
  }
  for (const path of paths) {
    if (path === '') {
      throw new HoneError('E_USAGE', 'An export needs the name of a file.');
    }
    if (path !== undefined && path !== '-') {
      assertWritable(path);
    }
  }
}

/**
 * Makes and writes the exports that were asked for.
 *
 * @returns whether one went to standard output, which then belongs to it
 * @throws HoneError E_DISK when one can't be written
 */
export async function writeExportFiles(
  exports: readonly (readonly [ExportPath, () => string])[],
): Promise<boolean> {
  for (const [path, make] of exports) {
    if (path === '-') {
      await print(make());
    } else if (path !== undefined) {
      writeFileAtomic(path, make());
    }
  }
  return exports.some(([path]) => path === '-');
}
