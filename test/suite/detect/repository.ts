import { type Detected, detectSuite } from '../../../src/suite/index.ts';

/** Detection over files given as `path: text`. */
export function detectIn(files: Readonly<Record<string, string>>): Detected {
  return detectSuite({
    files: Object.keys(files),
    read: (path) => files[path] ?? null,
  });
}
