import { resolve } from 'node:path';

import {
  CONFIRMATION_PAIRS,
  LOOKS_DEFAULT,
  type MeasurePlan,
  SCREENING_ALPHA,
  SCREENED_PAIRS_MIN,
  SIZING_ALPHA,
  type Side,
  type StoppingRule,
} from '../bench/index.ts';
import type { Metric, Placement } from '../model/index.ts';
import type { CompareSettings } from './compare-options.ts';

/** The plan for one row of a comparison. */
export function planFor(
  settings: CompareSettings,
  row: {
    readonly benchmark: string | null;
    readonly base: Side;
    readonly candidates: readonly Side[];
    readonly metrics: readonly Metric[];
  },
): MeasurePlan {
  return {
    ...row,
    claimed: settings.metric,
    confirmIn: placementClaimedBy(settings.metric),
    output: settings.output,
    ignoreFailure: settings.ignoreFailure,
    warmups: settings.warmups,
    // A run that takes longer than all measuring may could not be repeated anyway.
    timeoutMs: Math.min(settings.timeoutMs, settings.timeLimitMs),
    surroundings: {
      prepare: settings.prepare,
      cleanup: settings.cleanup,
      stdinPath: settings.stdinPath === null ? null : resolve(settings.stdinPath),
    },
    stopping: stoppingRule(settings.pairsMax, settings.timeLimitMs, 'always'),
    seed: settings.seed,
  };
}

/**
 * The usual rule with the user's bounds: no look beyond the most pairs they want, and none at all
 * where so few are wanted that looking first costs more than it saves
 * (docs/adr/0010-no-screening-of-short-measurements.md). Then the confirmation has that many pairs.
 */
export function stoppingRule(
  pairsMax: number,
  timeLimitMs: number,
  confirmation: StoppingRule['confirmation'],
): StoppingRule {
  const looks =
    pairsMax < SCREENED_PAIRS_MIN ? [] : LOOKS_DEFAULT.filter((look) => look <= pairsMax);
  return {
    looks,
    alpha: confirmation === 'always' ? SIZING_ALPHA : SCREENING_ALPHA,
    confirmation,
    confirmationPairs: { min: Math.min(CONFIRMATION_PAIRS.min, pairsMax), max: pairsMax },
    timeLimitMs,
  };
}

/** CPU time is what a program costs: one core shows it best. All else is what a user waits for. */
export function placementClaimedBy(metric: Metric): Placement {
  return metric.name === 'cpu' ? 'pinned' : 'free';
}
