import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { patchOf, type Place, repository } from './spawn-hone.ts';

/** The program of the subject: slow, and always printing the same. */
export const SLOW = 'sleep 0.06\necho done\n';

/** The same, several times as fast. */
export const FASTER = 'sleep 0.01\necho done\n';

/** A change that the tests refuse, so that nothing is measured. */
export const BROKEN = 'echo other\n';

/** One benchmark, one test, one holdout; the test also accepts "quiet", which no benchmark does. */
export const CONFIG = `version: 1
test: sh test.sh
benchmarks:
  - id: wait
    run: sh src/main.sh
    metric: wall
holdout:
  - id: unseen
    generate: sh make.sh {seed}
    run: sh src/main.sh
    metric: wall
budgets:
  pairs: 20
  measure_time: 60s
scope:
  write: [src/**]
  frozen: [test.sh, make.sh]
`;

/** A small repository to be made faster. */
export interface Subject {
  readonly root: string;
  /** The path of a patch file that makes the file at `path` read `text`. */
  readonly patch: (name: string, path: string, text: string) => string;
}

/** Makes the repository; `files` are added to it or stand in for its own. */
export function subject(place: Place, files: Readonly<Record<string, string>> = {}): Subject {
  const root = repository(place, {
    'hone.yaml': CONFIG,
    'src/main.sh': SLOW,
    'make.sh': 'echo "$1" > input.txt\n',
    'test.sh': 'sh src/main.sh | grep -q -e done -e quiet\n',
    ...files,
  });
  return {
    root,
    patch: (name, path, text) =>
      patchOf(place, root, name, () => writeFileSync(join(root, path), text)),
  };
}
