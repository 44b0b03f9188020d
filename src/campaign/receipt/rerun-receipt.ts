import { HoneError } from '../../base/index.ts';
import { listTree, openRepository, type Repository, resolveRevision } from '../../git/index.ts';
import type { Receipt, RerunProposal } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { freezeManifest } from '../../suite/index.ts';
import { randomSeed } from '../command-rows.ts';
import { suiteFrom } from '../read-suite.ts';
import type { RunContext } from '../try/run-context.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { openSubjectStore, type TryContext } from '../try/run-try.ts';
import type { Started } from '../try/started.ts';
import { buildAndTest } from '../try/trial.ts';
import { withRunContext } from '../try/with-run-context.ts';
import { ownText } from './check-body.ts';
import { measureAgain } from './measure-again.ts';
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
 * receipt, each on what it was decided on. It runs code out of the receipt, so it should have been
 * checked before.
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
    const proposals = await withRunContext(drive, context, async (ctx) => {
      await requireBase(ctx);
      return measureAgain(ctx, kept);
    });
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
