import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Absolute path of a program, or null. Relative folders of the search path do not count: what they
 * hold depends on where one stands.
 *
 * @param searchPath - as in the variable PATH
 */
export function findProgram(name: string, searchPath: string): string | null {
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, name);
    if (isProgram(path)) {
      return path;
    }
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // it is not there, or not for us
  }
}
