import { join, resolve } from 'node:path';

import { Value } from 'typebox/value';

import { HoneError, systemClock } from '../../base/index.ts';
import {
  createBranch,
  excludeFromStatus,
  openRepository,
  type Repository,
  resolveRevision,
  type Revision,
  transferObjects,
} from '../../git/index.ts';
import {
  type Decision,
  type NoiseFloor,
  parseRunId,
  type RunId,
  TRY_SCHEMA,
  TryResult,
} from '../../model/index.ts';
import { openStore, type Store } from '../../store/index.ts';
import type { Hooks } from '../hooks.ts';
import { profileOfOtherSuite, unboundedGains } from '../profile/base-profile.ts';
import { writeReceipt } from '../receipt/write-receipt.ts';
import { refuseDirt } from './clean-tree.ts';
import { clearancesOf } from './clearances.ts';
import { namesFor } from './collected.ts';
import { decideAll, type Trial } from './decisions.ts';
import { type CurrentSuite, currentSuite, freeze, requireFrozen } from './frozen-suite.ts';
import { claimOf, measureProposal } from './measured-proposal.ts';
import { branchOf } from './kept-branch.ts';
import { noiseFloor } from './noise-floor.ts';
import { ontoBaseOf, recordOntoBase } from './onto-base.ts';
import type { ProposalSource, TryOptions } from './options.ts';
import { recordProposer } from './proposer-event.ts';
import type { RunContext } from './run-context.ts';
import { type NamedSource, type Started, startedOn } from './started.ts';
import { runIdNow } from './run-id-now.ts';
import { artifactRootOf, CONFIG_NAME, problemText, refuseMissingFiles } from '../read-suite.ts';
import { stateFolderOf } from '../state-folder.ts';
import { warnOfSubmodules } from '../warn-of-submodules.ts';
import { buildStack, measureStack, type Stack } from './stack.ts';
import { withRunContext } from './with-run-context.ts';
import { buildAndTest, type Checked, checkProposal } from './trial.ts';
import { writeRunArtifacts } from './run-artifacts.ts';
import { trusted } from './trusted.ts';

/** How a run talks and how it is stopped. */
export interface TryContext {
  readonly signal: AbortSignal;
  readonly hooks: Hooks;
  /** Called with the run's id as soon as `resumeTry` could go on with it. */
  readonly onResumable?: (run: string) => void;
}

/**
 * Judges proposals: every one goes through all checks, what passes is put on a stack, and the
 * stack is measured as a whole. Everything is recorded as it happens; `resumeTry` goes on with a
 * run that was killed.
 *
 * @throws HoneError E_CONFIG, E_NO_GIT, E_REPOSITORY, E_DIRTY_TREE, E_SUITE_CHANGED, E_COMMAND when
 *   the base itself does not build, pass its tests or run; E_NOISE, E_BUSY, E_DISK, E_INTERRUPTED
 */
export async function tryProposals(options: TryOptions, context: TryContext): Promise<TryResult> {
  if (options.proposals.length === 0) {
    throw new HoneError('E_USAGE', 'Name at least one patch or branch, or "-- COMMAND".');
  }
  const repository = await openRepository(options.folder, { signal: context.signal });
  const store = await openSubjectStore(repository);
  try {
    const subject = await readSubject(repository, options.base, context);
    const frozen = requireFrozen(store, subject.current);
    // Only now: what is refused before leaves no run behind.
    const run = options.run === null ? runIdNow() : parseRunId(options.run);
    // A run whose id was given may have been acquired before a crash, and then begins only now.
    const expect = options.run === null ? { expect: 'new' as const } : {};
    store.acquireRun(run, { purpose: 'hone try', ...expect });
    if (frozen === 'first') {
      freeze(store, run, subject.current, { reason: 'first use', by: 'first use' });
      context.hooks.onStage(`Froze the suite: ${subject.current.manifest.hash.slice(0, 12)}`);
    }
    const started = startRun(subject, store, run, options);
    return await driveRun(repository, store, run, started, context);
  } finally {
    store.close();
  }
}

/**
 * Goes on with a run that was cut short. What was recorded is not done again.
 *
 * @param wanted - the run's id or the start of it; null takes the newest unfinished run
 * @param context.takeOver - takes it from a holder on another machine, which can't be checked
 * @throws HoneError E_NOT_FOUND, E_JOURNAL when the journal is damaged, else as `tryProposals`
 */
