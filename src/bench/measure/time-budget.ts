import { NS_PER_MS } from '../../base/index.ts';
import { type Sample, spentNs } from '../../model/index.ts';
import { median } from '../../stats/index.ts';
import { SCREENING_TIME_SHARE } from './limits.ts';
import type { MeasurePlan } from './plan.ts';

/** Rounds of the given sides that still fit into the time limit. */
export function affordableRounds(
  plan: MeasurePlan,
  samples: readonly Sample[],
  sides: readonly string[],
  share = 1,
): number {
  const usedNs = samples.reduce((sum, sample) => sum + spentNs(sample), 0);
  const leftNs = plan.stopping.timeLimitMs * NS_PER_MS * share - usedNs;
  const roundNs = sides
    .map((side) => samples.filter((sample) => sample.side === side).map(spentNs))
    .reduce((sum, walls) => sum + (walls.length === 0 ? 0 : median(walls)), 0);
  return Math.max(0, Math.floor(leftNs / Math.max(1, roundNs)));
}

/** Screening rounds of the given sides that fit into its share of the time limit. */
export function affordableScreening(
  plan: MeasurePlan,
  samples: readonly Sample[],
  sides: readonly string[],
): number {
  return affordableRounds(plan, samples, sides, SCREENING_TIME_SHARE);
}
