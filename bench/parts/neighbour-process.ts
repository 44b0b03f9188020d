import { setTimeout as sleep } from 'node:timers/promises';

import { randomFrom } from '../../src/base/index.ts';

const BURST_MS = { min: 20, max: 200 } as const;

/** A neighbour that nobody ended gives up by itself. */
const LIFE_MS_MAX = 2 * 3_600_000;

const random = randomFrom(Number(process.argv[2] ?? 1), 'neighbour');
const draw = (): number => BURST_MS.min + random.fraction() * (BURST_MS.max - BURST_MS.min);
const endOfLife = performance.now() + LIFE_MS_MAX;

process.stdin.on('end', () => process.exit()).resume();

while (performance.now() < endOfLife) {
  const end = performance.now() + draw();
  while (performance.now() < end) {
    // busy on purpose
  }
  await sleep(draw());
}
process.exit();
