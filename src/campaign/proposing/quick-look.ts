import type { QuickLook } from '../../agent/index.ts';
import { assert, HoneError, ownField } from '../../base/index.ts';
import { changeText } from '../../gates/index.ts';
import { diffOf, type Repository, type WorkClone } from '../../git/index.ts';
import type { MetricResult, Suite } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { Hooks } from '../hooks.ts';
import { judgeTogether } from '../judge-measurement.ts';
import { placementClaimedBy } from '../measure-plan.ts';
import { sampleFailureText } from '../sample-error.ts';
import { collectedFrom } from '../try/collected.ts';
import { currentSuite } from '../try/frozen-suite.ts';
import { claimedMetric, confirmationOnly, measuredFrom } from '../try/measured-proposal.ts';
import { measureTrees } from '../try/measure-trees.ts';
import type { RunContext } from '../try/run-context.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { startedOn } from '../try/started.ts';
import { examined, restoreFrozen } from '../try/trial.ts';
import { withRunContext } from '../try/with-run-context.ts';

/** What a proposer works on, and what it is compared with. */
export interface QuickLookPlace {
  readonly repository: Repository;
  readonly store: Store;
  readonly suite: Suite;
  /** Of the suite that the run began with. */
  readonly suiteHash: string;
  readonly clone: WorkClone;
  /** What the clone was made from. */
  readonly base: { readonly commit: string; readonly tree: string };
  readonly objectsDir: string;
  readonly seed: number;
  /** Of the proposal, for people. */
  readonly name: string;
  readonly hooks: Hooks;
}

/** Pairs of a quick look: enough to see a large change, and too few to prove a small one. */
const PAIRS = 12;

/** Time for all of them, builds not counted. */
const MEASURE_MS_MAX = 60_000;

/**
 * Longest wait for the machine. A proposer never holds it, and nobody who holds it waits for a
 * proposer, so the holder goes on meanwhile; with the bound, neither could ever wait for good.
 */
const LOCK_WAIT_MS_MAX = 5 * 60_000;

/**
 * Quick looks at a clone while somebody works in it: a few pairs on one benchmark, contained and
 * one at a time on the machine like every measurement, in a run of its own that nothing decides by.
 * Holdouts can't be named, and their seed is drawn anew. What would be refused unseen (out of
 * scope, a rule against cheats) is refused here too, so that none of its code runs.
 *
 * @returns undefined for a suite without benchmarks
 */
export function quickLookAt(place: QuickLookPlace): QuickLook | undefined {
  const { suite } = place;
  const targeted = new Set(suite.targets.map(({ benchmark }) => benchmark));
  const ids = suite.benchmarks.map(({ id }) => id);
  const benchmarks = [
    ...ids.filter((id) => targeted.has(id)),
    ...ids.filter((id) => !targeted.has(id)),
  ];
  return benchmarks.length === 0
    ? undefined
    : { benchmarks, measure: (benchmark, signal) => look(place, benchmark, signal) };
}

/** @throws HoneError E_SUITE_CHANGED, E_BUSY, E_REPOSITORY when the clone is damaged */
async function look(
  place: QuickLookPlace,
  benchmark: string,
  signal: AbortSignal,
): Promise<string> {
  const { repository, store, clone, base, objectsDir, seed, name, hooks } = place;
  const { tree } = await diffOf(clone, base.commit, { objectsDir, signal });
  if (tree === base.tree) {
    return 'The folder is as it was in the beginning, so there is nothing to measure yet.';
  }
  const current = await currentSuite(repository, base.tree, signal);
  if (current.manifest.hash !== place.suiteHash) {
    throw new HoneError(
      'E_SUITE_CHANGED',
      'The suite in the working tree is not the one that this run began with. Put it back.',
    );
  }
  const started = startedOn(current, store, {
    base: { ...base, branch: null },
    seed,
    keep: false,
    proposals: [],
    pairsMax: PAIRS,
    timeLimitMs: MEASURE_MS_MAX,
  });
  const found = await collectedFrom(tree, name, { repository, base, objectsDir, signal });
  const { refusal } = examined(found, { suite: current.read.suite, started });
  if (refusal !== null) {
    return `Not measured: as it is now it would be refused. ${refusal}`;
  }
  const run = runIdNow();
  const lease = store.acquireRun(run, { purpose: `quick look at ${name}`, expect: 'new' });
  try {
    const data = JSON.parse(JSON.stringify(started));
    store.appendEvent(run, { type: 'quick-look.started', key: 'measuring', data });
    hooks.onStage(`${name}: a quick look at ${benchmark}`);
    return await withRunContext(
      { repository, store, run, started },
      { signal, hooks: { ...hooks, onProgress: () => {} }, lockWaitMsMax: LOCK_WAIT_MS_MAX },
      (context) => lookAtTree(context, { tree, benchmark }),
    );
  } finally {
    lease.release();
  }
}

async function lookAtTree(
  run: RunContext,
  what: { readonly tree: string; readonly benchmark: string },
): Promise<string> {
  const benchmark = run.suite.benchmarks.find(({ id }) => id === what.benchmark);
  assert(benchmark !== undefined, 'only benchmarks of the suite are offered');
  const claimed = claimedMetric(run, benchmark);
  const base = { name: 'base', tree: run.started.base.tree };
  const candidate = { name: 'folder', tree: await restoreFrozen(run, what.tree) };
  const measurement = await measureTrees(run, {
    key: `quick-look/${benchmark.id}`,
    base,
    candidate,
    benchmark,
    claimed,
    stopping: confirmationOnly(run, 1, PAIRS),
    confirmIn: placementClaimedBy(claimed),
    generate: null,
  });
  if (measurement.kind === 'failed') {
    const said = sampleFailureText(measurement.failure, { base: 'base', flags: false });
    return `${benchmark.id} could not be measured: ${said}`;
  }
  const measured = measuredFrom(measurement, { base, candidate, benchmark, claimed });
  const [judged] = judgeTogether([measured]);
  const metrics = judged?.get(candidate.name)?.metrics ?? {};
  const own = ownField(metrics, claimed.name);
  const others = Object.entries(metrics).filter(([name]) => name !== claimed.name);
  return [
    `Indicative only, never evidence: a quick look at ${benchmark.id}, your folder against its ` +
      'base.',
    ...(own === undefined ? ['It gave no number.'] : [lineOf(claimed.name, own)]),
    ...others.map(([name, result]) => lineOf(name, result)),
    'Tests were not run, and no other input was tried. What counts is measured again when you ' +
      'are done: on fresh samples, on every benchmark, with the tests, and on inputs that nobody ' +
      'has seen.',
  ].join('\n');
}

function lineOf(name: string, result: MetricResult): string {
  const { pairs, direction } = result;
  return `- ${name} (${direction} is better): ${changeText(result)}, ${pairs.confirmation} pairs`;
}
