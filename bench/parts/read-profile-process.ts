/**
 * A process of its own for one reading: argument 1 is `read` or `parse`, argument 2 the file; what it
 * took goes to stdout. It loads nothing else, because its memory is measured.
 */
import { readFileSync } from 'node:fs';

import { functionIndex, readProfile, weighRun } from '../../src/profile/index.ts';

const SUBJECT = {
  root: '/srv/app',
  packageName: 'app',
  dependencies: ['package-1'],
  workspaces: [],
};

/** What one reading took. */
export interface Reading {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMb: number; // highest, with Node itself and the file's bytes
}

const [, , kind, path = ''] = process.argv;
process.stdout.write(JSON.stringify(readingOf(kind === 'parse')));

/** From bytes in memory to shares of every function, or to the parsed JSON alone. */
function readingOf(onlyParse: boolean): Reading {
  const bytes = readFileSync(path);
  const started = performance.now();
  const before = process.cpuUsage();
  if (onlyParse) {
    JSON.parse(new TextDecoder().decode(bytes));
  } else {
    const { profiles } = readProfile(bytes, { name: path });
    const cpu = profiles.map(({ profile }) => profile);
    weighRun({ cpu, allocation: [] }, functionIndex(SUBJECT));
  }
  const { user, system } = process.cpuUsage(before);
  return {
    wallMs: performance.now() - started,
    cpuMs: (user + system) / 1e3,
    rssMb: process.resourceUsage().maxRSS / 1_024,
  };
}
