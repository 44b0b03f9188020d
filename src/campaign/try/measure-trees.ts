import { join } from 'node:path';

import { assert, canonicalJson, HoneError, type Json } from '../../base/index.ts';
import {
  type Batch,
  measure,
  type Measurement,
  type MeasurePlan,
  type MeasureTools,
  type SampleFailure,
  type Side,
  type StoppingRule,
  userEnvironment,
} from '../../bench/index.ts';
import type { Benchmark, Metric, Placement, Sample, Suite } from '../../model/index.ts';
import { buildCheckout, runCommands } from '../build-checkout.ts';
import { freshFolder, withBuildRoom } from './build-room.ts';
import { planFor } from '../measure-plan.ts';
import { sha256 } from '../read-suite.ts';
import { type OpenSeat, takeSeat } from './open-seat.ts';
import { privateEnvironment } from './private-environment.ts';
import type { RunContext } from './run-context.ts';

/** A tree under the name that reports give it. */
export interface NamedTree {
  readonly name: string;
  readonly tree: string;
  /** Set when this side is built and run by another suite than the run's: for a suite change. */
  readonly under?: { readonly setup: Suite['setup']; readonly benchmark: Benchmark };
}

/** Two trees on one benchmark, under a key that is unique in the run. */
export interface TreePair {
  readonly key: string;
  readonly base: NamedTree;
  readonly candidate: NamedTree;
  readonly benchmark: Benchmark;
  readonly claimed: Metric;
  readonly stopping: StoppingRule;
  /** Placement of the confirmation, where the program and the machine allow it. */
  readonly confirmIn: Placement;
  /** What makes the input of a holdout, run in each fresh checkout; null for other benchmarks. */
  readonly generate: Benchmark['run'] | null;
}

/** Warm-up runs of each side; every checkout was written and built just before. */
const WARMUPS = 1;

/**
 * Measures one tree against another, each in checkouts that only their setup and samples ever ran
 * in. Every batch is recorded before the next begins; batches that an earlier process recorded are
 * not measured again.
 */
export async function measureTrees(run: RunContext, pair: TreePair): Promise<Measurement> {
  const recorded = recordedSamples(run, pair.key);
  const failed = run.store.eventByKey(run.run, failureKey(pair.key));
  if (failed !== null) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below, and hashed
    const failure = failed.data as unknown as SampleFailure;
    return { kind: 'failed', samples: recorded.samples, failure };
  }
  const plan = planOf(run, pair);
  let batches = recorded.batches;
  const seats = new Seats(run, pair);
  const tools: MeasureTools = {
    runner: run.machine.runner,
    signal: run.signal,
    scratch: run.machine.scratch,
    recorded: recorded.samples,
    beforeBatch: ({ half }: Batch) => seats.place(half),
    seatOf: ({ name }) => seats.of(name),
    onBatch: (samples) => {
      const blob = run.store.putBlob(JSON.stringify(samples));
      const key = batchKey(pair.key, batches);
      run.store.appendEvent(run.run, { type: 'samples', key, data: { blob } });
      batches += 1;
    },
    onProgress: run.hooks.onProgress,
  };
  const measurement = await measuredIn(seats, () => measure(plan, tools));
  if (measurement.kind === 'failed') {
    recordFailure(run, pair.key, measurement.failure);
  }
  return measurement;
}

async function measuredIn(seats: Seats, work: () => Promise<Measurement>): Promise<Measurement> {
  try {
    return await work();
  } finally {
    await seats.close();
  }
}

function recordFailure(run: RunContext, key: string, failure: SampleFailure): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- plain data without undefined
  const data = failure as unknown as Json;
  run.store.appendEvent(run.run, { type: 'measurement.failed', key: failureKey(key), data });
}

function failureKey(key: string): string {
  return `${key}/failed`;
}

/** All samples that the journal holds under a key, in order. */
export function recordedSamples(
  run: Pick<RunContext, 'store' | 'run'>,
  key: string,
): { readonly samples: Sample[]; readonly batches: number } {
  const samples: Sample[] = [];
  let batches = 0;
  for (;;) {
    const event = run.store.eventByKey(run.run, batchKey(key, batches));
    if (event === null) {
      return { samples, batches };
    }
    samples.push(...samplesIn(run, event.data));
    batches += 1;
  }
}

function samplesIn(run: Pick<RunContext, 'store'>, data: unknown): Sample[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by onBatch
  const { blob } = data as { blob: string };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same
  return JSON.parse(new TextDecoder().decode(run.store.getBlob(blob))) as Sample[];
}

