import { at, randomFrom, shuffled } from '../../base/index.ts';
import type { Collected } from '../../collect/index.ts';
import { openRepository, resolveRevision, type Revision } from '../../git/index.ts';
import type { Benchmark, Suite } from '../../model/index.ts';
import {
  type DiffSide,
  functionIndex,
  type FunctionIndex,
  type ProfileDiff,
  profileDiff,
  type WeighedRun,
  weighRun,
} from '../../profile/index.ts';
import type { Hooks } from '../hooks.ts';
import { takeMachine } from '../machine.ts';
import { readSuite } from '../read-suite.ts';
import { DIFF_MS_MAX, DIFF_RUNS } from './limits.ts';
import { COLLECTORS_DEFAULT } from './profile-options.ts';
import {
  checkoutOf,
  chosenBenchmarks,
  type ProfiledRevision,
  workloadOf,
} from './profile-revision.ts';
import { profiledRun, type ProfilingContext } from './profiled-run.ts';
import type { Workload } from './workload.ts';

/** Which revisions are profiled against each other. */
export interface DiffOptions {
  readonly folder: string;
  readonly base: string;
  readonly head: string;
  /** Ids; none for all. */
  readonly benchmarks: readonly string[];
  /** Profiled runs of each revision, at least 3; null for as many as fit into a minute. */
  readonly runs: number | null;
  /** Time between two looks, in ns. */
  readonly cpuIntervalNs: number;
  /** Null for what each benchmark declares. */
  readonly timeoutMs: number | null;
  /** For the order of runs. */
  readonly seed: number;
}

/** What changed in one benchmark, in ns of CPU time. */
export interface BenchmarkDiff {
  readonly benchmark: string;
  readonly runs: number;
  readonly diff: ProfileDiff;
  /** What weakens the profiles, in sentences. */
  readonly caveats: readonly string[];
}

/** What changed between two revisions. */
export interface RevisionDiff {
  readonly base: { readonly name: string; readonly commit: string };
  readonly head: { readonly name: string; readonly commit: string };
  readonly seed: number;
  readonly benchmarks: readonly BenchmarkDiff[];
}

/** One revision while it is profiled. */
interface Side {
  readonly workload: Workload;
  readonly index: FunctionIndex;
  readonly runs: WeighedRun[];
  /** CPU time of each run as its processes counted it; null where one did not. */
  readonly cpuNs: (number | null)[];
}

/**
 * Profiles two revisions in turn, each in a clean checkout of its own, and says which functions
 * take more or less CPU time. Run after run in random order, so that what happens to the machine
 * meanwhile happens to both.
 *
 * @throws HoneError as `profileSubject`
 */
export async function diffRevisions(
  options: DiffOptions,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<RevisionDiff> {
  const { signal } = context;
  const repository = await openRepository(options.folder, { signal });
  const { suite } = readSuite(repository.root);
  const benchmarks = chosenBenchmarks(suite, options.benchmarks);
  const names = [options.base, options.head];
  const revisions: Revision[] = [];
  for (const name of names) {
    revisions.push(await resolveRevision(repository, name, { signal }));
  }
  const machine = await takeMachine(`hone profile diff in ${repository.root}`, context);
  try {
    const { cpuIntervalNs, runs, seed } = options;
    const collectors = { ...COLLECTORS_DEFAULT, cpuIntervalNs };
    const runsMax = runs ?? DIFF_RUNS.max;
    const profiling = { machine, ...context, collectors, runsMax, keepIn: '' };
    const sides = revisions.map((revision, place) => ({
      place,
      about: revisionOf(options, { repository, suite }, revision, at(names, place)),
    }));
    const roots: string[] = [];
    for (const { place, about } of sides) {
      roots.push(await checkoutOf(about, profiling, place));
    }
    const found: BenchmarkDiff[] = [];
    for (const benchmark of benchmarks) {
      const two = sides.map(({ about }, place) => sideOf(about, benchmark, at(roots, place)));
      found.push(await diffOf(benchmark, two, options, profiling));
    }
    const named = revisions.map(({ commit }, place) => ({ name: at(names, place), commit }));
    return { base: at(named, 0), head: at(named, 1), seed, benchmarks: found };
  } finally {
    await machine.close();
  }
}

function revisionOf(
  { benchmarks, timeoutMs }: DiffOptions,
  { repository, suite }: { repository: ProfiledRevision['repository']; suite: Suite },
  { tree }: Revision,
  name: string,
): ProfiledRevision {
  return { repository, suite, tree, name, benchmarks, timeoutMs, metric: 'cpu' };
}

function sideOf(about: ProfiledRevision, benchmark: Benchmark, root: string): Side {
  const workload = workloadOf(about, benchmark, root);
  return { workload, index: functionIndex(workload.subject), runs: [], cpuNs: [] };
}

async function diffOf(
  benchmark: Benchmark,
  sides: readonly Side[],
  { runs, seed }: DiffOptions,
  context: ProfilingContext,
): Promise<BenchmarkDiff> {
  const random = randomFrom(seed, `profile diff ${benchmark.id}`);
  const caveats = new Set<string>();
  let wanted = runs ?? DIFF_RUNS.min;
  for (let run = 1; run <= wanted; run++) {
    const startedAt = performance.now();
    context.hooks.onStage(`Profiling ${benchmark.id}, run ${run} of ${wanted} of both`);
    for (const side of shuffled(sides, random)) {
      await addRun(side, context, caveats);
    }
    if (run === 1 && runs === null) {
      wanted = runsWithin(performance.now() - startedAt);
    }
  }
  const sampleNs = context.collectors.cpuIntervalNs;
  const [before, after] = sides.map((side) => ({ ...diffSide(side), sampleNs }));
  if (before === undefined || after === undefined) {
    throw new TypeError('a diff has two sides');
  }
  const diff = profileDiff(before, after);
  return { benchmark: benchmark.id, runs: wanted, diff, caveats: [...caveats] };
}

/**
 * How many runs of both fit, from what the first took. It is fixed before anything is compared, so
 * that it can't favour a result. @param ms - of one run of both
 */
function runsWithin(ms: number): number {
  const fitting = Math.floor(DIFF_MS_MAX / ms);
  return Math.min(DIFF_RUNS.max, Math.max(DIFF_RUNS.min, fitting));
}

async function addRun(side: Side, context: ProfilingContext, caveats: Set<string>): Promise<void> {
  const { workload, index, runs, cpuNs } = side;
  await profiledRun(workload, context, caveats, ({ collected, read }) => {
    runs.push(weighRun(read.run, index));
    cpuNs.push(cpuOf(collected));
  });
}

/** In ns; the system's own count has steps of 10 ms, which is too coarse for a few per cent. */
function cpuOf({ processes, lost }: Collected): number | null {
  const main = processes.filter(({ tid }) => tid === 0);
  const counted = main.flatMap(({ cpu }) => (cpu === null ? [] : [cpu.userNs + cpu.systemNs]));
  return lost.length > 0 || counted.length < main.length || counted.length === 0
    ? null
    : counted.reduce((sum, ns) => sum + ns, 0);
}

function diffSide({ index, runs, cpuNs, workload }: Side): DiffSide {
  const counted = cpuNs.filter((ns) => ns !== null);
  return {
    index,
    runs,
    cpuNs: counted.length === runs.length ? counted : null,
    sourceOf: workload.sourceOf,
  };
}
