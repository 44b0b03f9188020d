import { join, relative } from 'node:path';

import { canonicalJson, HoneError, systemClock } from '../base/index.ts';
import {
  type Batch,
  measure,
  type MeasurePlan,
  type Side,
  userEnvironment,
} from '../bench/index.ts';
import {
  listTree,
  openRepository,
  type Repository,
  resolveRevision,
  type Revision,
} from '../git/index.ts';
import {
  type Benchmark,
  COMPARE_SCHEMA,
  type Command,
  type CompareResult,
  type Metric,
  type Sample,
} from '../model/index.ts';
import { buildCheckout } from './build-checkout.ts';
import { cacheFolderFor } from './cache-folder.ts';
import type { CompareRevisionsOptions } from './compare-options.ts';
import { type CompareWitness, openWitness, witnessed } from './compare-witness.ts';
import { recordCompare } from './history/record-compare.ts';
import type { Hooks } from './hooks.ts';
import { judgeTogether, type Measured } from './judge-measurement.ts';
import { SETUP_TIMEOUT_MS } from './limits.ts';
import { loadNotes } from './load-note.ts';
import { type Machine, takeMachine } from './machine.ts';
import { planFor } from './measure-plan.ts';
import { readSuite, refuseMissingFiles, sha256 } from './read-suite.ts';
import { sampleError } from './sample-error.ts';
import { warnOfSubmodules } from './warn-of-submodules.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

/** A revision to measure under the name that the user gave it. */
interface Entry {
  readonly name: string;
  readonly revision: Revision;
}

/** What all rows of one comparison share. */
interface Shared {
  readonly options: CompareRevisionsOptions;
  readonly repository: Repository;
  readonly entries: readonly Entry[];
  readonly work: Work;
  readonly machine: Machine;
  readonly bench: Workbench;
  readonly witness: CompareWitness | null;
  readonly context: { readonly signal: AbortSignal; readonly hooks: Hooks };
}

/** A benchmark with what was measured and counted of it. */
interface MeasuredRow {
  readonly benchmark: Benchmark;
  readonly measured: Measured;
  readonly counted: Parameters<typeof witnessed>[2];
}

/** What to build and run. */
interface Work {
  readonly setup: readonly Command[];
  readonly setupTimeoutMs: number;
  readonly benchmarks: readonly Benchmark[];
}

/**
 * Compares git revisions on the benchmarks of the suite, each in clean checkouts of its own.
 *
 * @throws HoneError E_NO_GIT, E_REPOSITORY, E_NOT_FOUND for revisions and benchmarks, E_CONFIG,
 *   E_COMMAND, E_OUTPUT_DIFFERS, E_INTERRUPTED
 */
