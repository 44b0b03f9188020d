import { at } from '../base/index.ts';
import { checkValues } from './check-values.ts';
import { RANK_SUM_EXACT_MAX } from './limits.ts';
import { doubledMidRanks } from './mid-ranks.ts';
import { normalCdf } from './normal.ts';

/**
 * Two-sided Wilcoxon-Mann-Whitney test of two independent groups. With at most 50 values in all the
 * distribution is exact, ties included, by counting all ways to form the first group; above it is
 * normal with tie and continuity correction.
 *
 * @param first - at least 1, finite
 * @param second - at least 1, finite
 * @see Mann and Whitney 1947, Ann. Math. Stat. 18; checked against scipy 1.17
 */
export function rankSum(
  first: readonly number[],
  second: readonly number[],
): { p: number; method: 'exact' | 'normal' } {
  checkValues(first, 1);
  checkValues(second, 1);
  const { ranks } = doubledMidRanks([...first, ...second]);
  const sum = ranks.slice(0, first.length).reduce((total, rank) => total + rank, 0);
  return ranks.length <= RANK_SUM_EXACT_MAX
    ? { p: exactP(ranks, first.length, sum), method: 'exact' }
    : { p: normalP(ranks, first.length, sum), method: 'normal' };
}

/** Counts of the ways to choose `size` ranks by their sum; at most C(50, 25), which is exact. */
function exactP(ranks: readonly number[], size: number, observed: number): number {
  const width = ranks.reduce((sum, rank) => sum + rank, 0) + 1;
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(width));
  at(ways, 0)[0] = 1;
  for (const rank of ranks) {
    for (let chosen = size; chosen >= 1; chosen--) {
      const [into, from] = [at(ways, chosen), at(ways, chosen - 1)];
      for (let sum = width - 1; sum >= rank; sum--) {
        into[sum] = (into[sum] ?? 0) + (from[sum - rank] ?? 0);
      }
    }
  }
  let [below, above, all] = [0, 0, 0];
  at(ways, size).forEach((count, sum) => {
    below += sum <= observed ? count : 0;
    above += sum >= observed ? count : 0;
    all += count;
  });
  return Math.min(1, (2 * Math.min(below, above)) / all);
}

/** Mean and variance of a sum drawn without replacement from these very ranks: corrects ties. */
function normalP(ranks: readonly number[], size: number, observed: number): number {
  const n = ranks.length;
  const centre = ranks.reduce((sum, rank) => sum + rank, 0) / n;
  const scatter = ranks.reduce((sum, rank) => sum + (rank - centre) ** 2, 0) / (n - 1);
  const variance = (scatter * size * (n - size)) / n;
  const distance = Math.max(0, Math.abs(observed - size * centre) - 1); // half a rank, doubled
  return variance === 0 ? 1 : 2 * normalCdf(-distance / Math.sqrt(variance));
}
