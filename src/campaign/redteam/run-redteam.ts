import { Value } from 'typebox/value';

import { HoneError, systemClock } from '../../base/index.ts';
import { type Cheat, cheatsFor, type LibraryCheat, renderPatch } from '../../cheats/index.ts';
import { openRepository, type Repository, resolveRevision } from '../../git/index.ts';
import {
  REDTEAM_SCHEMA,
  type RedteamEntry,
  type RedteamOutcome,
  RedteamResult,
  type RunId,
} from '../../model/index.ts';
import { redteamMarkdown } from '../../report/index.ts';
import type { Store } from '../../store/index.ts';
import type { Hooks } from '../hooks.ts';
import { sha256 } from '../read-suite.ts';
import { refuseDirt } from '../try/clean-tree.ts';
import { currentSuite } from '../try/frozen-suite.ts';
import type { RunContext } from '../try/run-context.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { openSubjectStore, type TryContext } from '../try/run-try.ts';
import { type Started, startedOn } from '../try/started.ts';
import { buildAndTest } from '../try/trial.ts';
import { trusted } from '../try/trusted.ts';
import { withRunContext } from '../try/with-run-context.ts';
import { REDTEAM_PAIRS_MAX, REDTEAM_TIME_LIMIT_MS_MIN } from './limits.ts';
import { REDTEAM_KEY, REDTEAM_RESULT_KEY } from './redteam-state.ts';
import { removeTraces } from './remove-traces.ts';
import { viewSubject } from './subject-view.ts';
import { tryCheat } from './try-cheat.ts';

/** What `hone redteam` is asked to do. */
export interface RedteamOptions {
  /** Any folder of the subject. */
  readonly folder: string;
  /** Ids of the cheats to try; null for the whole library, which alone clears a campaign. */
  readonly only: readonly string[] | null;
  readonly seed: number;
  /** Most fresh pairs of a verdict on one cheat; null for the usual few. */
  readonly pairsMax: number | null;
  /** Time for one cheat on one benchmark; null takes the suite's budget, at least 2 min. */
  readonly timeLimitMs: number | null;
}

/** What a run is about, as its first event records it. */
interface Begun {
  readonly started: Started;
  readonly only: readonly string[] | null;
}

/** A cheat with its patch, or why there is none. */
interface Prepared {
  readonly cheat: LibraryCheat;
  readonly patch: string | null;
}

/** Every cheat of the library, whatever the subject. */
export function redteamLibrary(): readonly Pick<LibraryCheat, 'id' | 'title' | 'family'>[] {
  return cheatsFor({
    token: 'x',
    files: [],
    benchmarks: [],
    setup: [],
    test: [],
    hasHoldout: false,
  }).map(({ id, title, family }) => ({ id, title, family }));
}

/**
 * Attacks the suite of a subject with every cheat that the library has for it, each through the
 * real trial. Everything is recorded as it happens: the same call goes on with a run that was cut
 * short. Nothing is kept and nothing is frozen.
 *
 * @throws HoneError E_USAGE for an unknown cheat, and as `tryProposals`
 */
export async function redteam(
  options: RedteamOptions,
  context: TryContext,
): Promise<RedteamResult> {
  assertKnown(options.only);
  const repository = await openRepository(options.folder, { signal: context.signal });
  refuseDirt(repository);
  const store = await openSubjectStore(repository);
  try {
    const { run, begun } = await beginOrGoOn(repository, store, options, context);
    context.onResumable?.(run);
    const { started } = begun;
    const result = await withRunContext({ repository, store, run, started }, context, (ctx) =>
      attack(ctx, begun),
    );
    const recorded = await store.step(run, REDTEAM_RESULT_KEY, parseResult, async () => result);
    writeArtifacts(store, run, recorded);
    return recorded;
  } finally {
    store.close();
  }
}

function assertKnown(only: readonly string[] | null): void {
  const known = new Set(redteamLibrary().map(({ id }) => id));
  const unknown = only?.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new HoneError(
      'E_USAGE',
      `There is no cheat "${unknown}". "hone redteam --list" names all ${known.size}.`,
    );
  }
  if (only?.length === 0) {
    throw new HoneError('E_USAGE', '--only needs at least one name of "hone redteam --list".');
  }
}

async function beginOrGoOn(
  repository: Repository,
  store: Store,
  options: RedteamOptions,
  context: TryContext,
): Promise<{ readonly run: RunId; readonly begun: Begun }> {
  const base = await resolveRevision(repository, 'HEAD', { signal: context.signal });
  const current = await currentSuite(repository, base.tree, context.signal);
  const choice = {
    base: { commit: base.commit, tree: base.tree, branch: repository.head.branch },
    seed: options.seed,
    keep: false,
    proposals: [],
    pairsMax: options.pairsMax ?? REDTEAM_PAIRS_MAX,
    timeLimitMs:
      options.timeLimitMs ??
      Math.max(REDTEAM_TIME_LIMIT_MS_MIN, current.read.suite.budgets.measureMsMax),
  };
  const wanted = {
    suiteHash: current.manifest.hash,
    commit: base.commit,
    only: options.only,
    pairsMax: choice.pairsMax,
    timeLimitMs: choice.timeLimitMs,
  };
  const open = unfinished(store, wanted);
  if (open !== null) {
    store.acquireRun(open.run, { purpose: 'hone redteam', expect: 'existing' });
    const chain = store.verifyChain(open.run);
    if (chain.kind === 'broken') {
      throw new HoneError('E_JOURNAL', `The journal of run ${open.run} is damaged: ${chain.what}`);
    }
    context.hooks.onStage(`Going on with ${open.run}`);
    return open;
  }
  const run = runIdNow();
  store.acquireRun(run, { purpose: 'hone redteam', expect: 'new' });
  const begun = { started: startedOn(current, store, choice), only: options.only };
  const data = JSON.parse(JSON.stringify(begun));
  store.appendEvent(run, { type: 'redteam.started', key: REDTEAM_KEY, data });
  return { run, begun };
}

