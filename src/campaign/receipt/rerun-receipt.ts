import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { at, HoneError, ownField } from '../../base/index.ts';
import { listTree, openRepository, type Repository, resolveRevision } from '../../git/index.ts';
import type {
  Decision,
  MetricResult,
  RatioEstimate,
  Receipt,
  ReceiptProposal,
  RerunProposal,
} from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { freezeManifest } from '../../suite/index.ts';
import { randomSeed } from '../command-rows.ts';
import { judgeTogether } from '../judge-measurement.ts';
import { placementClaimedBy } from '../measure-plan.ts';
import { suiteFrom } from '../read-suite.ts';
import { clearancesOf } from '../try/clearances.ts';
import { decideAll, type Trial } from '../try/decisions.ts';
import {
  claimedMetric,
  confirmationOnly,
  measuredFrom,
  measureProposal,
} from '../try/measured-proposal.ts';
import { measureTrees } from '../try/measure-trees.ts';
import type { RunContext } from '../try/run-context.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { openSubjectStore, type TryContext } from '../try/run-try.ts';
import type { Started } from '../try/started.ts';
import { buildAndTest, checkProposal } from '../try/trial.ts';
import { withRunContext } from '../try/with-run-context.ts';
import { ownText } from './check-body.ts';
import { sha256Of } from './receipt-body.ts';

/** What measuring again found. */
export interface Rerun {
  readonly run: string;
  readonly proposals: readonly RerunProposal[];
}

/** Key of the first event of a run that only measures; such runs are not listed as trials. */
const MEASURING_KEY = 'measuring';

/**
 * Measures every kept proposal of a receipt again, on this machine and with fresh seeds, in a clone
 * of the subject that has the base commit: same base, same suite, the diffs as they are in the
 * receipt. It runs code out of the receipt, so it should have been checked before.
 *
 * @throws HoneError E_NOT_FOUND without the base commit, E_SUITE_CHANGED when the suite there is
 *   another one, E_COMMAND when the base does not work here; E_BUSY, E_DISK, E_INTERRUPTED
 */
export async function rerunReceipt(
  receipt: Receipt,
  folder: string,
  context: TryContext,
): Promise<Rerun> {
  const repository = await openRepository(folder, { signal: context.signal });
  const configText = await requireSameSubject(receipt, repository, context.signal);
  const kept = receipt.proposals.filter(({ decision }) => decision.decision === 'kept');
  const store = await openSubjectStore(repository);
  try {
    const run = runIdNow();
    const lease = store.acquireRun(run, { purpose: 'hone receipt verify --rerun', expect: 'new' });
    const started = startedAgain(receipt, store, configText);
    const data = JSON.parse(JSON.stringify({ ...started, receipt: receipt.journal.head }));
    store.appendEvent(run, { type: 'receipt.rerun', key: MEASURING_KEY, data });
    const drive = { repository, store, run, started };
    const proposals = await withRunContext(drive, context, (ctx) => measureAgain(ctx, kept));
    store.appendEvent(run, {
      type: 'receipt.rerun-ended',
      key: 'rerun-ended',
      data: JSON.parse(JSON.stringify(proposals)),
    });
    lease.release();
    return { run, proposals };
  } finally {
    store.close();
  }
}

/** @returns the text of hone.yaml */
async function requireSameSubject(
  receipt: Receipt,
  repository: Repository,
  signal: AbortSignal,
): Promise<string> {
  const { commit, subject, suiteHash } = receipt;
  const base = await resolveRevision(repository, commit, { signal });
  if (base.tree !== subject.tree) {
    throw new HoneError(
      'E_REPOSITORY',
      `The commit ${commit} has the tree ${base.tree} here and ${subject.tree} in the receipt.`,
    );
  }
  const configText = ownText(receipt, subject.suite.configHash) ?? '';
  const { suite } = suiteFrom(configText, "the receipt's hone.yaml");
  const entries = await listTree(repository, base.tree, { signal });
  const files = entries.map(({ path, mode, oid }) => ({ path, mode, oid }));
  const { hash } = freezeManifest({ suite, configText, files, sha256: sha256Of });
  if (hash !== suiteHash) {
    throw new HoneError(
      'E_SUITE_CHANGED',
      `The suite of the receipt (${suiteHash.slice(0, 12)}) is not the one that its hone.yaml ` +
        `freezes in ${commit.slice(0, 10)} here (${hash.slice(0, 12)}), so it can't be measured ` +
        `again.`,
    );
  }
  return configText;
}

