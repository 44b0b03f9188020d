import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { packagePath } from './built-in-flows.ts';

/** Where a project describes roles of its own, as `<role>.md`; the first that has a file wins. */
export function projectRoleFolders(root: string): string[] {
  return [join(root, '.hone', 'roles'), join(root, 'roles')];
}

/**
 * Where a role's prompt is looked for, as far as the folders are there: what a project describes
 * comes before what is shipped.
 */
export function presentRoleFolders(root: string): string[] {
  return [...projectRoleFolders(root), packagePath('roles')].filter((path) => existsSync(path));
}
