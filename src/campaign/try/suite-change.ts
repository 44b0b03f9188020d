import { HoneError, ownField } from '../../base/index.ts';
import { openRepository, replaceInTree, resolveRevision } from '../../git/index.ts';
import { type Benchmark, type MetricResult, parseRunId, type Suite } from '../../model/index.ts';
import { type FreezeManifest, manifestDiff, parseConfig } from '../../suite/index.ts';
import { randomSeed } from '../command-rows.ts';
import {
  OLD_SUITE,
  type RecordedSuiteChange,
  SUITE_MEASURING_TYPE,
} from '../history/recorded-start.ts';
import { placementClaimedBy } from '../measure-plan.ts';
import { judgeTogether } from '../judge-measurement.ts';
import { refuseDirt } from './clean-tree.ts';
import { type CurrentSuite, currentSuite, freeze, lastFrozen, SUITE_KEY } from './frozen-suite.ts';
import { claimedMetric, confirmationOnly, measuredFrom } from './measured-proposal.ts';
import { measureTrees } from './measure-trees.ts';
import { openSubjectStore, type TryContext } from './run-try.ts';
import type { RunContext } from './run-context.ts';
import { startedOn } from './started.ts';
import { runIdNow } from './run-id-now.ts';
import { withRunContext } from './with-run-context.ts';

/** What a change of the suite does to one benchmark's baseline. */
export interface BaselineEffect {
  readonly benchmark: string;
  /** New suite against old, on the same code; null for a benchmark that only one of them has. */
  readonly result: MetricResult | null;
  readonly text: string;
}

/** What a person is asked to agree to. */
export interface SuiteChange {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly string[];
  readonly effects: readonly BaselineEffect[];
}

/** How the change is agreed to. */
export interface SuiteChangeOptions {
  readonly folder: string;
  readonly reason: string;
  /** Asked with the whole change; 'flag --yes' and 'person' both agree and are recorded as such. */
  readonly agree: (change: SuiteChange) => Promise<'person' | 'flag --yes' | 'no'>;
}

/** Share of the pairs of a verdict for the effect on one baseline. */
const EFFECT_SHARE = 0.3;

/**
 * Changes the frozen suite: shows exactly what differs and what it does to the baselines, asks, and
 * records the new suite with the reason, the effects and who agreed.
 *
 * @returns null when nothing changed; `agreed` says whether the new suite counts now
 * @throws HoneError E_NOT_FOUND when no suite was frozen yet, E_DIRTY_TREE, E_COMMAND
 */
export async function changeSuite(
  options: SuiteChangeOptions,
  context: TryContext,
): Promise<{ readonly change: SuiteChange; readonly agreed: boolean } | null> {
  const repository = await openRepository(options.folder, { signal: context.signal });
  refuseDirt(repository);
  const store = await openSubjectStore(repository);
  try {
    const last = lastFrozen(store);
    if (last === null) {
      throw new HoneError(
        'E_NOT_FOUND',
        'No suite was frozen here yet, so edit it freely. The first "hone try" freezes it.',
      );
    }
    const base = await resolveRevision(repository, 'HEAD', { signal: context.signal });
    const current = await currentSuite(repository, base.tree, context.signal);
    if (last.hash === current.manifest.hash) {
      return null;
    }
    const run = runIdNow();
    store.acquireRun(run, { purpose: 'hone suite change', expect: 'new' });
    const started = startedOn(current, store, {
      base: { commit: base.commit, tree: base.tree, branch: repository.head.branch },
      seed: randomSeed(),
      keep: false,
      proposals: [],
      pairsMax: null,
      timeLimitMs: null,
    });
    const effects = await withRunContext({ repository, store, run, started }, context, (ctx) =>
      effectsOf(ctx, last, current),
    );
    const changes = manifestDiff(last, current.manifest);
    const change = { from: last.hash, to: current.manifest.hash, changes, effects };
    const answer = await options.agree(change);
    if (answer === 'no') {
      const data = JSON.parse(JSON.stringify({ change, reason: options.reason }));
      store.appendEvent(run, { type: 'suite.refused', key: null, data });
      return { change, agreed: false };
    }
    const data = JSON.parse(JSON.stringify(change));
    store.appendEvent(run, { type: 'suite.change', key: 'change', data });
    freeze(store, run, current, { reason: options.reason, by: answer });
    return { change, agreed: true };
  } finally {
    store.close();
  }
}

