import { HoneError } from '../../base/index.ts';
import type { BenchmarkComparison, CandidateResult, MetricResult } from '../../model/index.ts';
import { mad, median } from '../../stats/index.ts';
import {
  notInterleavedNote,
  type Pair,
  renamedNote,
  resultNotes,
  summaryNote,
} from './compare-notes.ts';
import type { ImportedBenchmark, ImportedResult } from './imported.ts';
import { namesOf, quoted } from './quote.ts';
import { twoSampleShift } from './two-sample-shift.ts';

/** What decides how imported numbers are compared. */
export interface ImportedCompareOptions {
  /** Of the interval, between 0 and 1. */
  readonly confidence: number;
  /** Smallest change that matters, as a fraction; shown, never judged by. */
  readonly minEffect: number;
}

const REASON =
  'the two were measured one after the other, so what differs may be the machine and not the ' +
  'code; hone compare measures them in turns';

/**
 * Puts results of other tools side by side, benchmark by benchmark. The verdict is always
 * inconclusive: block after block at a nominal 5 % gave 39 to 55 % false alarms, so these numbers
 * can show a difference but not prove where it comes from.
 *
 * Notes about a whole candidate stand at the first benchmark that it has in common with the base.
 *
 * @returns one comparison for each benchmark of the base that any candidate has
 * @throws HoneError E_USAGE when a candidate has no benchmark in common with the base
 */
export function compareImported(
  base: ImportedResult,
  candidates: readonly ImportedResult[],
  options: ImportedCompareOptions,
): BenchmarkComparison[] {
  const names = uniqueNames([base, ...candidates].map(({ source }) => source));
  const rows = [...Map.groupBy(base.benchmarks, rowKey).values()];
  const columns = candidates.map((candidate, index) =>
    columnOf(names[index + 1] ?? candidate.source, base, candidate, rows, options),
  );
  return rows.flatMap((row, index): BenchmarkComparison[] => {
    const [first] = row;
    const found = columns.flatMap((column) => column[index] ?? []);
    return first === undefined || found.length === 0
      ? []
      : [
          {
            benchmark: first.id,
            parameters: { ...first.parameters },
            base: { name: names[0] ?? base.source },
            candidates: found,
          },
        ];
  });
}

/**
 * Compares the benchmarks of one result with its first one, as `hyperfine 'a' 'b'` means it.
 *
 * @param baseName - the benchmark to be the base instead of the first, with its parameters behind
 *   it (`sort size=10`) where several share the name
 * @throws HoneError E_USAGE when the result has only one benchmark, or none of that name
 */
export function compareAlternatives(
  result: ImportedResult,
  options: ImportedCompareOptions,
  baseName: string | null = null,
): BenchmarkComparison[] {
  const rows = [...Map.groupBy(result.benchmarks, rowKey).values()];
  const ids = Map.groupBy(rows, (row) => row[0]?.id);
  const alternatives = rows.map((row): ImportedResult => {
    const [first] = row;
    const alone = (ids.get(first?.id)?.length ?? 0) <= 1;
    const parameters = alone ? [] : Object.entries(first?.parameters ?? {});
    return {
      ...result,
      source: [first?.id ?? '', ...parameters.map(([key, value]) => `${key}=${value}`)].join(' '),
      // Without names and parameters all alternatives are the same benchmark.
      benchmarks: row.map((benchmark) => ({ ...benchmark, id: '', parameters: {} })),
    };
  });
  const base = baseName === null ? alternatives[0] : named(alternatives, baseName, result);
  const others = alternatives.filter((one) => one !== base);
  if (base === undefined || others.length === 0) {
    throw new HoneError(
      'E_USAGE',
      `${result.source} holds only one benchmark, so there is nothing to compare it with. Name a ` +
        `second result file.`,
    );
  }
  const measures = new Set(base.benchmarks.map(metricKey));
  const { like = [], unlike = [] } = Object.groupBy(others, ({ benchmarks }) =>
    benchmarks.some((one) => measures.has(metricKey(one))) ? 'like' : 'unlike',
  );
  return compareImported(base, like, options).map((comparison, index) => ({
    ...comparison,
    benchmark: null,
    candidates:
      index === 0 ? withUnlike(comparison.candidates, base, unlike) : comparison.candidates,
  }));
}

/** Says once which benchmarks of the file have no metric that the base has. */
function withUnlike(
  candidates: CandidateResult[],
  base: ImportedResult,
  unlike: readonly ImportedResult[],
): CandidateResult[] {
  const [first, ...rest] = candidates;
  if (first === undefined || unlike.length === 0) {
    return candidates;
  }
  const text =
    `${namesOf(unlike.map(({ source }) => source))} have no metric in common with ` +
    `${quoted(base.source)}, so they are not compared.`;
  return [
    { ...first, notes: [...first.notes, { code: 'not-compared', text, advice: null }] },
    ...rest,
  ];
}

/** The alternative of a name. @throws HoneError E_USAGE with what there is */
function named(
  alternatives: readonly ImportedResult[],
  name: string,
  { source }: ImportedResult,
): ImportedResult {
  const found = alternatives.find((one) => one.source === name);
  if (found === undefined) {
    throw new HoneError(
      'E_USAGE',
      `${source} has no benchmark ${quoted(name)}. It has ` +
        `${namesOf(alternatives.map((one) => one.source))}.`,
    );
  }
  return found;
}

/** All metrics of one benchmark with one set of parameters. */
type Row = readonly ImportedBenchmark[];

