import { at, HoneError } from '../../base/index.ts';
import {
  type Benchmark,
  type Environment,
  type MetricResult,
  type Note,
  parseRunId,
  type RunId,
  type Sample,
} from '../../model/index.ts';
import type { Outcome } from '../../gates/index.ts';
import { judgeTogether, type Measured } from '../judge-measurement.ts';
import { placementClaimedBy } from '../measure-plan.ts';
import { sampleFailureText } from '../sample-error.ts';
import { currentSuite } from '../try/frozen-suite.ts';
import { claimedMetric, confirmationOnly, measuredFrom } from '../try/measured-proposal.ts';
import { measureTrees, type NamedTree } from '../try/measure-trees.ts';
import type { RunContext } from '../try/run-context.ts';
import { type Started, startedOn } from '../try/started.ts';
import { buildAndTest } from '../try/trial.ts';
import { withRunContext } from '../try/with-run-context.ts';
import type { FlowContext } from './flow-context.ts';

/** One benchmark of a measuring run. */
export interface MeasuredBenchmark {
  readonly benchmark: string;
  readonly claimed: string;
  /** By metric; empty when it could not be measured. */
  readonly metrics: Readonly<Record<string, MetricResult>>;
  readonly notes: readonly Note[];
  /** Why there are no numbers; null when there are. */
  readonly failure: string | null;
  /** Where the raw samples are stored, as JSON. */
  readonly samplesBlob: string;
  readonly samples: number;
}

/** What a measuring run found. */
export interface MeasuringResult {
  readonly run: RunId;
  readonly environment: Environment;
  readonly tests: Outcome;
  readonly benchmarks: readonly MeasuredBenchmark[];
}

/** Two sides to measure; with the same tree twice it is a baseline and shows the noise. */
export interface MeasuringOrder {
  /** Of the run, recorded before so that a repeated step goes on with the same one. */
  readonly run: string;
  readonly purpose: string;
  readonly base: NamedTree;
  readonly candidate: NamedTree;
  /** Share of the pairs of a verdict, above 0. */
  readonly share: number;
}

/** Fewest pairs of each benchmark. */
const PAIRS_MIN = 10;

const STARTED_KEY = 'measuring';

/**
 * Measures two trees on every benchmark of the frozen suite in a run of its own: whatever was
 * measured before a crash is not measured again. The candidate is built and tested first.
 *
 * @throws HoneError E_SUITE_CHANGED when the suite is not the one that the flow began with
 */
export async function measuringRun(
  context: FlowContext,
  order: MeasuringOrder,
  signal: AbortSignal,
): Promise<MeasuringResult> {
  const { store, repository, hooks } = context;
  const run = parseRunId(order.run);
  const known = store.runs().some((one) => one.run === run);
  const lease = store.acquireRun(run, {
    purpose: order.purpose,
    expect: known ? 'existing' : 'new',
  });
  try {
    const started = await startedOf(context, run, order, signal);
    return await withRunContext({ repository, store, run, started }, { signal, hooks }, (ctx) =>
      measureAll(ctx, order),
    );
  } finally {
    lease.release();
  }
}

/** Seeds, suite and trees of the run, recorded once. */
async function startedOf(
  context: FlowContext,
  run: RunId,
  order: MeasuringOrder,
  signal: AbortSignal,
): Promise<Started> {
  const { store, repository, started: flow } = context;
  const recorded = store.eventByKey(run, STARTED_KEY);
  if (recorded !== null) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below, and hashed
    return recorded.data as unknown as Started;
  }
  const current = await currentSuite(repository, flow.base.tree, signal);
  if (current.manifest.hash !== flow.suiteHash) {
    throw new HoneError(
      'E_SUITE_CHANGED',
      'The suite in the working tree is not the one that this run began with. Put it back, or ' +
        'accept the change with "hone suite change --reason …" and start a new run.',
    );
  }
  const { base, seed, pairsMax, timeLimitMs } = flow;
  const choice = { base, seed, keep: false, proposals: [], pairsMax, timeLimitMs };
  const started = startedOn(current, store, choice);
  const sides = [order.base, order.candidate].map(({ name, tree }) => ({ name, tree }));
  const data = JSON.parse(JSON.stringify({ ...started, sides }));
  store.appendEvent(run, { type: 'measuring.started', key: STARTED_KEY, data });
  return started;
}

async function measureAll(run: RunContext, order: MeasuringOrder): Promise<MeasuringResult> {
  run.hooks.onStage(`Building ${order.candidate.name} and running its tests`);
  const { build, tests } = await buildAndTest(run, order.candidate.tree, order.candidate.name);
  const tested = build.kind === 'failed' ? build : (tests ?? build);
  const benchmarks: MeasuredBenchmark[] = [];
  if (tested.kind === 'passed') {
    for (const benchmark of run.suite.benchmarks) {
      run.hooks.onStage(`${order.purpose}: measuring ${benchmark.id}`);
      benchmarks.push(await measureOne(run, order, benchmark));
    }
  }
  return {
    run: run.run,
    environment: run.machine.environment(),
    tests: tested,
    benchmarks: judged(run, order, benchmarks),
  };
}

/** Samples first; they are judged as one family when all are there. */
async function measureOne(
  run: RunContext,
  order: MeasuringOrder,
  benchmark: Benchmark,
): Promise<MeasuredBenchmark> {
  const claimed = claimedMetric(run, benchmark);
  const measurement = await measureTrees(run, {
    key: `measure/${benchmark.id}`,
    base: order.base,
    candidate: order.candidate,
    benchmark,
    claimed,
    stopping: confirmationOnly(run, order.share, PAIRS_MIN),
    confirmIn: placementClaimedBy(claimed),
    generate: null,
  });
  const failure =
    measurement.kind === 'failed'
      ? sampleFailureText(measurement.failure, { base: order.base.name, flags: false })
      : null;
  return {
    benchmark: benchmark.id,
    claimed: claimed.name,
    metrics: {},
    notes: [],
    failure,
    samplesBlob: run.store.putBlob(JSON.stringify(measurement.samples)),
    samples: measurement.samples.length,
  };
}

function judged(
  run: RunContext,
  order: MeasuringOrder,
  measured: readonly MeasuredBenchmark[],
): MeasuredBenchmark[] {
  const whole = measured.filter(({ failure }) => failure === null);
  const family = whole.map((one): Measured => {
    const benchmark = benchmarkNamed(run, one.benchmark);
    const claimed = claimedMetric(run, benchmark);
    const measurement = {
      kind: 'measured',
      samples: samplesOf(run.store, one),
      screening: new Map(),
    } as const;
    const { base, candidate } = order;
    return measuredFrom(measurement, { base, candidate, benchmark, claimed });
  });
  const results = judgeTogether(family);
  return measured.map((one) => {
    const index = whole.indexOf(one);
    const result = index === -1 ? undefined : at(results, index).get(order.candidate.name);
    return { ...one, metrics: result?.metrics ?? {}, notes: result?.notes ?? [] };
  });
}

function benchmarkNamed(run: RunContext, id: string): Benchmark {
  return at(
    run.suite.benchmarks.filter((benchmark) => benchmark.id === id),
    0,
  );
}

/** The raw samples of a benchmark. @throws HoneError E_JOURNAL when they are gone or damaged */
export function samplesOf(
  store: Pick<FlowContext['store'], 'getBlob'>,
  measured: MeasuredBenchmark,
): Sample[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by measureOne, hashed
  return JSON.parse(new TextDecoder().decode(store.getBlob(measured.samplesBlob))) as Sample[];
}
