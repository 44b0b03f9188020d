import { assert } from '../base/index.ts';
import { collect } from './collect.ts';
import type { Collected } from './collected.ts';
import { RUNS_MAX } from './limits.ts';
import type { CollectOptions } from './options.ts';

/**
 * Collects one run after another until there are enough.
 *
 * @param enough - asked after each run, with all of them
 * @param runsMax - 1 to `RUNS_MAX`
 * @param onRun - told after each run
 * @throws HoneError as `collect`; runs before it are lost
 */
export async function collectRepeatedly(
  options: CollectOptions,
  enough: (soFar: readonly Collected[]) => boolean,
  runsMax: number = RUNS_MAX,
  onRun: (collected: Collected, number: number) => void = () => {},
): Promise<Collected[]> {
  assert(runsMax >= 1 && runsMax <= RUNS_MAX, 'the number of runs is bounded');
  const runs: Collected[] = [];
  do {
    const collected = await collect(options);
    runs.push(collected);
    onRun(collected, runs.length);
  } while (runs.length < runsMax && !enough(runs));
  return runs;
}
