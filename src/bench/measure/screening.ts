import { at } from '../../base/index.ts';
import type { Placement, Sample, ScreeningEnd } from '../../model/index.ts';
import { type PocockBound, pocockBound, sequentialDecision } from '../../stats/index.ts';
import type { MeasurePlan, StoppingRule } from './plan.ts';
import { logDifferences, pairsOf } from './rounds.ts';
import { affordableScreening } from './time-budget.ts';

/** Where the screening of one candidate stands. */
export type ScreeningState =
  // `missing` rounds up to the next look
  | { readonly kind: 'active'; readonly missing: number; readonly pairs: number }
  | { readonly kind: 'ended'; readonly end: ScreeningEnd; readonly pairs: number };

/**
 * Replays the looks over the screening samples; by candidate name. Only samples taken before the
 * confirmation count, so that nothing seen in a confirmation can change how screening ended.
 */
export function screeningOf(
  plan: MeasurePlan,
  samples: readonly Sample[],
  placement: Placement,
): Map<string, ScreeningState> {
  const bound = boundFor(plan.stopping);
  if (bound === null) {
    return new Map(
      plan.candidates.map(({ name }) => [name, { kind: 'ended', end: 'skipped', pairs: 0 }]),
    );
  }
  const own = samples.filter((sample) =>
    sample.phase === 'screening'
      ? sample.placement === placement
      : sample.phase === 'warmup' && sample.half === 0,
  );
  const states = plan.candidates.map(({ name }): [string, ScreeningState] => [
    name,
    stateOf(plan, own, name, bound),
  ]);
  const active = states.filter(([, state]) => state.kind === 'active').map(([name]) => name);
  // A round runs all active candidates, so the time that one of them has depends on the others.
  const affordable = affordableScreening(plan, own, [plan.base.name, ...active]);
  return new Map(states.map(([name, state]) => [name, inTime(state, affordable)]));
}

function inTime(state: ScreeningState, affordable: number): ScreeningState {
  return state.kind === 'active' && state.missing > affordable
    ? { kind: 'ended', end: 'time', pairs: state.pairs }
    : state;
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

/** The state of one candidate, were there no time limit. */
function stateOf(
  plan: MeasurePlan,
  samples: readonly Sample[],
  candidate: string,
  bound: PocockBound,
): ScreeningState {
  const { looks, alpha } = plan.stopping;
  const names = { base: plan.base.name, candidate };
  const pairs = pairsOf(samples, names, plan.claimed.name, { phase: 'screening' });
  for (let index = 0; index < looks.length; index++) {
    const look = at(looks, index);
    if (pairs.length < look) {
      return missingPairs(look - pairs.length, pairs.length, {
        done: roundsOf(samples, candidate),
        max: at(looks, -1),
      });
    }
    const decision = sequentialDecision({
      differences: logDifferences(pairs.slice(0, look)),
      looks,
      alpha,
      index,
      bound,
      minEffect: Math.log1p(plan.claimed.minEffect),
    });
    if (decision.kind !== 'continue') {
      return { kind: 'ended', end: endFrom(decision.kind, plan), pairs: look };
    }
  }
  return { kind: 'ended', end: 'cap', pairs: pairs.length };
}

/** A round whose value is unknown gives no pair; such rounds must not go on for ever. */
function missingPairs(
  missing: number,
  pairs: number,
  rounds: { done: number; max: number },
): ScreeningState {
  const left = rounds.max - rounds.done;
  return left <= 0
    ? { kind: 'ended', end: 'cap', pairs }
    : { kind: 'active', missing: Math.min(missing, left), pairs };
}

function roundsOf(samples: readonly Sample[], side: string): number {
  return samples.filter((sample) => sample.phase === 'screening' && sample.side === side).length;
}

/** Statistics speak of below and above; whether that is a win depends on the metric. */
function endFrom(kind: 'below' | 'above' | 'futile' | 'cap', plan: MeasurePlan): ScreeningEnd {
  if (kind === 'futile' || kind === 'cap') {
    return kind;
  }
  return (kind === 'below') === (plan.claimed.direction === 'lower') ? 'win' : 'loss';
}
