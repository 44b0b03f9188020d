import { assert, type Random, shuffled } from '../base/index.ts';
import { checkFraction, checkValues } from './check-values.ts';
import { EnergyScan } from './energy-scan.ts';
import type { HodgesLehmann } from './hodges-lehmann.ts';
import {
  CHANGE_POINT_SERIES_MAX,
  CHANGE_POINTS_MAX,
  LEVEL_VALUES_MIN,
  RESAMPLES_MAX,
  SHIFT_VALUES_MAX,
  TESTED_VALUES_MAX,
} from './limits.ts';
import { twoSampleShift } from './two-sample-shift.ts';

/** Where a series went to another level, and by how much. */
export interface ChangePoint {
  /** First value of the new level; the change came between it and the one before. */
  readonly index: number;
  /** Of "both sides come from one distribution", from the permutation test; above 0. */
  readonly p: number;
  /**
   * From the level before to the level after, each up to the next change point, in the unit of the
   * values: logarithms give log ratios. The place was chosen because it differs most, so the
   * interval is somewhat too narrow.
   */
  readonly shift: HodgesLehmann;
}

/** How change points are looked for. */
export interface ChangePointOptions {
  /** Chance to find anything in a series whose values all come from one distribution. */
  readonly alpha: number;
  /** Reorderings of each test; p can't be below 1 / (permutations + 1), nor alpha. */
  readonly permutations: number;
  readonly random: Random;
  /** Of the intervals: 0.95. */
  readonly confidence: number;
}

/** A half-open range of the series. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * E-divisive: the series is split where its parts differ most by the energy distance, if a
 * permutation test says that reordered values rarely part so well, and each part is then searched
 * in the same way. At the end each point is placed and tested once more between its neighbours,
 * since it was first found with their changes in sight.
 *
 * It needs no model of the noise, but takes values as exchangeable within a level: a slow trend
 * comes out as steps, and values that hang together from one to the next give false alarms. A
 * change is found once about LEVEL_VALUES_MIN values follow it, in a series of at least about ten;
 * in thousands of values, a level of a few of them may be missed.
 * Not the estimator with two free ends of the paper: one as in the implementation of MongoDB.
 *
 * @param values - in their order, at most CHANGE_POINT_SERIES_MAX, finite; logarithms where a
 *   change is a factor
 * @returns in the order of the series, at most CHANGE_POINTS_MAX
 * @see Matteson and James 2014, J. Am. Stat. Assoc. 109:334 (arXiv 1306.4933); Daly et al. 2020,
 *   ICPE (10.1145/3358960.3375791), for performance tests; Fleming et al. 2023, ICPE
 *   (10.1145/3578244.3583719), for testing again between neighbours; Besag and Clifford 1991,
 *   Biometrika 78:301, for the early end of tests that can't succeed
 */
export function changePoints(
  values: readonly number[],
  options: ChangePointOptions,
): ChangePoint[] {
  checkValues(values, 0);
  checkFraction(options.alpha, 'an error rate');
  const { permutations, alpha } = options;
  assert(values.length <= CHANGE_POINT_SERIES_MAX, 'a series is not too long to search');
  assert(permutations >= 1 / alpha - 1, 'there are enough permutations for a p of alpha');
  assert(permutations <= RESAMPLES_MAX, `there are at most ${RESAMPLES_MAX} permutations`);
  const found = divided(values, options).toSorted((left, right) => left - right);
  const settled = settledPoints(values, found, options);
  return settled.map(({ index, p }, place) => {
    const from = settled[place - 1]?.index ?? 0;
    const to = settled[place + 1]?.index ?? values.length;
    const before = values.slice(Math.max(from, index - SHIFT_VALUES_MAX), index);
    const after = values.slice(index, Math.min(to, index + SHIFT_VALUES_MAX));
    return { index, p, shift: twoSampleShift(before, after, options.confidence) };
  });
}

/** Where the series and then its parts fall apart; the largest parts first. */
function divided(values: readonly number[], options: ChangePointOptions): number[] {
  const found: number[] = [];
  const waiting: Range[] = [{ from: 0, to: values.length }];
  while (waiting.length > 0 && found.length < CHANGE_POINTS_MAX) {
    waiting.sort((left, right) => left.to - left.from - (right.to - right.from));
    const range = waiting.pop() ?? { from: 0, to: 0 };
    const split = significantSplit(values, range, options);
    if (split !== null) {
      found.push(split.index);
      waiting.push({ from: range.from, to: split.index }, { from: split.index, to: range.to });
    }
  }
  return found;
}

/** Each point between its neighbours: moved to where those levels part best, or dropped. */
function settledPoints(
  values: readonly number[],
  found: readonly number[],
  options: ChangePointOptions,
): { index: number; p: number }[] {
  const settled: { index: number; p: number }[] = [];
  for (const [place] of found.entries()) {
    const from = settled.at(-1)?.index ?? 0;
    const to = found[place + 1] ?? values.length;
    const split = significantSplit(values, { from, to }, options);
    if (split !== null) {
      settled.push(split);
    }
  }
  return settled;
}

/** Long ranges are tested on every so many-th value, chosen before anything is looked at. */
function significantSplit(
  values: readonly number[],
  { from, to }: Range,
  { alpha, permutations, random }: ChangePointOptions,
): { index: number; p: number } | null {
  if (to - from < 2 * LEVEL_VALUES_MIN) {
    return null;
  }
  const range = values.slice(from, to);
  const stride = Math.ceil(range.length / TESTED_VALUES_MAX);
  const whole = new EnergyScan(range);
  const scan =
    stride === 1 ? whole : new EnergyScan(range.filter((_, index) => index % stride === 0));
  const place = whole.best(whole.ranks, LEVEL_VALUES_MIN);
  const best = scan.best(scan.ranks, LEVEL_VALUES_MIN);
  // Equal values leave only what rounding makes of them.
  if (place === null || best === null || scan.isFlat) {
    return null;
  }
  const most = Math.floor(alpha * (permutations + 1)) - 1;
  let asGood = 0;
  for (let done = 0; done < permutations; done++) {
    const other = scan.best(shuffled(scan.ranks, random), LEVEL_VALUES_MIN);
    // Sums in another order differ in their last digits, so equal splits must count as equal.
    asGood += (other?.q ?? 0) >= best.q * (1 - 1e-9) ? 1 : 0;
    if (asGood > most) {
      return null;
    }
  }
  return { index: from + place.index, p: (asGood + 1) / (permutations + 1) };
}
