import { at } from '../../base/index.ts';
import { benjaminiHochberg, mean, type WelchTest, welchTest } from '../../stats/index.ts';
import { CONFIDENCE, DIFF_FALSE_RATE, DIFF_REST_SHARE_MIN } from './limits.ts';
import { samplingP } from './sampling-noise.ts';

/** Numbers of each run of two sides. */
export interface PerRun {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** One function of two sides, at the speed that the machine had on average. */
export interface FunctionCompared {
  readonly before: number;
  readonly after: number;
  readonly test: WelchTest;
  /** Two-sided, adjusted for all functions together. */
  readonly pValue: number;
}

/**
 * Compares the time of functions between two sides, each in proportion to the rest of its run: the
 * machine may be a tenth faster or slower from one run to the next, and that cancels, as the rest
 * has it too. A change of one function must not look like one of the others in turn. So the largest
 * change that is significant is taken out of the rest of all others, which are then compared again,
 * until no further one is found. What makes everything slower alike can't be seen that way.
 *
 * @param functions - their times; runs in the order of `totals`
 * @param totals - all time of each run
 * @param sampleTime - what one sample stands for; 0 when times are no samples
 * @see Robinson and Oshlack 2010, Genome Biology 11, on shares where few of many parts change
 */
export function comparedAgainstRest(
  functions: readonly PerRun[],
  totals: PerRun,
  sampleTime: number,
): FunctionCompared[] {
  const taken = new Set<number>();
  for (;;) {
    const compared = comparedWithout(functions, totals, { taken, sampleTime });
    const [largest] = compared
      .map(({ pValue, test }, index) => ({ index, pValue, change: Math.abs(test.difference) }))
      .filter(({ index, pValue }) => pValue <= DIFF_FALSE_RATE && !taken.has(index))
      .sort((left, right) => right.change - left.change);
    if (largest === undefined) {
      return compared;
    }
    taken.add(largest.index);
  }
}

function comparedWithout(
  functions: readonly PerRun[],
  totals: PerRun,
  { taken, sampleTime }: { readonly taken: ReadonlySet<number>; readonly sampleTime: number },
): FunctionCompared[] {
  const rows = functions.map((own, index) => {
    const others = functions.filter((_, other) => other !== index && taken.has(other));
    const scaled = inProportion(own, restOf(totals, [own, ...others]), totals);
    const test = welchTest(scaled.before, scaled.after, CONFIDENCE);
    const counted = sampleTime > 0 ? samplingP(scaled.before, scaled.after, sampleTime) : 0;
    return { scaled, test, p: Math.max(test.p, counted) };
  });
  const adjusted = benjaminiHochberg(rows.map(({ p }) => p));
  return rows.map(({ scaled, test }, index) => ({
    before: mean(scaled.before),
    after: mean(scaled.after),
    test,
    pValue: at(adjusted, index),
  }));
}

/** What is left of each run without some functions. */
function restOf(totals: PerRun, without: readonly PerRun[]): PerRun {
  const left = (side: keyof PerRun): number[] =>
    totals[side].map((total, run) =>
      without.reduce((rest, one) => rest - at(one[side], run), total),
    );
  return { before: left('before'), after: left('after') };
}

/** Times as they would be had the rest always taken what it took on average. */
function inProportion(own: PerRun, rest: PerRun, totals: PerRun): PerRun {
  const usual = mean([...rest.before, ...rest.after]);
  const all = mean([...totals.before, ...totals.after]);
  const least = DIFF_REST_SHARE_MIN * all;
  if (Math.min(...rest.before, ...rest.after) < least) {
    return own; // too little is left to tell the machine's speed by
  }
  const scaled = (side: keyof PerRun): number[] =>
    own[side].map((time, run) => (time * usual) / at(rest[side], run));
  return { before: scaled('before'), after: scaled('after') };
}
