import { assert } from '../../base/index.ts';
import type { Placement, Sample, ScreeningEnd } from '../../model/index.ts';
import { valueOf } from '../../model/index.ts';
import { median, requiredPairs, spreadOf } from '../../stats/index.ts';
import { PAIRS_MIN, SEVERAL_CORES_RATIO, SIZING_ROUNDS, SWAP_WARMUPS } from './limits.ts';
import type { MeasurePlan } from './plan.ts';
import { type Batch, logDifferences, nextRound, pairsOf } from './rounds.ts';
import { screeningOf, type ScreeningState } from './screening.ts';
import { affordableRounds } from './time-budget.ts';

/** The measurement is over; what each candidate's screening ended with, by name. */
export interface Finished {
  readonly kind: 'finished';
  readonly screening: ReadonlyMap<string, ScreeningEnd>;
  /** Fresh pairs that the confirmation was meant to have; 0 when none was wanted. */
  readonly confirmationPairs: number;
}

/** Rounds of one batch at most, so that a killed measurement loses little. */
const BATCH_ROUNDS = 10;

/** Where the processes run in each phase: never pinned when the program uses several cores. */
export interface Placements {
  readonly screening: Placement;
  readonly confirmation: Placement;
}

/**
 * What to run next, from nothing but the plan and the samples so far. Being a pure function of
 * both, it lets a measurement that was killed go on where it stopped.
 *
 * The order: warm-up, screening up to each look, sizing (only when the confirmation runs in
 * another placement than the screening did), confirmation in two halves.
 */
export function nextBatch(
  plan: MeasurePlan,
  samples: readonly Sample[],
  machine: { readonly canPin: boolean },
): Batch | Finished {
  assert(plan.warmups >= 1, 'there is a warm-up, which tells how many cores are used');
  const all = [plan.base.name, ...plan.candidates.map((side) => side.name)];
  const warm = samples.filter((sample) => sample.phase === 'warmup' && sample.half === 0);
  if (warm.length < plan.warmups * all.length) {
    const done = Math.floor(warm.length / all.length);
    return batch(
      samples,
      { phase: 'warmup', placement: 'free', half: 0, sides: all },
      plan.warmups - done,
    );
  }
  const placements = placementsFor(plan, samples, machine.canPin);
  const screening = screeningOf(plan, samples, placements.screening);
  const screeningStep = nextScreening(plan, samples, screening, placements.screening);
  if (screeningStep !== null) {
    return screeningStep;
  }
  const wanted = wantedByConfirmation(plan, screening);
  if (wanted.length === 0) {
    return finished(screening, 0);
  }
  const sides = [plan.base.name, ...wanted];
  const sizing = nextSizing(plan, samples, placements, sides);
  return sizing ?? nextConfirmation(plan, samples, { placements, screening, sides });
}

/**
 * Screening runs pinned where the machine and the program allow it, which is several times more
 * precise; the confirmation runs as the metric claims (facts in docs/adr/0004-placement.md).
 */
export function placementsFor(
  plan: MeasurePlan,
  samples: readonly Sample[],
  canPin: boolean,
): Placements {
  const timed = plan.claimed.name === 'wall' || plan.claimed.name === 'cpu';
  const pinned = canPin && timed && !usesSeveralCores(samples);
  return {
    screening: pinned ? 'pinned' : 'free',
    confirmation: pinned && plan.confirmIn === 'pinned' ? 'pinned' : 'free',
  };
}

/**
 * True when any side kept more than one core busy in its warm-up, which always runs free. Where
 * CPU time is not known it could have, so that counts as well.
 */
export function usesSeveralCores(samples: readonly Sample[]): boolean {
  const warm = samples.filter((sample) => sample.phase === 'warmup' && sample.half === 0);
  return [...new Set(warm.map((sample) => sample.side))].some((side) => {
    const ratios = warm
      .filter((sample) => sample.side === side && sample.wallNs > 0)
      .map((sample) => (valueOf(sample, 'cpu') ?? Infinity) / sample.wallNs)
      .filter((ratio) => Number.isFinite(ratio));
    return ratios.length === 0 || median(ratios) >= SEVERAL_CORES_RATIO;
  });
}

function nextScreening(
  plan: MeasurePlan,
  samples: readonly Sample[],
  screening: ReadonlyMap<string, ScreeningState>,
  placement: Placement,
): Batch | null {
  const active = [...screening].filter(([, state]) => state.kind === 'active');
  if (active.length === 0) {
    return null;
  }
  const missing = Math.max(
    ...active.map(([, state]) => (state.kind === 'active' ? state.missing : 0)),
  );
  const sides = [plan.base.name, ...active.map(([name]) => name)];
  return batch(samples, { phase: 'screening', placement, half: 0, sides }, missing);
}

function wantedByConfirmation(
  plan: MeasurePlan,
  screening: ReadonlyMap<string, ScreeningState>,
): string[] {
  return [...screening]
    .filter(([, state]) => plan.stopping.confirmation === 'always' || isWorthConfirming(state))
    .map(([name]) => name);
}

/** With no looks there is no screening that could have found a candidate not worth it. */
function isWorthConfirming(state: ScreeningState): boolean {
  return state.kind === 'ended' && ['win', 'loss', 'skipped'].includes(state.end);
}