/**
 * The same limits and the same clearances of what looked suspicious, but seeds of its own: a result
 * that holds does not hang on them.
 */
function startedAgain(receipt: Receipt, store: Store, configText: string): Started {
  const { suite } = receipt.subject;
  return {
    base: { commit: receipt.commit, tree: receipt.subject.tree, branch: receipt.subject.branch },
    seed: randomSeed(),
    holdoutSeed: randomSeed(),
    keep: false,
    configBlob: store.putBlob(configText),
    suiteHash: receipt.suiteHash,
    frozen: suite.files.map(({ path }) => path),
    frozenGlobs: suite.frozenGlobs,
    proposals: [],
    pairsMax: receipt.settings.pairsMax,
    timeLimitMs: receipt.settings.timeLimitMs,
    judges: [],
    clearances: receipt.proposals.flatMap(({ name, decision: { clearance } }) =>
      clearance?.verdict === 'honest'
        ? [{ proposal: name, by: `${clearance.by}, by the receipt`, reason: clearance.reason }]
        : [],
    ),
  };
}

async function measureAgain(
  run: RunContext,
  kept: readonly ReceiptProposal[],
): Promise<RerunProposal[]> {
  await requireBase(run);
  const trials: Trial[] = [];
  for (const [index, proposal] of kept.entries()) {
    const { name } = proposal;
    const path = join(run.machine.scratch, `proposal-${index}.patch`);
    writeFileSync(path, proposal.diff?.text ?? '');
    const checked = await checkProposal(run, { name, source: { kind: 'patch', path } });
    const passed = checked.tests?.kind === 'passed' && checked.tree === proposal.measuredTree;
    const measured = passed ? await measureProposal(run, { name, tree: checked.tree ?? '' }) : null;
    trials.push({ name, checked, measured });
  }
  const cleared = await clearancesOf(run, trials, decideAll(run, trials));
  const decisions = decideAll(run, trials, cleared);
  const outcomes: RerunProposal[] = [];
  for (const [index, proposal] of kept.entries()) {
    const { tree } = at(trials, index).checked;
    outcomes.push(
      tree !== null && tree !== proposal.measuredTree
        ? otherTree(proposal, tree)
        : rerunOutcome(proposal.decision, await settled(run, proposal, at(decisions, index))),
    );
  }
  return outcomes;
}

/** @throws HoneError E_COMMAND when the subject does not work on this machine */
async function requireBase(run: RunContext): Promise<void> {
  run.hooks.onStage('Building the base and running its tests');
  const { build, tests } = await buildAndTest(run, run.started.base.tree, 'the base');
  const failed = [build, tests].find((outcome) => outcome?.kind === 'failed');
  if (failed?.kind === 'failed') {
    throw new HoneError(
      'E_COMMAND',
      `The suite fails on the base itself on this machine, so it can't judge. ${failed.reason}`,
    );
  }
}

/**
 * Where screening saw nothing there is no number, which can mean that the gain is not there or that
 * the machine is too noisy. A confirmation in full size tells which.
 */
