import { normalPath } from '../base/index.ts';

/** A path without `.` and `..`, or null when it leaves the tree or is its root. */
export function normalisedPath(path: string): string | null {
  const normal = normalPath(path);
  return normal === '' ? null : normal;
}
