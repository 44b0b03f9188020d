/** Ranks from 1, doubled so that the mean rank of a tie is a whole number. */
export interface DoubledRanks {
  /** In the order of the values. */
  readonly ranks: readonly number[];
  readonly tied: boolean;
}

/** Ranks of the values, ties sharing the mean of the ranks that they take up. */
export function doubledMidRanks(values: readonly number[]): DoubledRanks {
  const sorted = Float64Array.from(values).sort();
  let tied = false;
  const ranks = values.map((value) => {
    const below = countBelow(sorted, (item) => item < value);
    const upTo = countBelow(sorted, (item) => item <= value);
    tied ||= upTo - below > 1;
    return below + upTo + 1;
  });
  return { ranks, tied };
}

/** How many items at the start of a sorted array satisfy a condition that later ones don't. */
function countBelow(sorted: Float64Array, holds: (item: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] ?? Infinity)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
