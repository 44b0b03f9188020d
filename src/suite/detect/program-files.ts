import { normalisedPath } from '../normalised-path.ts';
import type { Tree } from './detected.ts';
import { packageJson } from './package-json.ts';

/** Keys of package.json that name the files which users start or load. */
const KEYS = ['bin', 'main', 'module', 'browser', 'exports'] as const;

/** Values of package.json that are looked at. */
const VALUES_MAX = 500;

/** Files that package.json says users start or load: never judges, whatever their names. */
export function programFiles(tree: Tree): ReadonlySet<string> {
  const manifest = packageJson(tree) ?? {};
  const found = new Set<string>();
  const pending: unknown[] = KEYS.map((key) => manifest[key]);
  for (let seen = 0; pending.length > 0 && seen < VALUES_MAX; seen += 1) {
    const value = pending.pop();
    if (typeof value === 'string') {
      const path = normalisedPath(value);
      for (const ending of path === null ? [] : ['', '.js', '.cjs', '.mjs', '/index.js']) {
        found.add(`${path}${ending}`);
      }
    } else if (typeof value === 'object' && value !== null) {
      pending.push(...Object.values(value));
    }
  }
  return found;
}
