import { assert } from '../base/index.ts';
import { SIGNED_RANK_EXACT_MAX } from './limits.ts';

/**
 * Distribution of the sum of the doubled ranks that keep a positive sign when every sign is a fair
 * coin: item w is the probability of a sum of at most w. Counts stay below 2^53, so every
 * probability is exact.
 *
 * @param doubledRanks - whole numbers above 0, at most SIGNED_RANK_EXACT_MAX of them
 * @throws AssertionError with more
 * @see Streitberg and Röhmel 1986 for the shift algorithm, which ties don't disturb
 */
export function signFlipCdf(doubledRanks: readonly number[]): Float64Array {
  assert(
    doubledRanks.length <= SIGNED_RANK_EXACT_MAX,
    'the exact distribution is asked of few ranks',
  );
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0);
  const counts = new Float64Array(total + 1);
  counts[0] = 1;
  let reached = 0;
  for (const rank of doubledRanks) {
    reached += rank;
    for (let sum = reached; sum >= rank; sum--) {
      counts[sum] = (counts[sum] ?? 0) + (counts[sum - rank] ?? 0);
    }
  }
  const all = 2 ** doubledRanks.length;
  let below = 0;
  return counts.map((count) => {
    below += count;
    return below / all;
  });
}

/** At most SIGNED_RANK_EXACT_MAX entries of at most 20 kB: what never changes is computed once. */
const untied = new Map<number, Float64Array>();

/** `signFlipCdf` of the ranks 1 to `count` without ties. */
export function untiedSignFlipCdf(count: number): Float64Array {
  const known = untied.get(count);
  if (known !== undefined) {
    return known;
  }
  const cdf = signFlipCdf(Array.from({ length: count }, (_, index) => 2 * (index + 1)));
  untied.set(count, cdf);
  return cdf;
}
