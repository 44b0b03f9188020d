import { join } from 'node:path';

import { canonicalJson, userEnvironment } from '../../base/index.ts';
import { type Batch, type Evidence, evidenceOn, measure, type Side } from '../../bench/index.ts';
import type { Repository } from '../../git/index.ts';
import { type Benchmark, metricNamed, type Suite } from '../../model/index.ts';
import { buildCheckout } from '../build-checkout.ts';
import { cacheFolderFor } from '../cache-folder.ts';
import { SETTINGS_DEFAULT } from '../command-rows.ts';
import type { Hooks } from '../hooks.ts';
import type { Machine } from '../machine.ts';
import { planFor } from '../measure-plan.ts';
import { sha256 } from '../read-suite.ts';
import { sampleFailureText } from '../sample-error.ts';
import { openWorkbench } from '../workbench.ts';

/** A tree with one file in two versions, and the benchmark that both are run on. */
export interface DoubledTree {
  readonly repository: Repository;
  readonly suite: Suite;
  readonly tree: string;
  readonly benchmark: Benchmark;
  /** Path from the root. */
  readonly file: string;
  readonly once: string;
  readonly twice: string;
  readonly metric: 'wall' | 'cpu';
  /** Fresh pairs; fewer when the time is over before. */
  readonly pairs: number;
  readonly timeLimitMs: number;
  readonly seed: number;
}

/** What came out: a ratio of twice over once, or why it could not be measured. */
export type DoubledMeasurement =
  | { readonly kind: 'measured'; readonly evidence: Evidence }
  | { readonly kind: 'output-differs' }
  | { readonly kind: 'failed'; readonly reason: string };

const NAMES = ['run once', 'run twice'] as const;

/**
 * Measures the two versions against each other as `hone compare` measures revisions: each built in
 * the place where it runs, pairs in random order, sides that swap places half-way.
 *
 * @throws HoneError E_COMMAND when the setup fails, E_INTERRUPTED
 */
export async function measureDoubled(
  tree: DoubledTree,
  context: { readonly machine: Machine; readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<DoubledMeasurement> {
  const { benchmark, pairs, timeLimitMs, seed } = tree;
  const { machine, signal, hooks } = context;
  const bench = openWorkbench(cacheFolderFor(tree.repository.root));
  const claimed = metricNamed(tree.metric);
  const [base, candidate] = NAMES.map((name, index): Side => {
    const at = (half: 0 | 1): string => join(bench.place((index + half) % 2), benchmark.cwd);
    const env = { ...userEnvironment(process.env), ...benchmark.env };
    return { name, run: benchmark.run, cwd: [at(0), at(1)], env };
  });
  if (base === undefined || candidate === undefined) {
    throw new TypeError('two names make two sides');
  }
  const { output, timeoutMs } = benchmark;
  const settings = { ...SETTINGS_DEFAULT, metric: claimed, timeLimitMs, seed, output, timeoutMs };
  const row = { benchmark: benchmark.id, base, candidates: [candidate], metrics: [] };
  const usual = planFor({ ...settings, pairsMax: pairs }, row);
  // What is predicted is known, so there is nothing to screen for.
  const stopping = { ...usual.stopping, looks: [], confirmationPairs: { min: pairs, max: pairs } };
  let half: 0 | 1 | null = null;
  const measurement = await measure(
    { ...usual, stopping },
    {
      runner: machine.runner,
      signal,
      scratch: machine.scratch,
      recorded: [],
      beforeBatch: async (batch: Batch) => {
        if (half !== batch.half) {
          half = batch.half;
          await placeBoth(tree, batch.half, { bench, ...context });
        }
      },
      onBatch: () => undefined,
      onProgress: hooks.onProgress,
    },
  );
  bench.trim();
  if (measurement.kind === 'failed') {
    return measurement.failure.reason.kind === 'output-differs'
      ? { kind: 'output-differs' }
      : {
          kind: 'failed',
          reason: sampleFailureText(measurement.failure, { base: NAMES[0], flags: false }),
        };
  }
  const sides = { base: NAMES[0], candidate: NAMES[1] };
  const evidence = evidenceOn(measurement.samples, sides, claimed.name);
  return evidence === null
    ? { kind: 'failed', reason: `the time limit left too few pairs of ${benchmark.id}` }
    : { kind: 'measured', evidence };
}

async function placeBoth(
  { repository, tree, suite, file, once, twice }: DoubledTree,
  half: 0 | 1,
  context: {
    readonly bench: ReturnType<typeof openWorkbench>;
    readonly machine: Machine;
    readonly signal: AbortSignal;
    readonly hooks: Hooks;
  },
): Promise<void> {
  const { bench, machine, signal, hooks } = context;
  for (const [index, text] of [once, twice].entries()) {
    const instead = new Map([[file, text]]);
    const setup = sha256(canonicalJson({ setup: suite.setup, file, text }));
    await bench.put((index + half) % 2, { tree, setup }, async (folder) => {
      const name = `the checkout in which it is ${NAMES[index] ?? ''}`;
      hooks.onStage(`Building ${name}`);
      await buildCheckout({ repository, tree, name, instead }, folder, suite.setup, {
        runner: machine.runner,
        signal,
        env: userEnvironment(process.env),
        timeoutMs: suite.setupTimeoutMs,
      });
    });
  }
}
