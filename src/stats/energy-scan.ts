import { assert, at } from '../base/index.ts';

/** Where a series falls apart best, and how well. */
export interface BestSplit {
  /** First value of the right part. */
  readonly index: number;
  /** The divergence of both parts, weighted by their sizes; larger is further apart. */
  readonly q: number;
}

/**
 * Finds the split of a series, and of any reordering of it, at which the two parts differ most by
 * the energy distance with exponent 1: twice the mean distance between the parts less the mean
 * distance within each, times nm / (n + m). It sees changes of spread as well as of level.
 *
 * One scan takes n log n steps: a value that moves from the right part to the left changes the
 * three sums by its distances to both, which a tree over the ranks adds up.
 *
 * @see Matteson and James 2014, J. Am. Stat. Assoc. 109:334, equations 5 to 7 (arXiv 1306.4933)
 */
export class EnergyScan {
  readonly #sorted: Float64Array;
  /** For each rank, the sum of the distances to all values. */
  readonly #toAll: Float64Array;
  /** Of each value of the series, in its order; equal values have different ranks. */
  readonly ranks: readonly number[];
  /** True when all values are equal, so that no split means anything. */
  readonly isFlat: boolean;
  /** Sum of the distances of all pairs. */
  readonly #within: number;
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;

  /** @param values - at least 2, finite */
  constructor(values: readonly number[]) {
    assert(values.length >= 2, 'a series that is split has at least two values');
    const order = values
      .map((_, index) => index)
      .sort((a, b) => at(values, a) - at(values, b) || a - b);
    const ranks = Array.from({ length: values.length }, () => 0);
    order.forEach((index, rank) => {
      ranks[index] = rank;
    });
    this.ranks = ranks;
    this.#sorted = Float64Array.from(order, (index) => at(values, index));
    this.isFlat = this.#sorted[0] === this.#sorted.at(-1);
    this.#toAll = distancesToAll(this.#sorted);
    this.#within = this.#toAll.reduce((sum, distance) => sum + distance, 0) / 2;
    this.#counts = new Float64Array(values.length + 1);
    this.#sums = new Float64Array(values.length + 1);
  }

  /**
   * The best split of the series when its values come in this order.
   *
   * @param ranks - a permutation of `ranks`
   * @param sizeMin - fewest values of either part, at least 2
   * @returns null when the series is too short for two parts
   */
  best(ranks: readonly number[], sizeMin: number): BestSplit | null {
    const total = ranks.length;
    this.#counts.fill(0);
    this.#sums.fill(0);
    let [left, right, between] = [0, this.#within, 0];
    let [sum, index, most] = [0, 0, -Infinity];
    for (let size = 1; size <= total - sizeMin; size++) {
      const rank = ranks[size - 1] ?? 0;
      const value = this.#sorted[rank] ?? 0;
      const toLeft = this.#distanceToAdded(rank, { count: size - 1, sum });
      const toRight = (this.#toAll[rank] ?? 0) - toLeft;
      left += toLeft;
      right -= toRight;
      between += toRight - toLeft;
      sum += value;
      this.#add(rank, value);
      const q = size < sizeMin ? -Infinity : weighted(left, right, between, size, total - size);
      if (q > most) {
        [index, most] = [size, q];
      }
    }
    return index === 0 ? null : { index, q: most };
  }

  /** Sum of the distances between the value of a rank and those added before. */
  #distanceToAdded(rank: number, added: { readonly count: number; readonly sum: number }): number {
    const [counts, sums] = [this.#counts, this.#sums];
    let [below, sumBelow] = [0, 0];
    for (let node = rank + 1; node > 0; node &= node - 1) {
      below += counts[node] ?? 0;
      sumBelow += sums[node] ?? 0;
    }
    return (this.#sorted[rank] ?? 0) * (2 * below - added.count) + added.sum - 2 * sumBelow;
  }

  #add(rank: number, value: number): void {
    const [counts, sums] = [this.#counts, this.#sums];
    for (let node = rank + 1; node < counts.length; node += node & -node) {
      counts[node] = (counts[node] ?? 0) + 1;
      sums[node] = (sums[node] ?? 0) + value;
    }
  }
}

function distancesToAll(sorted: Float64Array): Float64Array {
  const sum = sorted.reduce((total, value) => total + value, 0);
  let before = 0;
  return sorted.map((value, rank) => {
    const distance = value * (2 * rank - sorted.length) + sum - 2 * before;
    before += value;
    return distance;
  });
}

function weighted(left: number, right: number, between: number, n: number, m: number): number {
  const apart = (2 * between) / (n * m);
  const within = (2 * left) / (n * (n - 1)) + (2 * right) / (m * (m - 1));
  return ((n * m) / (n + m)) * (apart - within);
}
