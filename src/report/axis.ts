import { median, quantile } from '../stats/index.ts';

/** Values whose largest is this many times their smallest are shown on a log axis. */
const LOG_FROM_RATIO = 8;

/** Values farther out than this many interquartile ranges are counted, not drawn to scale. */
const REACH = 6;

/** A horizontal axis that several distributions share. */
export interface Axis {
  readonly kind: 'linear' | 'log';
  readonly lo: number;
  readonly hi: number;
  /** Round values inside the axis, ascending. */
  readonly ticks: readonly number[];
  /** Values below `lo` and above `hi`, which pictures can only mention. */
  readonly beyond: { readonly below: number; readonly above: number };
}

/** Five numbers of one distribution, for a box. */
export interface BoxNumbers {
  readonly low: number; // 5th percentile
  readonly quartile1: number;
  readonly median: number;
  readonly quartile3: number;
  readonly high: number; // 95th percentile
}

/**
 * An axis that shows all groups. One wild value does not squeeze the rest into a corner: the axis
 * ends some interquartile ranges outside the quartiles and counts what lies beyond.
 *
 * @param groups - at least one value in all; finite
 * @param tickCount - about how many ticks to aim for
 * @param reach - interquartile ranges outside the quartiles that are still drawn to scale
 */
export function axisFor(
  groups: readonly (readonly number[])[],
  tickCount: number,
  reach: number = REACH,
): Axis {
  const sorted = groups
    .filter((group) => group.length > 0)
    .map((group) => group.toSorted(ascending));
  const fences = sorted.map((group) => fencesOf(group, reach));
  const all = sorted.flat().toSorted(ascending);
  const [first, last] = [all[0] ?? 0, all.at(-1) ?? 1];
  const least = Math.max(first, Math.min(...fences.map((fence) => fence.lo)));
  const most = Math.min(last, Math.max(...fences.map((fence) => fence.hi)));
  const kind = least > 0 && most / least >= LOG_FROM_RATIO ? 'log' : 'linear';
  const { lo, hi } = padded(least, most, kind);
  const ticks = kind === 'log' ? logTicks(lo, hi) : linearTicks(lo, hi, tickCount);
  const beyond = {
    below: all.filter((value) => value < lo).length,
    above: all.filter((value) => value > hi).length,
  };
  return {
    kind,
    lo,
    hi,
    ticks: ticks.length >= 2 ? ticks : linearTicks(lo, hi, tickCount),
    beyond,
  };
}

/** Where a value lies on an axis: 0 at its start, 1 at its end, outside that beyond it. */
export function positionOn(axis: Axis, value: number): number {
  if (axis.kind === 'linear') {
    return (value - axis.lo) / (axis.hi - axis.lo);
  }
  return value <= 0 ? -1 : Math.log(value / axis.lo) / Math.log(axis.hi / axis.lo);
}

/** The value at a position on an axis; the inverse of `positionOn`. */
export function valueAt(axis: Axis, position: number): number {
  return axis.kind === 'linear'
    ? axis.lo + position * (axis.hi - axis.lo)
    : axis.lo * (axis.hi / axis.lo) ** position;
}

/**
 * Density of values along an axis at `points` evenly spaced positions: a Gaussian kernel with
 * Silverman's rule of thumb on the axis' own scale.
 *
 * @returns `points` numbers whose mean is about 1 when all values lie on the axis
 * @see Silverman 1986, Density Estimation, section 3.4.2
 */
export function densityOn(axis: Axis, values: readonly number[], points: number): number[] {
  const positions = values.map((value) => positionOn(axis, value)).toSorted(ascending);
  const bandwidth = bandwidthOf(positions, points);
  return Array.from({ length: points }, (_, index) => {
    const center = (index + 0.5) / points;
    let sum = 0;
    for (const position of positions) {
      const distance = (position - center) / bandwidth;
      sum += Math.abs(distance) > 5 ? 0 : Math.exp(-(distance ** 2) / 2);
    }
    return sum / (positions.length * bandwidth * Math.sqrt(2 * Math.PI));
  });
}

/** The five numbers of a box. @param values - at least one */
export function boxOf(values: readonly number[]): BoxNumbers {
  return {
    low: quantile(values, 0.05),
    quartile1: quantile(values, 0.25),
    median: median(values),
    quartile3: quantile(values, 0.75),
    high: quantile(values, 0.95),
  };
}

/** Round numbers inside [lo, hi], at most `count` and one, a step of 1, 2 or 5 apart. */
export function linearTicks(lo: number, hi: number, count: number): number[] {
  const rough = (hi - lo) / (Math.max(1, count) + 1);
  const size = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * size >= rough) ?? 10;
  const step = factor * size;
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** 1, 2 and 5 of every decade inside [lo, hi]; only the decades when they are many. */
function logTicks(lo: number, hi: number): number[] {
  const decades = Math.log10(hi / lo);
  const factors = decades > 4 ? [1] : decades > 2 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(lo)); power <= Math.ceil(Math.log10(hi)); power++) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(12));
      if (tick >= lo && tick <= hi) {
        ticks.push(tick);
      }
    }
  }
  return ticks;
}

function fencesOf(sorted: readonly number[], ranges: number): { lo: number; hi: number } {
  const [quartile1, quartile3] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = ranges * (quartile3 - quartile1);
  // Without any spread in the middle half nothing can be called far out.
  return reach === 0
    ? { lo: -Infinity, hi: Infinity }
    : { lo: quartile1 - reach, hi: quartile3 + reach };
}

function padded(least: number, most: number, kind: Axis['kind']): { lo: number; hi: number } {
  if (kind === 'log') {
    const margin = (most / least) ** 0.03;
    return { lo: least / margin, hi: most * margin };
  }
  // Equal values still need an axis of some width: 5 % of the value, or 1 around zero.
  const width = most > least ? most - least : Math.abs(most) * 0.1 || 2;
  const margin = most > least ? width * 0.04 : width / 2;
  return { lo: least - margin, hi: most + margin };
}

function bandwidthOf(sorted: readonly number[], points: number): number {
  const count = sorted.length;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  const range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const spread = range > 0 ? Math.min(deviation, range / 1.34) : deviation;
  return Math.max(0.9 * spread * count ** -0.2, 0.75 / points);
}

function ascending(left: number, right: number): number {
  return left - right;
}
