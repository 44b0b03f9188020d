import { WARM_CALL_SHARE_MIN } from './limits.ts';
import type { RunInterval } from './share-interval.ts';

/** A factor with its interval: time after / time before. */
export interface RatioInterval {
  readonly estimate: number;
  readonly lo: number;
  readonly hi: number;
}

/**
 * Whether a profile's share is borne out by running a function twice.
 * `agrees`: a slowdown was measured, and it is about as large as predicted. `contradicts`: it is
 * certainly smaller or larger. `undecided`: what was measured could be nothing at all, or nothing
 * was predicted.
 */
export interface CausalCheck {
  readonly kind: 'agrees' | 'contradicts' | 'undecided';
  /** null with one profiled run, whose share has no interval. */
  readonly predicted: RatioInterval | null;
  readonly measured: RatioInterval;
}

/**
 * The time that a program takes when each call of a function is made twice, over what it takes now.
 * The second call finds its data warm and so costs less, but at least half is expected: the
 * function `inlineText` of marked, with a share of 6.6 %, cost 5.0 %.
 *
 * @param inclusive - share of the function with all it calls, which runs twice as well
 * @returns null when the share has no interval
 */
export function predictedSlowdown({ estimate, lo, hi }: RunInterval): RatioInterval | null {
  return lo === null || hi === null
    ? null
    : { estimate: 1 + estimate, lo: 1 + lo * WARM_CALL_SHARE_MIN, hi: 1 + hi };
}

/**
 * A share of what a profiler saw as one of all that is measured. The start of the process before
 * the profiler and its end after it are not in a profile, but they are in what is measured. The
 * upper end stays: a profiled run may also be slower than others, so the part that was seen is only
 * roughly known.
 *
 * @param time.seen - of a profiled run
 * @param time.whole - of a run without a profiler, in the same unit; null for either leaves the
 *   share as it is
 */
export function seenOfWhole(
  share: RunInterval,
  { seen, whole }: { readonly seen: number | null; readonly whole: number | null },
): RunInterval {
  if (seen === null || whole === null || whole <= 0) {
    return share;
  }
  const part = Math.min(1, seen / whole);
  return {
    ...share,
    estimate: share.estimate * part,
    lo: share.lo === null ? null : share.lo * part,
  };
}

/** Holds a measured slowdown against the predicted one. */
export function causalCheck(inclusive: RunInterval, measured: RatioInterval): CausalCheck {
  const predicted = predictedSlowdown(inclusive);
  if (predicted === null) {
    return { kind: 'undecided', predicted, measured };
  }
  if (measured.hi < predicted.lo || measured.lo > predicted.hi) {
    return { kind: 'contradicts', predicted, measured };
  }
  return { kind: measured.lo <= 1 ? 'undecided' : 'agrees', predicted, measured };
}
