import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { assert } from '../../base/index.ts';

/** The flows that come with hone, by the names that `hone run` takes. */
const FILES: Readonly<Record<string, string>> = {
  performance: 'performance-flow.yaml',
  search: 'search-flow.yaml',
  task: 'task-flow.yaml',
};

/** Names of the flows that come with hone. */
export const BUILT_IN_FLOWS: readonly string[] = Object.keys(FILES);

/** The text of a flow that comes with hone; null for another name. */
export function builtInFlow(name: string): string | null {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  return file === undefined ? null : readFileSync(packagePath(`flows/${file}`), 'utf8');
}

/**
 * Where something that is shipped lies: beside `dist/` in the package and beside `src/` in the
 * repository.
 */
export function packagePath(relative: string): string {
  const found = ['..', '../..', '../../..', '../../../..']
    .map((above) => fileURLToPath(new URL(`${above}/${relative}`, import.meta.url)))
    .find((path) => existsSync(path));
  assert(found !== undefined, `the package contains ${relative}`);
  return found;
}
