import type { RunInterval } from './share-interval.ts';

/** A factor by which something can become faster; `hi` is null when there is no limit. */
export interface FactorInterval {
  readonly estimate: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
}

/** How much faster a whole can become through one part. */
export interface AmdahlBound {
  /** If the part cost nothing: 1 / (1 - p). */
  readonly free: FactorInterval;
  /** If it cost half: 1 / (1 - p / 2). */
  readonly halved: FactorInterval;
  /**
   * Whether the best end of `free` reaches the smallest effect that can be seen; null when that
   * effect is not known. An end that is not known could reach anything.
   */
  readonly visible: boolean | null;
}

/**
 * The bound of a part of the time that is spent one after the other.
 *
 * @param share - of the whole, 0 to 1
 * @param smallestEffect - smallest change that the benchmark can see as a fraction: 0.02 means a
 * factor of 1.02; null when it was not found out
 * @see Amdahl 1967, AFIPS 30
 */
export function amdahlBound(share: RunInterval, smallestEffect: number | null): AmdahlBound {
  const free = factorInterval(share, 1);
  return {
    free,
    halved: factorInterval(share, 0.5),
    visible: smallestEffect === null ? null : reaches(free, smallestEffect),
  };
}

/** Whether a factor may be as large as an effect: 0.02 asks for 1.02. */
export function reaches({ hi }: FactorInterval, smallestEffect: number): boolean {
  return hi === null || hi >= 1 + smallestEffect;
}

function factorInterval({ estimate, lo, hi }: RunInterval, saved: number): FactorInterval {
  return {
    estimate: factor(estimate * saved),
    lo: lo === null ? null : factor(lo * saved),
    hi: hi === null ? null : factor(hi * saved),
  };
}

/** null when nothing is left, which is infinitely fast. */
function factor(saved: number): number | null {
  return saved >= 1 ? null : 1 / (1 - saved);
}