function batchKey(key: string, index: number): string {
  return `${key}/batch/${index}`;
}

function planOf(run: RunContext, pair: TreePair): MeasurePlan {
  const plan = planFor(
    {
      metric: pair.claimed,
      seed: run.started.seed,
      warmups: WARMUPS,
      pairsMax: run.started.pairsMax,
      timeLimitMs: run.started.timeLimitMs,
      timeoutMs: pair.benchmark.timeoutMs,
      output: pair.benchmark.output,
      ignoreFailure: false,
      prepare: null,
      cleanup: null,
      stdinPath: null,
    },
    {
      benchmark: pair.key,
      base: sideOf(run, pair, pair.base, 0),
      candidates: [sideOf(run, pair, pair.candidate, 1)],
      metrics: pair.benchmark.metrics,
    },
  );
  return { ...plan, stopping: pair.stopping, confirmIn: pair.confirmIn };
}

/** Side 0 is in place 0 in the first half and in place 1 in the second; side 1 the other way. */
function sideOf(run: RunContext, pair: TreePair, tree: NamedTree, side: 0 | 1): Side {
  const benchmark = tree.under?.benchmark ?? pair.benchmark;
  const at = (place: number): string => join(run.bench.place(place), benchmark.cwd);
  const env = privateEnvironment(userEnvironment(process.env), privateFolder(run, side));
  return {
    name: tree.name,
    run: benchmark.run,
    cwd: [at(side), at(1 - side)],
    env: { ...env, ...benchmark.env },
  };
}

function privateFolder(run: RunContext, side: 0 | 1): string {
  return join(run.bench.root, `private-${side}`);
}

/** The seats of both sides in the half that is being measured. */
class Seats {
  readonly #run: RunContext;
  readonly #pair: TreePair;
  #half: 0 | 1 | null = null;
  #open = new Map<string, OpenSeat>();

  constructor(run: RunContext, pair: TreePair) {
    this.#run = run;
    this.#pair = pair;
  }

  /** Makes both places ready for a half; nothing to do when they are. */
  async place(half: 0 | 1): Promise<void> {
    if (this.#half === half) {
      return;
    }
    await this.close();
    const [run, pair] = [this.#run, this.#pair];
    for (const [side, tree] of ([pair.base, pair.candidate] as const).entries()) {
      const seat = await takeSeat(run, {
        place: half === 0 ? side : 1 - side,
        key: buildKey(run, pair, tree),
        build: (folder) => buildFor(run, pair, tree, folder),
        privateFolder: privateFolder(run, side === 0 ? 0 : 1),
      });
      this.#open.set(tree.name, seat);
    }
    await inParallel([...this.#open.values()], (seat) => seat.open());
    this.#half = half;
  }

  of(name: string): OpenSeat {
    const seat = this.#open.get(name);
    assert(seat !== undefined, 'both sides are seated before a batch');
    return seat;
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    this.#half = null;
    await inParallel(open, (seat) => seat.close());
  }
}

/** Starting and ending runners costs more than the builds often do; nothing is measured then. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const ended = await Promise.allSettled(items.map(work)); // all, so that none is left open
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    throw failed.reason;
  }
}

/**
 * Holdout inputs are made inside the checkout, so such a build is one of its own; so is each
 * proposal's, while the base's is shared by all.
 */
function buildKey(
  run: RunContext,
  pair: TreePair,
  tree: NamedTree,
): { tree: string; setup: string } {
  const setup = sha256(canonicalJson([tree.under?.setup ?? run.suite.setup, pair.generate]));
  return { tree: tree.tree, setup };
}

async function buildFor(
  run: RunContext,
  pair: TreePair,
  tree: NamedTree,
  folder: string,
): Promise<void> {
  const { repository, objectsDir } = run;
  const setup = tree.under?.setup ?? run.suite.setup;
  const source = { repository, tree: tree.tree, name: tree.name, objectsDir };
  const { setupTimeoutMs: timeoutMs } = run.suite;
  freshFolder(folder);
  await withBuildRoom(run, { tree: tree.tree, folder }, (room) =>
    room.within('setup', async (shared) => {
      const context = { ...shared, timeoutMs };
      await buildCheckout(source, folder, setup, context);
      const commands = pair.generate === null ? [] : [pair.generate];
      const input = await runCommands(commands, folder, `The input of ${pair.key}`, context);
      if (input.kind === 'failed') {
        throw new HoneError('E_COMMAND', input.reason);
      }
    }),
  );
}
