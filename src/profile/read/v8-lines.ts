import { arrayOf, numberOf, recordOf } from './json-value.ts';

/** Says on which line a sample of a node was. */
export type LineOfSample = (node: number) => number;

/** Fraction of the golden ratio: its multiples fill the unit interval as evenly as can be. */
const GOLDEN = 0.618_033_988_749_894_9;

/**
 * Lines for the samples of each node from its `positionTicks`, which tell how many samples each
 * line had but not which. Over all samples of a node each line gets its share, spread evenly over
 * time.
 *
 * @returns null when no node has ticks
 */
export function linesFromTicks(nodes: readonly unknown[]): LineOfSample | null {
  const count = nodes.reduce<number>(
    (sum, node) => sum + arrayOf(recordOf(node)['positionTicks']).length,
    0,
  );
  if (count === 0) {
    return null;
  }
  const lines = new Int32Array(count);
  const upTo = new Float64Array(count); // ticks of this and the node's earlier lines
  // For each node where its lines begin and how often it was asked for: side by side in memory,
  // because millions of samples jump between nodes.
  const state = new Int32Array(2 * nodes.length + 2);
  let known = 0;
  for (let index = 0; index < nodes.length; index++) {
    let sum = 0;
    for (const tick of arrayOf(recordOf(nodes[index])['positionTicks'])) {
      const { line, ticks } = recordOf(tick);
      sum += Math.max(0, numberOf(ticks) ?? 0);
      lines[known] = numberOf(line) ?? 0;
      upTo[known] = sum;
      known += 1;
    }
    state[2 * index + 2] = known;
  }
  return (node) => {
    const from = state[2 * node] ?? 0;
    const to = state[2 * node + 2] ?? 0;
    if (to - from < 2) {
      return to === from ? 0 : (lines[from] ?? 0);
    }
    const turn = state[2 * node + 1] ?? 0;
    state[2 * node + 1] = turn + 1;
    const place = turn * GOLDEN;
    const tick = (place - Math.floor(place)) * (upTo[to - 1] ?? 0);
    return lines[firstAbove(upTo, tick, from, to)] ?? 0;
  };
}

/** Index of the first of sorted values in a range that is above the given one. */
function firstAbove(values: Float64Array, value: number, from: number, to: number): number {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) > value) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
