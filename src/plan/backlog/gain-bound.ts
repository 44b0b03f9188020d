import type { GainFactor, GainInterval, ShareOverRuns } from '../../model/index.ts';

/**
 * The share of the whole that goes away when a place costs nothing: 1 − 1/f for a factor f. An end
 * that is not known, as with a single run, can be anything: 0 below, 1 above. So nothing is refused
 * for a number that nobody has.
 */
export function gainBound(free: GainFactor, share: ShareOverRuns): GainInterval {
  const isOneRun = share.lo === null;
  return {
    estimate: gone(free.estimate),
    lo: free.lo === null && isOneRun ? 0 : gone(free.lo),
    hi: gone(free.hi),
  };
}

/** The same from a share of time that is spent one after the other. */
export function shareBound({ estimate, lo, hi }: ShareOverRuns): GainInterval {
  return { estimate, lo: lo ?? 0, hi: hi ?? 1 };
}

/** A factor without a limit is that of a place that is all there is. */
function gone(factor: number | null): number {
  return factor === null ? 1 : 1 - 1 / factor;
}
