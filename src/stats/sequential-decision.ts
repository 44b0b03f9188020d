import { assert, at } from '../base/index.ts';
import { crossingProbability } from './crossing-probability.ts';
import { hodgesLehmann } from './hodges-lehmann.ts';
import type { PocockBound } from './pocock-bound.ts';
import { RANK_EFFICIENCY } from './sample-size.ts';
import { signedRank } from './signed-rank.ts';
import { spreadOf } from './summary.ts';

/** Everything that a look is decided from. */
export interface Look {
  /** All differences so far (log ratios), finite, at most `looks[index]`. */
  readonly differences: readonly number[];
  /** The schedule and error that `bound` was computed for. */
  readonly looks: readonly number[];
  readonly alpha: number;
  readonly bound: PocockBound;
  /** Which look this is, from 0. */
  readonly index: number;
  /** Smallest difference that matters, above 0, in log units: Math.log1p(0.02) for 2 %. */
  readonly minEffect: number;
  /** Stop when no side can be reached with at least this probability; 0 never stops. */
  readonly futilePower?: number;
}

/** What a look concludes. It ends the sampling unless it says `continue`; it proves nothing. */
export type SequentialDecision =
  | { readonly kind: 'below'; readonly z: number } // the candidate's numbers are smaller
  | { readonly kind: 'above'; readonly z: number }
  | { readonly kind: 'futile'; readonly z: number; readonly because: 'equivalent' | 'low-power' }
  | { readonly kind: 'continue'; readonly z: number }
  | { readonly kind: 'cap'; readonly z: number }; // the last look, and nothing was reached

/** Below this chance of ever passing the bound, more samples are a waste. */
const FUTILE_POWER_DEFAULT = 0.05;

/**
 * Decides one look. In this order: the bound is passed; it was the last look; the repeated interval
 * lies within ± `minEffect` (`equivalent`); neither side can still pass the bound with a fair
 * chance, if the truth is the larger of the trend so far and `minEffect` there (`low-power`).
 * Stopping for the last two can only lower the rate of false alarms.
 *
 * @throws AssertionError when `bound` was computed for other looks or another alpha
 * @see Jennison and Turnbull 2000, Group Sequential Methods, chapters 9 (repeated intervals) and
 * 10 (conditional power)
 */
export function sequentialDecision(look: Look): SequentialDecision {
  checkLook(look);
  const { z } = signedRank(look.differences);
  if (Math.abs(z) >= look.bound.z) {
    return { kind: z < 0 ? 'below' : 'above', z };
  }
  if (look.index === look.looks.length - 1) {
    return { kind: 'cap', z };
  }
  if (look.differences.length < 2) {
    return { kind: 'continue', z };
  }
  if (isEquivalent(look)) {
    return { kind: 'futile', z, because: 'equivalent' };
  }
  const power = powerLeft(look, z);
  return power < (look.futilePower ?? FUTILE_POWER_DEFAULT)
    ? { kind: 'futile', z, because: 'low-power' }
    : { kind: 'continue', z };
}

function isEquivalent(look: Look): boolean {
  const wanted = 1 - look.bound.nominalP;
  const interval = hodgesLehmann(look.differences, wanted);
  const inside = interval.lo >= -look.minEffect && interval.hi <= look.minEffect;
  return inside && interval.achieved >= wanted;
}

/** The better of the two chances to pass the bound at one of the looks that are left. */
function powerLeft(look: Look, z: number): number {
  const spread = spreadOf(look.differences);
  if (spread === 0) {
    return 1; // equal differences other than 0 pass the bound as soon as there are enough
  }
  const samples = at(look.looks, look.index);
  const trend = z / Math.sqrt(samples);
  const smallest = (look.minEffect / spread) * Math.sqrt(RANK_EFFICIENCY);
  const left = {
    looks: look.looks.slice(look.index + 1),
    bound: look.bound.z,
    start: { z, samples },
  };
  const { above } = crossingProbability({ ...left, drift: Math.max(trend, smallest) });
  const { below } = crossingProbability({ ...left, drift: -Math.max(-trend, smallest) });
  return Math.max(above, below);
}

function checkLook(look: Look): void {
  const { looks, index, bound, differences } = look;
  const known = bound.looks;
  assert(
    bound.alpha === look.alpha &&
      known.length === looks.length &&
      known.every((size, position) => size === looks[position]),
    'the bound was computed for these looks and this alpha',
  );
  assert(
    Number.isInteger(index) && index >= 0 && index < looks.length,
    'a look is one of the plan',
  );
  assert(differences.length <= at(looks, index), 'a look sees no more pairs than were planned');
  assert(look.minEffect > 0, 'the smallest difference that matters is above 0');
}