function rowKey({ id, parameters }: ImportedBenchmark): string {
  const sorted = Object.entries(parameters).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([id, sorted]);
}

function metricKey(benchmark: ImportedBenchmark): string {
  return JSON.stringify([rowKey(benchmark), benchmark.metric, benchmark.unit]);
}

/** One candidate against each row of the base; null where it has nothing of that row. */
function columnOf(
  name: string,
  base: ImportedResult,
  candidate: ImportedResult,
  rows: readonly Row[],
  options: ImportedCompareOptions,
): (CandidateResult | null)[] {
  const theirs = keyedLike(base, candidate);
  const ours = new Set(base.benchmarks.map(metricKey));
  const lost = base.benchmarks.filter((benchmark) => !theirs.has(metricKey(benchmark)));
  if (lost.length === base.benchmarks.length) {
    throw nothingInCommon(base, candidate);
  }
  const added = [...theirs].flatMap(([key, benchmark]) => (ours.has(key) ? [] : [benchmark]));
  let notes = resultNotes(name, base, candidate, lost, added);
  return rows.map((row) => {
    const pairs = row.flatMap((one): Pair[] => {
      const other = theirs.get(metricKey(one));
      return other === undefined ? [] : [{ ours: one, theirs: other }];
    });
    if (pairs.length === 0) {
      return null;
    }
    const compared = candidateOf(name, pairs, options);
    const all = [notInterleavedNote(base, candidate), ...notes, ...compared.notes];
    notes = [];
    return { ...compared, notes: all };
  });
}

/**
 * The candidate's benchmarks under the keys of the base's. Where both have a single one under
 * different names, as a command has that was changed, these two belong together.
 */
function keyedLike(
  base: ImportedResult,
  candidate: ImportedResult,
): Map<string, ImportedBenchmark> {
  const [first] = base.benchmarks;
  const single = [base, candidate].every(
    ({ benchmarks }) => new Set(benchmarks.map(rowKey)).size === 1,
  );
  return new Map(
    candidate.benchmarks.map((benchmark) => [
      metricKey(
        single && first !== undefined
          ? { ...benchmark, id: first.id, parameters: first.parameters }
          : benchmark,
      ),
      benchmark,
    ]),
  );
}

function uniqueNames(names: readonly string[]): string[] {
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

function candidateOf(
  name: string,
  pairs: readonly Pair[],
  options: ImportedCompareOptions,
): CandidateResult {
  const withSamples = pairs.filter(
    ({ ours, theirs }) => ours.samples.length > 0 && theirs.samples.length > 0,
  );
  const claimed = withSamples.find(({ ours }) => ours.metric === 'wall') ?? withSamples[0];
  const renamed = pairs.find(({ ours, theirs }) => rowKey(ours) !== rowKey(theirs));
  return {
    name,
    metrics: Object.fromEntries(
      withSamples.map((pair) => [pair.ours.metric, metricResult(pair, pair === claimed, options)]),
    ),
    sameOutput: null,
    notes: [
      ...(renamed === undefined ? [] : [renamedNote(renamed)]),
      ...pairs.filter((pair) => !withSamples.includes(pair)).map(summaryNote),
    ],
  };
}

function metricResult(
  { ours, theirs }: Pair,
  claimed: boolean,
  options: ImportedCompareOptions,
): MetricResult {
  const ratio = ratioOf(ours.samples, theirs.samples, options.confidence);
  return {
    verdict: 'inconclusive',
    reason: ratio === null ? `${noRatioReason(ours, theirs)}, and ${REASON}` : REASON,
    unit: ours.unit,
    direction: ours.direction,
    claimed,
    placement: 'free', // other tools don't say; hone did not pin it
    ratio,
    halves: [],
    pairs: { screening: 0, confirmation: 0 },
    screening: 'skipped',
    pValue: null,
    minEffect: options.minEffect,
    base: { median: median(ours.samples), mad: mad(ours.samples) },
    candidate: { median: median(theirs.samples), mad: mad(theirs.samples) },
  };
}

function ratioOf(
  base: readonly number[],
  candidate: readonly number[],
  confidence: number,
): MetricResult['ratio'] {
  if (base.includes(0) || candidate.includes(0)) {
    return null;
  }
  const logs = [base, candidate].map((samples) => samples.map((value) => Math.log(value)));
  const { shift, interval } = twoSampleShift(logs[0] ?? [], logs[1] ?? [], confidence);
  return interval === null
    ? null
    : {
        estimate: Math.exp(shift),
        lo: Math.exp(interval.lo),
        hi: Math.exp(interval.hi),
        confidence,
      };
}

function noRatioReason(ours: ImportedBenchmark, theirs: ImportedBenchmark): string {
  return ours.samples.includes(0) || theirs.samples.includes(0)
    ? 'samples of 0 have no ratio'
    : `${ours.samples.length} and ${theirs.samples.length} samples are too few for an interval`;
}

function nothingInCommon(base: ImportedResult, candidate: ImportedResult): HoneError {
  const [ours, theirs] = [base, candidate].map(({ benchmarks }) =>
    namesOf([...new Set(benchmarks.map(({ id, metric }) => `${id} ${metric}`))]),
  );
  return new HoneError(
    'E_USAGE',
    `The results have no benchmark in common: ${base.source} has ${ours ?? ''}; ` +
      `${candidate.source} has ${theirs ?? ''}. Benchmarks are compared where name, parameters, ` +
      `metric and unit agree.`,
  );
}
