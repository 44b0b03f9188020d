import { appendFileSync, readFileSync } from 'node:fs';

import { systemCodeOf } from '../../../src/base/index.ts';

/** One thing that really happened, as whoever did it wrote it down at once. */
export interface Deed {
  /** `body`: a step's work began; `failing`: it is about to throw; `restore`: code came back. */
  readonly kind: 'body' | 'failing' | 'restore';
  /** Of the step, or the commit. */
  readonly id: string;
  readonly attempt: number;
  /** Rewinds before it. */
  readonly generation: number;
}

/** Adds a line. Appending is one system call, so a line is there whole or not at all. */
export function writeDeed(path: string, deed: Deed): void {
  appendFileSync(path, `${JSON.stringify(deed)}\n`);
}

export function readDeeds(path: string): readonly Deed[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Deed => JSON.parse(line));
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOENT') {
      return [];
    }
    throw thrown;
  }
}
