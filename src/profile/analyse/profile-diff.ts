import { at } from '../../base/index.ts';
import { mean, type WelchTest } from '../../stats/index.ts';
import { comparedAgainstRest } from './against-the-rest.ts';
import { type FunctionIdentity, identifiedFunctions, nameKey } from './function-identity.ts';
import type { FunctionIndex, KnownFunction } from './function-index.ts';
import { functionLabel } from './function-label.ts';
import { functionShares, weighingsOf } from './function-shares.ts';
import { DIFF_FALSE_RATE, DIFF_FUNCTIONS_MAX, DIFF_SHARE_MIN, RUNS_MIN } from './limits.ts';
import { isListed } from './listed-function.ts';
import type { SourceOf } from './subject.ts';
import type { WeighedRun, Weighing } from './weigh-run.ts';

/** One revision's side of a diff. */
export interface DiffSide {
  readonly index: FunctionIndex;
  readonly runs: readonly WeighedRun[];
  /**
   * CPU time of the process tree in each of these runs, in ns, as the system counted it; it also
   * knows what no profiler saw. Null where it was not counted: then the samples' own sum counts.
   */
  readonly cpuNs: readonly number[] | null;
  /** Time between two samples, in ns; left out where profiles hold sums and no samples. */
  readonly sampleNs?: number;
  readonly sourceOf: SourceOf;
}

/**
 * How the time of one function changed; times in the unit of the profiles, ns as a rule, at the
 * speed that the machine had on average.
 */
export interface FunctionChange {
  /** Of the first of its functions. */
  readonly id: string;
  /**
   * Of all functions that it is about, `id` first: several where functions of one name are found on
   * one side only, so that nobody can tell which became which.
   */
  readonly ids: readonly [string, ...string[]];
  readonly label: string;
  readonly before: number;
  readonly after: number;
  /** After less before, with its 95 % interval (of this function alone). */
  readonly difference: { readonly estimate: number; readonly lo: number; readonly hi: number };
  /** Two-sided, adjusted for all functions that were tested. */
  readonly pValue: number;
  /** `unclear` is everything that chance could have done as well. */
  readonly verdict: 'slower' | 'faster' | 'unclear';
}

/** What changed between two revisions. */
export type ProfileDiff =
  | { readonly kind: 'too-few-runs'; readonly runsMin: number }
  | {
      readonly kind: 'compared';
      /** All CPU time. */
      readonly total: { readonly before: number; readonly after: number };
      /** Significant ones first, among equals the largest change first. */
      readonly changes: readonly FunctionChange[];
      /** Functions too light on both sides to be tested. */
      readonly untested: number;
    };

/**
 * Compares the CPU time of each function between two revisions over repeated profiles.
 *
 * A function's time in a run is its actionable share of process CPU times the CPU time of that
 * run, held against the rest of the run, so that neither the speed of the machine nor a change of
 * another function shows in it. Each is tested by Welch's t, as ranks can't become significant
 * after correction with 3 to 10 runs; the p-values are adjusted together by Benjamini and Hochberg
 * so that of the changes named at most 1 % are false on average, and when nothing changed 99 of
 * 100 diffs name nothing. Where the time of a sample is known, a change also has to be more than
 * counting samples alone can do.
 */
export function profileDiff(before: DiffSide, after: DiffSide): ProfileDiff {
  const left = weighingsOf(before.runs, 'process-cpu');
  const right = weighingsOf(after.runs, 'process-cpu');
  if (left === null || right === null || Math.min(left.length, right.length) < RUNS_MIN) {
    return { kind: 'too-few-runs', runsMin: RUNS_MIN };
  }
  const scales = [scaleOf(before, left), scaleOf(after, right)] as const;
  const { pairs, untested } = matched(before, left, after, right);
  const timed = pairs.map((pair) => ({
    before: timesOf(pair.before, left, scales[0]),
    after: timesOf(pair.after, right, scales[1]),
  }));
  const sampleNs = Math.min(before.sampleNs ?? 0, after.sampleNs ?? 0);
  const totals = { before: scales[0], after: scales[1] };
  const changes = comparedAgainstRest(timed, totals, sampleNs).map((compared, index) => {
    const { ids, label } = at(pairs, index);
    const { test, pValue } = compared;
    return {
      id: ids[0],
      ids,
      label,
      before: compared.before,
      after: compared.after,
      difference: { estimate: test.difference, lo: test.lo, hi: test.hi },
      pValue,
      verdict: verdictOn(test, pValue),
    };
  });
  return {
    kind: 'compared',
    total: { before: mean(scales[0]), after: mean(scales[1]) },
    changes: changes.sort(bySignificance),
    untested,
  };
}

