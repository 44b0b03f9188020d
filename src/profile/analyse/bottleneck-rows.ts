import { at, NS_PER_MS } from '../../base/index.ts';
import type { Bottleneck, MeanOverRuns } from '../../model/index.ts';
import { mean } from '../../stats/index.ts';
import { amdahlBound } from './amdahl-bound.ts';
import { extentByIndentation } from './function-extent.ts';
import { type FunctionDetails, mergedDetails } from './function-details.ts';
import { type FunctionIdentity, identifiedFunctions } from './function-identity.ts';
import { asName, functionLabel } from './function-label.ts';
import { type FunctionShare, functionShare, functionShares } from './function-shares.ts';
import { DETAIL_ROWS_MAX, REPORTED_FUNCTIONS_MAX, RUNS_MIN, STABLE_HALF_WIDTH } from './limits.ts';
import { isListed } from './listed-function.ts';
import { rankRanges } from './rank-ranges.ts';
import { type RunInterval, shareInterval } from './share-interval.ts';
import { textHash } from './text-hash.ts';
import type { WorkloadFacts } from './workload-facts.ts';
import type { WorkloadView } from './workload-view.ts';

/** The bottlenecks of one workload, the largest actionable share first. */
export function bottleneckRows(facts: WorkloadFacts, view: WorkloadView): Bottleneck[] {
  const { index, sourceOf } = facts;
  const shares = functionShares(view.weighings, isListed(index), REPORTED_FUNCTIONS_MAX);
  const identities = identifiedFunctions(
    index,
    shares.map(({ number }) => number),
    sourceOf,
  );
  const details = mergedDetails(facts.runs.map((one) => one.details));
  const rows = shares.map((share) =>
    functionRow(facts, view, {
      share,
      identity: identities.get(share.number) ?? { id: textHash(''), snippetHash: null },
      details: details.get(share.number) ?? null,
    }),
  );
  const collector = collectorRow(facts, view);
  const all = collector === null ? rows : [...rows, collector];
  const ranges = rankRanges(all.map(({ share }) => share.actionable));
  return all
    .map((row, place) => ({
      ...row,
      rank: at(ranges, place).best,
      rank_worst: at(ranges, place).worst,
    }))
    .sort((left, right) => right.share.actionable.estimate - left.share.actionable.estimate);
}

interface RowFacts {
  readonly share: FunctionShare;
  readonly identity: FunctionIdentity;
  readonly details: FunctionDetails | null;
}

function functionRow(
  facts: WorkloadFacts,
  view: WorkloadView,
  { share, identity, details }: RowFacts,
): Bottleneck {
  const { index, runs, sourceOf } = facts;
  const { number, self, actionable, inclusive } = share;
  const { name, file, line, column, owner, package: packageName } = at(index.functions, number);
  const allocations = runs.flatMap(({ allocation }) => (allocation === null ? [] : [allocation]));
  const source = file === '' || line === 0 ? null : sourceOf(file);
  const query = `stacks with ${functionLabel(at(index.functions, number))}`;
  return {
    ...emptyRow(facts, view, actionable),
    id: identity.id,
    kind: 'cpu',
    location: {
      function: asName(name, '(anonymous)'),
      file: file === '' ? null : asName(file, '?'),
      line: knownPlace(line),
      column: knownPlace(column),
      end_line: source === null ? null : extentByIndentation(source.split('\n'), line),
      package: packageName === null ? null : asName(packageName, '?'),
      owner,
      snippet_hash: identity.snippetHash,
    },
    share: {
      self,
      actionable,
      inclusive,
      cpu:
        view.denominator === 'process-cpu'
          ? actionable
          : functionShare(view.cpu, number).actionable,
      alloc:
        allocations.length === 0 || allocations.some(({ total }) => total <= 0)
          ? null
          : functionShare(allocations, number).actionable,
    },
    evidence: [
      evidenceOf(facts, view, actionable, {
        query,
        where: 'in it, with what it asked of the runtime and the collections it caused',
      }),
      evidenceOf(facts, view, inclusive, { query, where: 'in it and all that it calls' }),
    ],
    hot_lines: details === null ? [] : hotLines(details),
    callers: details === null ? [] : callersOf(facts, details),
    stacks: details === null ? [] : stacksOf(facts, details),
    callees: details === null ? [] : calleesOf(facts, details),
    runs: share.runs.filter((one) => one > 0).length,
  };
}

/** A line or column; 0 stands for one that is not known. */
function knownPlace(value: number): number | null {
  return value > 0 ? value : null;
}