/** Measures the same code under the old suite and under the new one. */
async function effectsOf(
  run: RunContext,
  last: FreezeManifest,
  current: CurrentSuite,
): Promise<BaselineEffect[]> {
  const old = oldSuite(run, last);
  const options = { objectsDir: run.objectsDir, signal: run.signal };
  const oldTree = await replaceInTree(
    run.repository,
    run.started.base.tree,
    last.files.map(({ path, mode, oid }) => ({ path, entry: { mode, oid } })),
    options,
  );
  if (old !== null) {
    recordStart(run, { configBlob: old.config, suiteHash: last.hash, tree: oldTree });
  }
  const now = current.read.suite.benchmarks;
  const effects: BaselineEffect[] = [];
  for (const benchmark of now) {
    const before = old?.suite.benchmarks.find((one) => one.id === benchmark.id);
    effects.push(
      old === null || before === undefined
        ? { benchmark: benchmark.id, result: null, text: 'new: it has no baseline yet' }
        : await effectOn(run, { suite: old.suite, tree: oldTree, benchmark: before }, benchmark),
    );
  }
  const gone = (old?.suite.benchmarks ?? []).filter(({ id }) => !now.some((one) => one.id === id));
  return [
    ...effects,
    ...gone.map(({ id }) => ({ benchmark: id, result: null, text: 'removed with its baseline' })),
  ];
}

/** The suite that was frozen, with the blob that its text is kept in. */
interface OldSuite {
  readonly suite: Suite;
  readonly config: string;
}

/** What the history needs to know of the numbers that follow. */
function recordStart({ started, store, run }: RunContext, old: RecordedSuiteChange['old']): void {
  const { base, configBlob, suiteHash } = started;
  const start: RecordedSuiteChange = { base, configBlob, suiteHash, old };
  const data = JSON.parse(JSON.stringify(start));
  store.appendEvent(run, { type: SUITE_MEASURING_TYPE, key: 'measuring', data });
}

async function effectOn(
  run: RunContext,
  old: { readonly suite: Suite; readonly tree: string; readonly benchmark: Benchmark },
  benchmark: Benchmark,
): Promise<BaselineEffect> {
  const base = {
    name: OLD_SUITE,
    tree: old.tree,
    under: { setup: old.suite.setup, benchmark: old.benchmark },
  };
  const candidate = { name: 'new suite', tree: run.started.base.tree };
  const claimed = claimedMetric(run, benchmark);
  const measurement = await measureTrees(run, {
    key: `effect/${benchmark.id}`,
    base,
    candidate,
    benchmark: { ...benchmark, output: { kind: 'ignore' } },
    claimed,
    stopping: confirmationOnly(run, EFFECT_SHARE),
    confirmIn: placementClaimedBy(claimed),
    generate: null,
  });
  if (measurement.kind === 'failed') {
    const text = `could not be measured under the ${measurement.failure.side}`;
    return { benchmark: benchmark.id, result: null, text };
  }
  const sides = { base, candidate, benchmark, claimed };
  const [judged] = judgeTogether([measuredFrom(measurement, sides)]);
  const metrics = judged?.get(candidate.name)?.metrics ?? {};
  const result = ownField(metrics, claimed.name) ?? null;
  const ratio = result?.ratio ?? null;
  const text =
    ratio === null
      ? 'no number: too few pairs'
      : `new / old = ${shown(ratio.estimate)} (${shown(ratio.lo)} to ${shown(ratio.hi)})`;
  return { benchmark: benchmark.id, result, text };
}

function shown(ratio: number): string {
  return ratio.toFixed(3);
}

/** The suite that was frozen, or null when this version can't read it any more. */
function oldSuite(run: RunContext, last: FreezeManifest): OldSuite | null {
  for (const summary of run.store.runs().toReversed()) {
    const event = run.store.eventByKey(parseRunId(summary.run), SUITE_KEY);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by freeze
    const data = event?.data as unknown as { manifest: FreezeManifest; config: string } | undefined;
    if (data !== undefined && data.manifest.hash === last.hash) {
      const text = new TextDecoder().decode(run.store.getBlob(data.config));
      const parsed = parseConfig(text, 'hone.yaml');
      return parsed.kind === 'ok' ? { suite: parsed.suite, config: data.config } : null;
    }
  }
  return null;
}