function verdictOn({ difference }: WelchTest, pValue: number): FunctionChange['verdict'] {
  if (pValue > DIFF_FALSE_RATE) {
    return 'unclear';
  }
  return difference > 0 ? 'slower' : 'faster';
}

function bySignificance(left: FunctionChange, right: FunctionChange): number {
  const clear = Number(left.verdict === 'unclear') - Number(right.verdict === 'unclear');
  return clear || Math.abs(right.difference.estimate) - Math.abs(left.difference.estimate);
}

/** What a share of 1 stands for in each run. */
function scaleOf({ cpuNs }: DiffSide, weighings: readonly Weighing[]): number[] {
  return weighings.map(({ total }, run) => cpuNs?.[run] ?? total);
}

/** Time of a function in each run; several numbers are summed. */
function timesOf(
  numbers: readonly number[],
  weighings: readonly Weighing[],
  scale: readonly number[],
): number[] {
  return weighings.map(({ functions, total }, run) => {
    let own = 0;
    for (const number of numbers) {
      own += (functions.actionable[number] ?? 0) - (functions.handed[number] ?? 0);
    }
    return (own / total) * at(scale, run);
  });
}

/** A function on both sides; without numbers on a side it is not there. */
interface Pair {
  readonly ids: [string, ...string[]];
  readonly label: string;
  readonly before: number[];
  readonly after: number[];
}

function matched(
  before: DiffSide,
  left: readonly Weighing[],
  after: DiffSide,
  right: readonly Weighing[],
): { readonly pairs: readonly Pair[]; readonly untested: number } {
  const heavyLeft = heavy(before.index, left);
  const heavyRight = heavy(after.index, right);
  const keys = new Set([
    ...heavyLeft.map((number) => nameKey(at(before.index.functions, number))),
    ...heavyRight.map((number) => nameKey(at(after.index.functions, number))),
  ]);
  const leftIds = identified(before, keys);
  const rightIds = identified(after, keys);
  const rightById = new Map([...rightIds].map(([number, { id }]) => [id, number]));
  const pairs = new Map<string, Pair>();
  const taken = new Set<number>();
  for (const [number, { id }] of leftIds) {
    const other = rightById.get(id);
    const known = at(before.index.functions, number);
    // What is found on one side only is pooled by name, so that a function whose introduction
    // changed is not taken for one that went and one that came.
    const key = other === undefined ? `pool ${nameKey(known)}` : id;
    const pair = pairFor(pairs, key, { id, known });
    pair.before.push(number);
    if (other !== undefined) {
      pair.after.push(other);
      taken.add(other);
    }
  }
  for (const [number, { id }] of rightIds) {
    if (taken.has(number)) {
      continue;
    }
    const known = at(after.index.functions, number);
    const key = `pool ${nameKey(known)}`;
    pairFor(pairs, key, { id, known }).after.push(number);
  }
  const isHeavy = [new Set(heavyLeft), new Set(heavyRight)] as const;
  const all = [...pairs.values()];
  const tested = all.filter(
    (pair) =>
      pair.before.some((number) => isHeavy[0].has(number)) ||
      pair.after.some((number) => isHeavy[1].has(number)),
  );
  return { pairs: tested, untested: lightCount(right, isHeavy[1]) };
}

/** The pair of a key with one more id in it. */
function pairFor(
  pairs: Map<string, Pair>,
  key: string,
  { id, known }: { readonly id: string; readonly known: KnownFunction },
): Pair {
  const found = pairs.get(key);
  if (found === undefined) {
    const made: Pair = { ids: [id], label: functionLabel(known), before: [], after: [] };
    pairs.set(key, made);
    return made;
  }
  if (!found.ids.includes(id)) {
    found.ids.push(id);
  }
  return found;
}

/** Numbers of the functions of a side that are heavy enough to be tested. */
function heavy(index: FunctionIndex, weighings: readonly Weighing[]): number[] {
  return functionShares(weighings, isListed(index), DIFF_FUNCTIONS_MAX)
    .filter(({ actionable }) => actionable.estimate >= DIFF_SHARE_MIN)
    .map(({ number }) => number);
}

function identified(side: DiffSide, keys: ReadonlySet<string>): Map<number, FunctionIdentity> {
  const { functions } = side.index;
  const wanted = [...functions.keys()].filter((number) => keys.has(nameKey(at(functions, number))));
  return identifiedFunctions(side.index, wanted, side.sourceOf);
}

function lightCount(weighings: readonly Weighing[], tested: ReadonlySet<number>): number {
  const seen = new Set<number>();
  for (const { functions } of weighings) {
    functions.actionable.forEach((value, number) => {
      if (value - (functions.handed[number] ?? 0) > 0 && !tested.has(number)) {
        seen.add(number);
      }
    });
  }
  return seen.size;
}