export async function resumeTry(
  folder: string,
  wanted: string | null,
  context: TryContext & { readonly takeOver?: boolean },
): Promise<TryResult> {
  const repository = await openRepository(folder, { signal: context.signal });
  const store = await openSubjectStore(repository);
  try {
    const run = wanted === null ? newestUnfinished(store) : runNamed(store, wanted);
    const takeOver = context.takeOver ?? false;
    store.acquireRun(run, { purpose: 'hone resume', expect: 'existing', takeOver });
    const chain = store.verifyChain(run);
    if (chain.kind === 'broken') {
      throw new HoneError('E_JOURNAL', `The journal of run ${run} is damaged: ${chain.what}`);
    }
    const event = store.eventByKey(run, STARTED_KEY);
    if (event === null) {
      throw new HoneError(
        'E_JOURNAL',
        `Run ${run} was killed before it had begun, so there is nothing to resume. Start it again.`,
      );
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by startRun
    const started = event.data as unknown as Started;
    return await driveRun(repository, store, run, started, context);
  } finally {
    store.close();
  }
}

/** Key of the event that says what a run is about. */
export const STARTED_KEY = 'started';

/** Key of the step whose result is the run's result. */
const RESULT_KEY = 'result';

/** Key of the event that says that the kept branch and the files for people were written too. */
export const FINISHED_KEY = 'finished';

/** Key of the event that says that the kept commits are in the subject. */
const BRANCH_KEY = 'branch';

/** Opens the store of a subject and keeps it out of `git status`. */
export async function openSubjectStore(repository: Repository): Promise<Store> {
  const folder = await stateFolderOf(repository);
  await excludeFromStatus(repository, '/.hone/');
  const artifactRoot = artifactRootOf(repository.root);
  return openStore(folder, {
    clock: systemClock,
    ...(artifactRoot === null ? {} : { artifactRoot }),
  });
}

/** What a run is about, before it begins. */
interface SubjectNow {
  readonly repository: Repository;
  readonly base: Revision;
  readonly current: CurrentSuite;
}

async function readSubject(
  repository: Repository,
  wanted: string | null,
  context: TryContext,
): Promise<SubjectNow> {
  refuseDirt(repository);
  await warnOfSubmodules(repository, context);
  const base = await resolveRevision(repository, wanted ?? 'HEAD', { signal: context.signal });
  const current = await currentSuite(repository, base.tree, context.signal);
  const { read, files } = current;
  refuseMissingFiles(read.text, repository.root, { files, name: base.commit.slice(0, 10) });
  for (const warning of read.warnings) {
    context.hooks.onWarning(problemText(warning, CONFIG_NAME).trim());
  }
  return { repository, base, current };
}

function startRun(
  { repository, base, current }: SubjectNow,
  store: Store,
  run: RunId,
  options: TryOptions,
): Started {
  const names = namesFor(options.proposals);
  const started = startedOn(current, store, {
    base: { commit: base.commit, tree: base.tree, branch: repository.head.branch },
    seed: options.seed,
    keep: options.keep,
    proposals: options.proposals.map((source, index) =>
      namedSource(source, names[index] ?? `proposal-${index + 1}`),
    ),
    pairsMax: options.pairsMax,
    timeLimitMs: options.timeLimitMs,
    judges: options.judges ?? [],
    clearances: options.clearances ?? [],
    ...(options.noise === undefined ? {} : { noise: options.noise }),
    ...(options.measureAll === true ? { measureAll: true } : {}),
    ...(options.keptOn === undefined ? {} : { keptOn: options.keptOn }),
  });
  const data = JSON.parse(JSON.stringify(started));
  store.appendEvent(run, { type: 'run.started', key: STARTED_KEY, data });
  return started;
}

function namedSource(source: ProposalSource, name: string): NamedSource {
  if (source.kind !== 'patch') {
    return { name, source };
  }
  const { path, proposer } = source;
  const plain = { kind: 'patch', path: resolve(path) } as const;
  return { name, source: plain, ...(proposer === undefined ? {} : { proposer }) };
}

async function driveRun(
  repository: Repository,
  store: Store,
  run: RunId,
  started: Started,
  context: TryContext,
): Promise<TryResult> {
  context.onResumable?.(run);
  if (store.eventByKey(run, RESULT_KEY) !== null) {
    return finishKept(repository, store, run, started, await resultOf(store, run), context.hooks);
  }
  const result = await withRunContext({ repository, store, run, started }, context, judgeAll);
  await store.step(run, RESULT_KEY, parseResult, async () => result);
  return finishKept(repository, store, run, started, result, context.hooks);
}

async function judgeAll(run: RunContext): Promise<TryResult> {
  await checkBase(run);
  const trials: Trial[] = [];
  let noise: NoiseFloor | null = null;
  for (const named of run.started.proposals) {
    const checked = await run.store.step(run.run, `checked/${named.name}`, trusted<Checked>, () =>
      checkProposal(run, named),
    );
    recordProposer(run, named.name, checked.proposer ?? named.proposer);
    recordOntoBase(run, named.name, ontoBaseOf(checked, run.started));
    const passed = checked.tests?.kind === 'passed' && checked.tree !== null;
    // Only before the first that is measured: what is refused before costs no look at the machine.
    noise = passed ? (noise ?? (await noiseFloor(run))) : noise;
    const measured = passed
      ? await measureProposal(run, { name: named.name, tree: checked.tree ?? '' })
      : null;
    trials.push({ name: named.name, checked, measured });
    run.hooks.onStage(`${named.name}: done`);
  }
  const clearances = await clearancesOf(run, trials, decideAll(run, trials));
  const decided = await run.store.step(run.run, 'decisions', trusted<Decision[]>, async () =>
    decideAll(run, trials, clearances),
  );
  const stack = await run.store.step(run.run, 'stack', trusted<Stack>, () =>
    buildStack(run, decided, trials),
  );
  const measuredStack = await measureStack(run, stack);
  return {
    schema: TRY_SCHEMA,
    run: run.run,
    createdAt: systemClock.isoNow(),
    seed: run.started.seed,
    base: run.started.base.commit,
    branch: null,
    suiteHash: run.started.suiteHash,
    environment: run.machine.environment(),
    ...(noise === null ? {} : { noise }),
    decisions: [...stack.decisions],
    stack: measuredStack,
  };
}

/** A suite that fails on the base can't judge anything. */
async function checkBase(run: RunContext): Promise<void> {
  const { repository, signal, hooks, started } = run;
  const { commit } = started.base;
  const { suiteHash } = started;
  const base = { repository, commit, suiteHash };
  const claims = run.suite.benchmarks.map((benchmark) => claimOf(run, benchmark));
  const otherSuite = await profileOfOtherSuite(base, signal);
  const unbounded = await unboundedGains(base, claims, signal);
  [otherSuite, unbounded].filter((text) => text !== null).forEach((text) => hooks.onWarning(text));
  hooks.onStage('Building the base and running its tests');
  await run.store.step(run.run, 'base', trusted<{ passed: true }>, async () => {
    const { build, tests } = await buildAndTest(run, run.started.base.tree, 'the base');
    const failed = [build, tests].find((outcome) => outcome?.kind === 'failed');
    if (failed?.kind === 'failed') {
      throw new HoneError(
        'E_COMMAND',
        `The suite fails on the base itself, so it can't judge proposals. ${failed.reason}`,
      );
    }
    return { passed: true as const };
  });
}

/** Moves kept commits into the subject and makes the branch; safe to repeat after a kill. */
async function finishKept(
  repository: Repository,
  store: Store,
  run: RunId,
  started: Started,
  result: TryResult,
  hooks: Hooks,
): Promise<TryResult> {
  const branch = branchOf(run);
  const keep = started.keep && result.stack !== null;
  if (keep && result.stack !== null && store.eventByKey(run, BRANCH_KEY) === null) {
    const { commit } = result.stack;
    const objectsDir = join(store.folder, 'objects');
    await transferObjects(repository, { from: objectsDir, commit, exclude: started.base.commit });
    await createBranch(repository, branch, commit, { expectOld: null });
    store.appendEvent(run, { type: 'branch.created', key: BRANCH_KEY, data: { branch, commit } });
  }
  const final = { ...result, branch: keep ? branch : null };
  writeRunArtifacts(store, run, final);
  const noReceipt = writeReceipt(store, run);
  if (noReceipt !== null) {
    hooks.onWarning(noReceipt);
  }
  if (store.eventByKey(run, FINISHED_KEY) === null) {
    store.appendEvent(run, { type: 'run.finished', key: FINISHED_KEY, data: {} });
  }
  return final;
}

function runNamed(store: Store, wanted: string): RunId {
  const found = store.runs().filter(({ run }) => run.startsWith(wanted));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const ids = found.map(({ run }) => run).join(', ');
    throw new HoneError(
      'E_NOT_FOUND',
      only === undefined
        ? `There is no run "${wanted}". "hone log" lists them.`
        : `Several runs begin with "${wanted}": ${ids}.`,
    );
  }
  return only.run;
}

function newestUnfinished(store: Store): RunId {
  const open = store
    .runs()
    .filter(({ run }) => store.eventByKey(run, STARTED_KEY) !== null)
    .filter(({ run }) => store.eventByKey(run, FINISHED_KEY) === null)
    .at(-1);
  if (open === undefined) {
    throw new HoneError('E_NOT_FOUND', 'There is no unfinished run to resume. See "hone log".');
  }
  return open.run;
}

/** The recorded result of a finished run. @throws HoneError E_JOURNAL when there is none */
export async function resultOf(store: Store, run: RunId): Promise<TryResult> {
  const result = await store.step(run, RESULT_KEY, parseResult, () => {
    throw new HoneError('E_JOURNAL', `Run ${run} has no result yet.`);
  });
  // The result is recorded before its branch is made.
  const made = store.eventByKey(run, BRANCH_KEY) !== null;
  return { ...result, branch: made ? branchOf(run) : null };
}

/** The published shape is also what the result step stores. */
function parseResult(json: unknown): TryResult {
  return Value.Parse(TryResult, json);
}