async function settled(
  run: RunContext,
  { name, measuredTree, decision }: ReceiptProposal,
  here: Decision,
): Promise<Decision> {
  const { benchmark: id, metric } = placeOf(decision);
  const benchmark = run.suite.benchmarks.find((one) => one.id === id);
  const result = resultAt(here, id, metric);
  const isOpen = here.check === 'faster' && result?.ratio === null;
  if (!isOpen || benchmark === undefined || measuredTree === null || metric === null) {
    return here;
  }
  const claimed = claimedMetric(run, benchmark);
  const sides = {
    base: { name: 'base', tree: run.started.base.tree },
    candidate: { name, tree: measuredTree },
  };
  run.hooks.onStage(`${name}: looking closer at ${benchmark.id}`);
  const measurement = await measureTrees(run, {
    key: `settle/${name}/${benchmark.id}`,
    ...sides,
    benchmark,
    claimed,
    stopping: confirmationOnly(run, 1),
    confirmIn: placementClaimedBy(claimed),
    generate: null,
  });
  if (measurement.kind === 'failed') {
    return here;
  }
  const [judged] = judgeTogether([measuredFrom(measurement, { ...sides, benchmark, claimed })]);
  const metrics = judged?.get(name)?.metrics ?? {};
  const ratio = ownField(metrics, metric)?.ratio ?? null;
  const seen = ratio === null ? '' : ` Looked at closer, new / old is ${ratioText(ratio)}.`;
  return {
    ...here,
    metrics: { ...here.metrics, [benchmark.id]: metrics },
    reason: `${here.reason}${seen}`,
  };
}

function ratioText({ estimate, lo, hi }: RatioEstimate): string {
  return `${estimate.toFixed(3)} (${lo.toFixed(3)} to ${hi.toFixed(3)})`;
}

function otherTree({ name, measuredTree, decision }: ReceiptProposal, tree: string): RerunProposal {
  return {
    proposal: name,
    outcome: 'fails',
    ...placeOf(decision),
    there: null,
    here: null,
    overlaps: null,
    decision: null,
    text:
      `The diff in the receipt makes the tree ${tree.slice(0, 10)} out of the base, and ` +
      `${(measuredTree ?? '').slice(0, 10)} was measured: it is not the diff of that result.`,
  };
}

/**
 * Whether a kept gain holds here: what is kept here too, does. What is refused here does not,
 * unless the numbers can't tell it from the gain that was claimed, or it is too large to believe.
 * That the intervals of a gain lie apart is said, but it may well be another one elsewhere.
 *
 * @param there - the decision of the receipt, which kept it
 * @param here - the decision of the run on this machine
 */
export function rerunOutcome(there: Decision, here: Decision): RerunProposal {
  const { benchmark, metric } = placeOf(there);
  const before = resultAt(there, benchmark, metric)?.ratio ?? null;
  const after = resultAt(here, benchmark, metric);
  const ratio = after?.ratio ?? null;
  const overlaps = before === null || ratio === null ? null : overlap(before, ratio);
  const outcome = outcomeFrom(here, after, overlaps);
  const apart = overlaps === false ? ' The interval lies apart from that in the receipt.' : '';
  return {
    proposal: there.proposal,
    outcome,
    benchmark,
    metric,
    there: before,
    here: ratio,
    overlaps,
    decision: here.decision,
    text: `${OUTCOME_WORDS[outcome]}: ${here.reason}${apart}`,
  };
}

const OUTCOME_WORDS: Readonly<Record<RerunProposal['outcome'], string>> = {
  holds: 'It holds here',
  fails: 'It does not hold here',
  inconclusive: 'It can neither be confirmed nor refuted here',
};

function outcomeFrom(
  here: Decision,
  after: MetricResult | null,
  overlaps: boolean | null,
): RerunProposal['outcome'] {
  switch (here.decision) {
    case 'kept':
      return 'holds';
    case 'needs-person':
      return 'inconclusive';
    case 'rejected': {
      const isOpen = after === null || after.verdict === 'inconclusive';
      return here.check === 'faster' && isOpen && overlaps !== false ? 'inconclusive' : 'fails';
    }
  }
}

function placeOf(decision: Decision): { benchmark: string | null; metric: string | null } {
  const { headline } = decision;
  return { benchmark: headline?.benchmark ?? null, metric: headline?.metric ?? null };
}

function resultAt(
  decision: Decision,
  benchmark: string | null,
  metric: string | null,
): MetricResult | null {
  const metrics = benchmark === null ? undefined : ownField(decision.metrics, benchmark);
  return metric === null ? null : (ownField(metrics, metric) ?? null);
}

function overlap(left: RatioEstimate, right: RatioEstimate): boolean {
  return left.lo <= right.hi && right.lo <= left.hi;
}