export async function compareRevisions(
  options: CompareRevisionsOptions,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<CompareResult> {
  const repository = await openRepository(options.folder, { signal: context.signal });
  const work = workFor(options, repository.root);
  const entries = await resolveEntries(
    repository,
    [options.base, ...options.heads],
    context.signal,
  );
  await refuseMissing(repository, options, entries, context.signal);
  warnOfDirt(repository, options, context.hooks);
  await warnOfSubmodules(repository, context);
  const machine = await takeMachine(`hone compare in ${repository.root}`, context);
  try {
    const bench = openWorkbench(cacheFolderFor(repository.root));
    const env = userEnvironment(process.env);
    const witness = await openWitness(options.witness, machine, env, context);
    const shared = { options, repository, entries, work, machine, bench, witness, context };
    const rows: MeasuredRow[] = [];
    for (const benchmark of work.benchmarks) {
      rows.push(await measureBenchmark(shared, benchmark));
    }
    bench.trim();
    const result = resultFrom(shared, rows);
    await recordResult(shared, result);
    return result;
  } finally {
    await machine.close();
  }
}

/** Of the base alone: what a head lacks, its own run says. */
async function refuseMissing(
  repository: Repository,
  options: CompareRevisionsOptions,
  [base]: readonly Entry[],
  signal: AbortSignal,
): Promise<void> {
  if (options.command !== null || base === undefined) {
    return;
  }
  const { text, suite } = readSuite(repository.root);
  const all = suite.benchmarks.map(({ id }) => id);
  const chosen = options.benchmarks.length > 0 ? options.benchmarks : all;
  const files = await listTree(repository, base.revision.tree, { signal });
  refuseMissingFiles(text, repository.root, { files, name: base.name }, chosen);
}

/** Only what the suite says was measured: other commands around the runs make other numbers. */
async function recordResult(shared: Shared, result: CompareResult): Promise<void> {
  const { options, repository, entries, context } = shared;
  const { command, prepare, cleanup, stdinPath, ignoreFailure } = options;
  if (ignoreFailure || [command, prepare, cleanup, stdinPath].some((own) => own !== null)) {
    return;
  }
  const sides = entries.map(({ name, revision }) => ({
    name,
    commit: revision.commit,
    tree: revision.tree,
  }));
  const missed = await recordCompare(repository, result, sides, context.signal);
  if (missed !== null) {
    context.hooks.onWarning(missed);
  }
}

async function measureBenchmark(shared: Shared, benchmark: Benchmark): Promise<MeasuredRow> {
  const { options, entries, machine, witness, context } = shared;
  const sides = entries.map((entry, index) => sideFor(shared, benchmark, entry.name, index));
  const [base, ...candidates] = sides;
  if (base === undefined || candidates.length === 0) {
    throw new HoneError('E_USAGE', 'Give a base and at least one head to compare with it.');
  }
  const claimed = claimedOf(options, benchmark);
  const settings = {
    ...options,
    metric: claimed,
    output: options.outputGiven ? options.output : benchmark.output,
    timeoutMs: options.timeoutGiven === true ? options.timeoutMs : benchmark.timeoutMs,
  };
  const plan: MeasurePlan = planFor(settings, {
    benchmark: benchmark.id,
    base,
    candidates,
    metrics: benchmark.metrics,
  });
  let half: 0 | 1 | null = null;
  const measurement = await measure(plan, {
    runner: machine.runner,
    signal: context.signal,
    scratch: machine.scratch,
    recorded: [],
    beforeBatch: async (batch: Batch) => {
      if (half !== batch.half) {
        half = batch.half;
        await placeAll(shared, batch.half);
      }
    },
    onBatch: () => undefined,
    onProgress: context.hooks.onProgress,
  });
  if (measurement.kind === 'failed') {
    throw sampleError(measurement.failure, { base: base.name, flags: 'and hone.yaml' });
  }
  const counts = witness === null ? null : await witness.count(plan, half ?? 0);
  return {
    benchmark,
    counted: witness === null || counts === null ? null : { kind: witness.kind, counts },
    measured: {
      samples: measurement.samples,
      base: base.name,
      candidates: candidates.map((side) => side.name),
      claimed,
      metrics: benchmark.metrics,
      screening: measurement.screening,
    },
  };
}

/** A metric that --metric names is what hone.yaml declares under that name, if it does. */
function claimedOf(options: CompareRevisionsOptions, benchmark: Benchmark): Metric {
  const { metric, metricGiven, minEffect } = options;
  const own = metricGiven ? benchmark.metrics.find(({ name }) => name === metric.name) : undefined;
  if (metricGiven) {
    refuseContradiction(metric, own, benchmark);
  }
  const claimed = metricGiven ? (own ?? metric) : benchmark.metrics[0];
  return minEffect === undefined ? claimed : { ...claimed, minEffect };
}

/** What flags say of a metric must not be dropped silently because hone.yaml says otherwise. */
function refuseContradiction(given: Metric, declared: Metric | undefined, { id }: Benchmark): void {
  if (declared === undefined) {
    return;
  }
  if (given.shownIn !== undefined && given.shownIn !== declared.shownIn) {
    throw new HoneError(
      'E_USAGE',
      `--unit ${given.shownIn} contradicts hone.yaml, where "${declared.name}" of ${id} is in ` +
        `${declared.shownIn ?? 'no unit'}. Leave out --unit, or correct hone.yaml.`,
    );
  }
  if (given.direction === 'higher' && declared.direction === 'lower') {
    throw new HoneError(
      'E_USAGE',
      `--higher-is-better contradicts hone.yaml, where lower is better of "${declared.name}" of ` +
        `${id}. Leave out the flag, or correct hone.yaml.`,
    );
  }
}

/** Place of an entry: they move up by one in the second half, so that base and head swap. */
function placeIndex(entryIndex: number, half: 0 | 1, count: number): number {
  return (entryIndex + half) % count;
}

function sideFor(shared: Shared, benchmark: Benchmark, name: string, index: number): Side {
  const { bench, entries } = shared;
  const at = (half: 0 | 1): string =>
    join(bench.place(placeIndex(index, half, entries.length)), benchmark.cwd);
  return {
    name,
    run: benchmark.run,
    cwd: [at(0), at(1)],
    env: { ...userEnvironment(process.env), ...benchmark.env },
  };
}

async function placeAll(shared: Shared, half: 0 | 1): Promise<void> {
  const { bench, entries, repository, work, machine, context } = shared;
  const setup = sha256(canonicalJson(work.setup));
  for (const [index, entry] of entries.entries()) {
    const key = { tree: entry.revision.tree, setup };
    await bench.put(placeIndex(index, half, entries.length), key, async (folder) => {
      context.hooks.onStage(`Building ${entry.name} (${entry.revision.commit.slice(0, 10)})`);
      await buildCheckout(
        { repository, tree: entry.revision.tree, name: entry.name },
        folder,
        work.setup,
        {
          runner: machine.runner,
          signal: context.signal,
          env: userEnvironment(process.env),
          timeoutMs: work.setupTimeoutMs,
        },
      );
    });
  }
}

function resultFrom(shared: Shared, rows: readonly MeasuredRow[]): CompareResult {
  const { options, entries, machine } = shared;
  const judged = judgeTogether(rows.map((row) => row.measured));
  const [base, ...heads] = entries;
  const environment = machine.environment();
  const load = loadNotes(environment);
  return {
    schema: COMPARE_SCHEMA,
    createdAt: systemClock.isoNow(),
    seed: options.seed,
    environment,
    comparisons: rows.map(({ benchmark, measured, counted }, index) => ({
      benchmark: benchmark.id,
      parameters: {},
      base: { name: base?.name ?? '', commit: base?.revision.commit ?? '' },
      candidates: heads.map((head) => {
        const one = judged[index]?.get(head.name) ?? { metrics: {}, notes: [] };
        const all = { ...one, notes: [...one.notes, ...load] };
        return {
          name: head.name,
          commit: head.revision.commit,
          metrics: one.metrics,
          sameOutput: wasCompared(options, benchmark),
          ...witnessed(all, { base: measured.base, candidate: head.name }, counted),
        };
      }),
    })),
    samples: rows.flatMap((row): Sample[] => [...row.measured.samples]),
  };
}

function wasCompared(options: CompareRevisionsOptions, benchmark: Benchmark): true | null {
  const rule = options.outputGiven ? options.output : benchmark.output;
  return rule.kind === 'ignore' ? null : true;
}

function workFor(options: CompareRevisionsOptions, root: string): Work {
  if (options.command !== null) {
    const benchmark: Benchmark = {
      id: 'command',
      run: options.command,
      cwd: relative(root, options.folder) || '.',
      metrics: [options.metric],
      output: { kind: 'same' },
      timeoutMs: options.timeoutMs,
      env: {},
    };
    return { setup: [], setupTimeoutMs: SETUP_TIMEOUT_MS, benchmarks: [benchmark] };
  }
  const { suite } = readSuite(root);
  const known = suite.benchmarks.map((benchmark) => benchmark.id);
  const unknown = options.benchmarks.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new HoneError(
      'E_NOT_FOUND',
      `hone.yaml has no benchmark "${unknown}". It has: ${known.join(', ')}.`,
    );
  }
  const benchmarks = suite.benchmarks.filter(
    ({ id }) => options.benchmarks.length === 0 || options.benchmarks.includes(id),
  );
  return { setup: suite.setup, setupTimeoutMs: suite.setupTimeoutMs, benchmarks };
}

async function resolveEntries(
  repository: Repository,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const name of names) {
    const taken = entries.some((entry) => entry.name === name);
    entries.push({
      name: taken ? `${name} (${entries.length + 1})` : name,
      revision: await resolveRevision(repository, name, { signal }),
    });
  }
  return entries;
}

function warnOfDirt(repository: Repository, options: CompareRevisionsOptions, hooks: Hooks): void {
  const changed = repository.dirty.tracked + repository.dirty.untracked;
  if (changed > 0 && [options.base, ...options.heads].includes('HEAD')) {
    hooks.onWarning(
      `${changed} uncommitted change(s) in ${repository.root} are not measured: HEAD is what was ` +
        `committed.`,
    );
  }
}
