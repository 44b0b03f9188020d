import { randomInt } from 'node:crypto';

import { randomFrom, systemClock } from '../../base/index.ts';
import { newRunId, type RunId } from '../../model/index.ts';

/** A new run id from the system's clock and its secure randomness. */
export function runIdNow(): RunId {
  return newRunId(systemClock, randomFrom(randomInt(2 ** 32)));
}