/** The garbage collector as a whole; null when it was not seen. */
function collectorRow(facts: WorkloadFacts, view: WorkloadView): Bottleneck | null {
  const perRun = facts.runs.map(({ kinds }, run) =>
    Math.min(1, kinds.gc / at(view.weighings, run).total),
  );
  const share = shareInterval(perRun);
  if (share.estimate === 0) {
    return null;
  }
  return {
    ...emptyRow(facts, view, share),
    id: textHash('gc'),
    kind: 'gc',
    location: {
      function: '(garbage collector)',
      file: null,
      line: null,
      column: null,
      end_line: null,
      package: null,
      owner: 'runtime',
      snippet_hash: null,
    },
    share: { self: share, actionable: share, inclusive: share, cpu: null, alloc: null },
    evidence: [
      evidenceOf(facts, view, share, {
        query: 'samples of the garbage collector',
        where: 'in all collections; the functions that caused them count it',
      }),
    ],
    hot_lines: [],
    callers: [],
    stacks: [],
    runs: perRun.filter((one) => one > 0).length,
  };
}

function emptyRow(facts: WorkloadFacts, view: WorkloadView, share: RunInterval) {
  const { benchmark, smallestEffect } = facts;
  return {
    benchmark,
    rank: 1,
    rank_worst: 1,
    milliseconds: millisecondsOf(facts, view, share),
    bound: view.boundOf === null ? null : amdahlBound(share, smallestEffect),
    calls_per_op: null,
    growth_exponent: null,
    detectors: [],
    techniques: [],
    reach: null,
    rice_score: null,
    confidence: confidenceIn(share),
    causal: null,
    status: 'open' as const,
    realised: null,
  };
}

/** A share of runs without a profiler, because a profiled run is no timing. */
function millisecondsOf(
  { unprofiled }: WorkloadFacts,
  { denominator }: WorkloadView,
  { estimate, lo, hi, n }: RunInterval,
): MeanOverRuns | null {
  const values = denominator === 'process-cpu' ? unprofiled.cpuNs : unprofiled.wallNs;
  if (values.length === 0) {
    return null;
  }
  const whole = mean(values) / NS_PER_MS;
  const scaled = (share: number | null): number | null => (share === null ? null : share * whole);
  return { estimate: estimate * whole, lo: scaled(lo), hi: scaled(hi), n };
}

function confidenceIn({ estimate, hi, n }: RunInterval): 'likely' | 'weak' {
  return n >= RUNS_MIN && hi !== null && hi - estimate <= STABLE_HALF_WIDTH * estimate
    ? 'likely'
    : 'weak';
}

function evidenceOf(
  { methods, runs }: WorkloadFacts,
  { denominator }: WorkloadView,
  { estimate, lo, hi }: RunInterval,
  { query, where }: { readonly query: string; readonly where: string },
) {
  const range = lo === null || hi === null ? '' : ` (${percent(lo)} to ${percent(hi)})`;
  const whole = denominator === 'process-cpu' ? 'the CPU time' : 'the time from start to end';
  return {
    artifact: methods[0]?.artifacts[0]?.path ?? null,
    query,
    text:
      `${percent(estimate)} %${range} of ${whole} ${where}; ` +
      `${runs.length === 1 ? 'one run' : `${runs.length} runs`}.`,
  };
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

function hotLines({ lines }: FunctionDetails): Bottleneck['hot_lines'] {
  return shared(lines, DETAIL_ROWS_MAX.lines).map(({ key, share }) => ({ line: key, share }));
}

function callersOf({ index }: WorkloadFacts, { callers }: FunctionDetails): Bottleneck['callers'] {
  return shared(callers, DETAIL_ROWS_MAX.callers).map(({ key, share }) => ({
    function: key < 0 ? '(root)' : functionLabel(at(index.functions, key)),
    share,
  }));
}

function stacksOf({ index }: WorkloadFacts, { stacks }: FunctionDetails): Bottleneck['stacks'] {
  return shared(stacks, DETAIL_ROWS_MAX.stacks).map(({ key, share }) => ({
    share,
    frames: key
      .split(' ')
      .map(Number)
      .filter((number) => number >= 0)
      .map((number) => functionLabel(at(index.functions, number))),
  }));
}

/** Of all that it answers for: its own time, what it asked for, and collections. */
function calleesOf(
  { index }: WorkloadFacts,
  { callees, answered }: FunctionDetails,
): NonNullable<Bottleneck['callees']> {
  return shared(callees, DETAIL_ROWS_MAX.callees).map(({ key, value }) => {
    const { name, file } = at(index.functions, key);
    return {
      function: asName(name, '(anonymous)'),
      file: file === '' ? null : asName(file, '?'),
      share: answered === 0 ? 0 : Math.min(1, value / answered),
    };
  });
}

/** The largest of some values, as shares of them all. */
function shared<K>(
  values: ReadonlyMap<K, number>,
  most: number,
): { key: K; value: number; share: number }[] {
  const total = [...values.values()].reduce((sum, value) => sum + value, 0);
  return [...values]
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, most)
    .map(([key, value]) => ({ key, value, share: total === 0 ? 0 : value / total }));
}
