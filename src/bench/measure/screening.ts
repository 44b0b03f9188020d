import { at } from '../../base/index.ts';
import type { Placement, Sample, ScreeningEnd } from '../../model/index.ts';
import { type PocockBound, pocockBound, sequentialDecision } from '../../stats/index.ts';
import type { MeasurePlan, StoppingRule } from './plan.ts';
import { logDifferences, pairsOf } from './rounds.ts';
import { affordableScreening } from './time-budget.ts';

/** Where the screening of one candidate stands. */
export type ScreeningState =
  | { readonly kind: 'active'; readonly missing: number } // rounds up to the next look
  | { readonly kind: 'ended'; readonly end: ScreeningEnd; readonly pairs: number };

/** Replays the looks over the screening samples; by candidate name. */
export function screeningOf(
  plan: MeasurePlan,
  samples: readonly Sample[],
  placement: Placement,
): Map<string, ScreeningState> {
  const bound = boundFor(plan.stopping);
  return new Map(
    plan.candidates.map((side) => [
      side.name,
      bound === null
        ? { kind: 'ended', end: 'skipped', pairs: 0 }
        : stateOf(plan, samples, { candidate: side.name, placement, bound }),
    ]),
  );
}

/** Computing a bound takes milliseconds, and a measurement asks for the same one at every batch. */
const bounds = new WeakMap<StoppingRule, PocockBound>();

function boundFor(rule: StoppingRule): PocockBound | null {
  if (rule.looks.length === 0) {
    return null;
  }
  const bound = bounds.get(rule) ?? pocockBound({ looks: rule.looks, alpha: rule.alpha });
  bounds.set(rule, bound);
  return bound;
}

function stateOf(
  plan: MeasurePlan,
  samples: readonly Sample[],
  what: { candidate: string; placement: Placement; bound: PocockBound },
): ScreeningState {
  const { looks, alpha } = plan.stopping;
  const names = { base: plan.base.name, candidate: what.candidate };
  const filter = { phase: 'screening', placement: what.placement } as const;
  const pairs = pairsOf(samples, names, plan.claimed.name, filter);
  const differences = logDifferences(pairs);
  for (let index = 0; index < looks.length; index++) {
    const look = at(looks, index);
    if (pairs.length < look) {
      return missingOrOutOfTime(plan, samples, what.candidate, look - pairs.length, pairs.length);
    }
    const decision = sequentialDecision({
      differences: differences.slice(0, look),
      looks,
      alpha,
      index,
      bound: what.bound,
      minEffect: Math.log1p(plan.claimed.minEffect),
    });
    if (decision.kind !== 'continue') {
      return { kind: 'ended', end: endFrom(decision.kind, plan), pairs: look };
    }
  }
  return { kind: 'ended', end: 'cap', pairs: pairs.length };
}

function missingOrOutOfTime(
  plan: MeasurePlan,
  samples: readonly Sample[],
  candidate: string,
  missing: number,
  pairs: number,
): ScreeningState {
  const affordable = affordableScreening(plan, samples, [plan.base.name, candidate]);
  return affordable >= missing
    ? { kind: 'active', missing }
    : { kind: 'ended', end: 'time', pairs };
}

/** Statistics speak of below and above; whether that is a win depends on the metric. */
function endFrom(kind: 'below' | 'above' | 'futile' | 'cap', plan: MeasurePlan): ScreeningEnd {
  switch (kind) {
    case 'below':
      return plan.claimed.direction === 'lower' ? 'win' : 'loss';
    case 'above':
      return plan.claimed.direction === 'lower' ? 'loss' : 'win';
    case 'futile':
    case 'cap':
      return kind;
  }
}