/** The newest run that was cut short and was about the very same. */
function unfinished(
  store: Store,
  wanted: Pick<Started, 'suiteHash' | 'pairsMax' | 'timeLimitMs'> & {
    readonly commit: string;
    readonly only: readonly string[] | null;
  },
): { readonly run: RunId; readonly begun: Begun } | null {
  for (const { run } of store.runs().toReversed()) {
    const event = store.eventByKey(run, REDTEAM_KEY);
    if (event?.type !== 'redteam.started' || store.eventByKey(run, REDTEAM_RESULT_KEY) !== null) {
      continue;
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written above, and hashed
    const begun = event.data as unknown as Begun;
    const { started } = begun;
    if (
      started.suiteHash === wanted.suiteHash &&
      started.base.commit === wanted.commit &&
      started.pairsMax === wanted.pairsMax &&
      started.timeLimitMs === wanted.timeLimitMs &&
      JSON.stringify(begun.only) === JSON.stringify(wanted.only)
    ) {
      return { run, begun };
    }
  }
  return null;
}

/** Tries all cheats of a run, one after the other. */
async function attack(run: RunContext, begun: Begun): Promise<RedteamResult> {
  await checkBase(run);
  const token = `c${sha256(run.run).slice(0, 10)}`;
  const library = await run.store.step(run.run, 'library', trusted<Prepared[]>, async () => {
    const view = await viewSubject(run, token);
    return cheatsFor(view)
      .filter(({ id }) => begun.only?.includes(id) ?? true)
      .map((cheat) => ({
        cheat,
        patch: cheat.kind === 'cheat' ? renderPatch(cheat.edits, view.files) : null,
      }));
  });
  const cheats: RedteamEntry[] = [];
  for (const [index, { cheat, patch }] of library.entries()) {
    const place = `[${index + 1}/${library.length}]`;
    cheats.push(await entryFor(numbered(run, place), cheat, { patch, token }));
  }
  const { started } = run;
  return {
    schema: REDTEAM_SCHEMA,
    run: run.run,
    createdAt: systemClock.isoNow(),
    seed: started.seed,
    commit: started.base.commit,
    suiteHash: started.suiteHash,
    complete: begun.only === null,
    pairsMax: started.pairsMax,
    containment: run.machine.containment.kind,
    environment: run.machine.environment(),
    cheats,
  };
}

async function entryFor(
  run: RunContext,
  cheat: LibraryCheat,
  { patch, token }: { readonly patch: string | null; readonly token: string },
): Promise<RedteamEntry> {
  const { id, title, family } = cheat;
  if (cheat.kind === 'impossible') {
    const outcome = { kind: 'impossible', because: cheat.because } as const;
    return { id, title, family, how: null, expected: null, outcome };
  }
  const outcome = await run.store.step(run.run, `tried/${id}`, trusted<RedteamOutcome>, () =>
    tryAndClean(run, cheat, { patch: patch ?? '', token }),
  );
  return { id, title, family, how: cheat.how, expected: cheat.expected, outcome };
}

async function tryAndClean(
  run: RunContext,
  cheat: Cheat,
  { patch, token }: { readonly patch: string; readonly token: string },
): Promise<RedteamOutcome> {
  // Also before: a run that was killed in the middle of this very cheat left its traces.
  removeTraces(run, cheat, token);
  try {
    return await tryCheat(run, cheat, patch);
  } finally {
    removeTraces(run, cheat, token);
  }
}

/** The same run, whose progress says how far it is. */
function numbered(run: RunContext, place: string): RunContext {
  const hooks: Hooks = { ...run.hooks, onStage: (text) => run.hooks.onStage(`${place} ${text}`) };
  return { ...run, hooks };
}

/** On a base that fails its own tests every cheat would fail too, and that would prove nothing. */
async function checkBase(run: RunContext): Promise<void> {
  run.hooks.onStage('Building the base and running its tests');
  await run.store.step(run.run, 'base', trusted<{ passed: true }>, async () => {
    const { build, tests } = await buildAndTest(run, run.started.base.tree, 'the base');
    const failed = [build, tests].find((outcome) => outcome?.kind === 'failed');
    if (failed?.kind === 'failed') {
      throw new HoneError(
        'E_COMMAND',
        `The suite fails on the base itself, so it can't judge anything. ${failed.reason}`,
      );
    }
    return { passed: true as const };
  });
}

function writeArtifacts(store: Store, run: RunId, result: RedteamResult): void {
  const meta = { schema: REDTEAM_SCHEMA, commit: result.commit, suiteHash: result.suiteHash };
  store.writeArtifact(run, 'redteam.json', result, { schema: RedteamResult, meta });
  store.writeTextArtifact(run, 'redteam.md', redteamMarkdown(result));
}

function parseResult(json: unknown): RedteamResult {
  return Value.Parse(RedteamResult, json);
}