function nextSizing(
  plan: MeasurePlan,
  samples: readonly Sample[],
  placements: Placements,
  sides: readonly string[],
): Batch | null {
  const { looks, confirmationPairs: size } = plan.stopping;
  const sized = placements.screening === placements.confirmation && looks.length > 0;
  if (sized || size.min === size.max) {
    return null;
  }
  const placement = placements.confirmation;
  const done = roundsIn(samples, 'screening', placement);
  const affordable = affordablePairs(plan, beforeConfirmation(samples), sides) - PAIRS_MIN;
  const missing = Math.min(SIZING_ROUNDS - done, affordable);
  return missing <= 0
    ? null
    : batch(samples, { phase: 'screening', placement, half: 0, sides }, missing);
}

function nextConfirmation(
  plan: MeasurePlan,
  samples: readonly Sample[],
  state: {
    placements: Placements;
    screening: ReadonlyMap<string, ScreeningState>;
    sides: readonly string[];
  },
): Batch | Finished {
  const placement = state.placements.confirmation;
  const pairs = confirmationPairs(plan, beforeConfirmation(samples), state);
  if (pairs < PAIRS_MIN) {
    return finished(state.screening, pairs, state.sides);
  }
  const firstHalf = Math.ceil(pairs / 2);
  const done = [0, 1].map((half) => roundsIn(samples, 'confirmation', placement, half));
  const common = { placement, sides: state.sides };
  if ((done[0] ?? 0) < firstHalf) {
    return batch(
      samples,
      { ...common, phase: 'confirmation', half: 0 },
      firstHalf - (done[0] ?? 0),
    );
  }
  const swapped = samples.some((sample) => sample.phase === 'warmup' && sample.half === 1);
  if (!swapped) {
    return batch(samples, { ...common, phase: 'warmup', half: 1 }, SWAP_WARMUPS);
  }
  if ((done[1] ?? 0) < pairs - firstHalf) {
    return batch(
      samples,
      { ...common, phase: 'confirmation', half: 1 },
      pairs - firstHalf - (done[1] ?? 0),
    );
  }
  return finished(state.screening, pairs);
}

/**
 * Size of the confirmation, fixed before its first pair from samples that are not part of it, so
 * that the fixed-size interval holds. The half-width aimed at is two thirds of the change that
 * screening saw, and never finer than half the smallest change that matters.
 */
function confirmationPairs(
  plan: MeasurePlan,
  before: readonly Sample[],
  state: { placements: Placements; sides: readonly string[] },
): number {
  const { min, max } = plan.stopping.confirmationPairs;
  const needed = state.sides.slice(1).map((candidate) => {
    const names = { base: plan.base.name, candidate };
    const sizing = logDifferences(
      pairsOf(before, names, plan.claimed.name, {
        phase: 'screening',
        placement: state.placements.confirmation,
      }),
    );
    if (sizing.length < SIZING_ROUNDS) {
      return max;
    }
    const seen = Math.abs(median(sizing));
    const minEffect = Math.log1p(plan.claimed.minEffect);
    const halfWidth = Math.max((seen * 2) / 3, minEffect * 0.5);
    return requiredPairs({ spread: spreadOf(sizing), halfWidth, confidence: 0.95 });
  });
  const wanted = Math.min(max, Math.max(min, ...needed));
  return Math.min(wanted, affordablePairs(plan, before, state.sides));
}

/** Samples whose number can't depend on anything that the confirmation found. */
function beforeConfirmation(samples: readonly Sample[]): Sample[] {
  return samples.filter(
    (sample) => sample.phase === 'screening' || (sample.phase === 'warmup' && sample.half === 0),
  );
}

/** Pairs of a confirmation that fit into what is left of the time limit, may be below 0. */
function affordablePairs(
  plan: MeasurePlan,
  before: readonly Sample[],
  sides: readonly string[],
): number {
  return affordableRounds(plan, before, sides) - SWAP_WARMUPS;
}

function roundsIn(
  samples: readonly Sample[],
  phase: Sample['phase'],
  placement: Placement,
  half?: number,
): number {
  const rounds = samples
    .filter((sample) => sample.phase === phase && sample.placement === placement)
    .filter((sample) => half === undefined || sample.half === half)
    .map((sample) => sample.round);
  return new Set(rounds).size;
}

function batch(
  samples: readonly Sample[],
  what: Pick<Batch, 'phase' | 'placement' | 'half' | 'sides'>,
  missing: number,
): Batch {
  const first = nextRound(samples);
  const count = Math.min(missing, BATCH_ROUNDS);
  return {
    kind: 'run',
    ...what,
    rounds: Array.from({ length: count }, (_, index) => first + index),
  };
}

function finished(
  screening: ReadonlyMap<string, ScreeningState>,
  pairs: number,
  outOfTime: readonly string[] = [],
): Finished {
  const ends = [...screening].map(([name, state]): [string, ScreeningEnd] => [
    name,
    outOfTime.includes(name) ? 'time' : state.kind === 'ended' ? state.end : 'cap',
  ]);
  return { kind: 'finished', screening: new Map(ends), confirmationPairs: Math.max(0, pairs) };
}
