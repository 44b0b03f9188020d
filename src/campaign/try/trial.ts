import { existsSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import { removeAll } from '../../bench/index.ts';
import { type Outcome, suspicionText } from '../../gates/index.ts';
import { listTree, replaceInTree, writeCheckout } from '../../git/index.ts';
import { hackFindings } from '../../hacks/index.ts';
import type { Command, ProposerRecord, Suspicion } from '../../model/index.ts';
import { admit } from '../../suite/index.ts';
import { runCommands } from '../build-checkout.ts';
import { expectedGain, type GainExpectations, hopelessGain } from '../profile/base-profile.ts';
import { commandRecord } from '../proposing/proposer-record.ts';
import { freshFolder, withBuildRoom } from './build-room.ts';
import { collect, type Collected } from './collected.ts';
import { openContained } from './contained-runner.ts';
import { claimOf } from './measured-proposal.ts';
import type { RunContext } from './run-context.ts';
import type { NamedSource } from './started.ts';

/** What a trial found before anything is measured. */
export interface Checked {
  readonly collected: Collected;
  readonly admission: Outcome;
  readonly build: Outcome | null;
  readonly tests: Outcome | null;
  /** The tree that is measured: the proposal's, with the frozen suite restored. */
  readonly tree: string | null;
  /** What static rules found in its added lines. */
  readonly suspicions: readonly Suspicion[];
  /** Who made it, where that was seen while it was collected. */
  readonly proposer?: ProposerRecord;
  /** What a profile of the base says about it; left out where there is none. */
  readonly expected?: GainExpectations;
  /** Whether its best outcome could be seen, where `expected` tells. */
  readonly worth?: Outcome;
}

/**
 * Collects a proposal and checks it.
 *
 * @param conflict - why an earlier attempt did not fit, for a command; null when it is the first
 */
export async function checkProposal(
  run: RunContext,
  named: NamedSource,
  conflict: string | null = null,
): Promise<Checked> {
  run.hooks.onStage(`${named.name}: reading the proposal`);
  const { collected, by } = await collectProposal(run, named, conflict);
  return checkCollected(run, named.name, collected, by);
}

/** The checks before measuring, cheapest first; the first that fails ends them. */
export async function checkCollected(
  run: RunContext,
  name: string,
  collected: Collected,
  by: Pick<Checked, 'proposer'> = {},
): Promise<Checked> {
  const { refusal, suspicions } = examined(collected, run);
  if (refusal !== null || collected.kind === 'unusable') {
    return { ...refused(collected, refusal ?? '', suspicions), ...by };
  }
  const expected = await expectationOf(run, collected.patch);
  const seen = { ...by, ...expected };
  if (expected.worth?.kind === 'failed') {
    const admission: Outcome = { kind: 'passed' };
    return { collected, admission, build: null, tests: null, tree: null, suspicions, ...seen };
  }
  const tree = await restoreFrozen(run, collected.tree);
  run.hooks.onStage(`${name}: building it and running the tests`);
  const { build, tests } = await buildAndTest(run, tree, name);
  return { collected, admission: { kind: 'passed' }, build, tests, tree, suspicions, ...seen };
}

/**
 * What a profile of the base says about a patch: how much the code that it touches takes. A change
 * that no benchmark could show is not worth a build; `measureAll` of the run measures it anyway.
 */
async function expectationOf(
  run: RunContext,
  patch: string,
): Promise<Pick<Checked, 'expected' | 'worth'>> {
  const { repository, started, signal, suite } = run;
  const { base, suiteHash } = started;
  const expected = await expectedGain({ repository, ...base, suiteHash }, patch, signal);
  if (expected === null) {
    return {};
  }
  const claims = suite.benchmarks.map((benchmark) => claimOf(run, benchmark));
  const hopeless = started.measureAll === true ? null : hopelessGain(expected, claims);
  const worth: Outcome =
    hopeless === null ? { kind: 'passed' } : { kind: 'failed', reason: hopeless };
  return { expected, worth };
}

/** What a look at a proposal says before any of its code has run; a refusal of null lets it on. */
export function examined(
  collected: Collected,
  run: Pick<RunContext, 'suite' | 'started'>,
): { readonly refusal: string | null; readonly suspicions: readonly Suspicion[] } {
  if (collected.kind === 'unusable') {
    return { refusal: collected.reason, suspicions: [] };
  }
  const admitted = admit({
    scope: run.suite.scope,
    frozenFiles: run.started.frozen,
    frozenGlobs: run.started.frozenGlobs,
    changes: collected.changes,
  });
  if (admitted.kind === 'refused') {
    const refusal = admitted.findings.map((finding) => finding.text).join(' ');
    return { refusal, suspicions: [] };
  }
  const suspicions = suspicionsIn(collected.patch, run);
  const hard = suspicions.filter(({ severity }) => severity === 'hard');
  const [worst] = hard;
  return {
    refusal: worst === undefined ? null : suspicionText(worst, hard.length - 1),
    suspicions,
  };
}

function refused(collected: Collected, reason: string, suspicions: readonly Suspicion[]): Checked {
  const admission: Outcome = { kind: 'failed', reason };
  return { collected, admission, build: null, tests: null, tree: null, suspicions };
}

/**
 * What the rules find, knowing how the suite is called and fed. The seed of holdouts is not filled
 * in: it is no number that a proposal could know.
 */
export function suspicionsIn(
  patch: string,
  { suite, started }: Pick<RunContext, 'suite' | 'started'>,
): Suspicion[] {
  const all = [...suite.benchmarks, ...suite.holdout];
  const generators = suite.holdout.flatMap(({ generate }) => (generate === null ? [] : [generate]));
  const seed = String(started.holdoutSeed);
  const wordsIn = (command: Command): string[] =>
    (command.kind === 'shell' ? [command.text] : [...command.words]).map((word) =>
      word.replaceAll(seed, '{seed}'),
    );
  const { findings } = hackFindings(patch, {
    benchmarks: suite.benchmarks.map(({ id }) => id),
    holdouts: suite.holdout.map(({ id }) => id),
    commands: [...all.map(({ run }) => run), ...generators, ...suite.setup].map(wordsIn),
    inputs: started.frozen,
    tests: started.frozen.filter((path) => TEST_FILE.test(path)),
    environment: all.flatMap(({ env }) => Object.keys(env)),
  });
  return [...findings];
}

/** Files that are tests by their name or folder, in the usual languages. */
const TEST_FILE = /(?:^|\/)(?:tests?|spec|__tests__)\/|[._-](?:test|spec)\.[^/]+$|_test\.[^/]+$/;

async function collectProposal(
  run: RunContext,
  named: NamedSource,
  conflict: string | null,
): Promise<{ readonly collected: Collected; readonly by: Pick<Checked, 'proposer'> }> {
  const cloneFolder = join(run.bench.root, 'clone');
  rmSync(cloneFolder, { recursive: true, force: true });
  try {
    let by: Pick<Checked, 'proposer'> = {};
    const collected = await collect(named.source, {
      repository: run.repository,
      base: run.started.base,
      objectsDir: run.objectsDir,
      runnerIn: (folder) =>
        run.machine.containment.kind === 'none'
          ? null
          : openContained(run, {
              writable: [folder],
              readable: namedFiles(named, run),
              network: 'host',
              cleans: false,
            }),
      runner: run.machine.runner,
      signal: run.signal,
      cloneFolder,
      conflict,
      timeoutMs: run.suite.setupTimeoutMs,
      onProposed: (who, printed) => {
        by = { proposer: commandRecord(who, printed, (text) => run.store.putBlob(text)) };
      },
    });
    return { collected, by };
  } finally {
    rmSync(cloneFolder, { recursive: true, force: true });
  }
}

/** A proposer's own program may lie in a folder that is empty in the sandbox, such as /tmp. */
function namedFiles({ source }: NamedSource, { store, bench }: RunContext): string[] {
  const words =
    source.kind === 'command' && source.command.kind === 'words' ? source.command.words : [];
  const isPrivate = (path: string): boolean =>
    [store.folder, bench.root].some((folder) => path === folder || path.startsWith(`${folder}/`));
  return words.filter(
    (word) => isAbsolute(word) && word !== '/' && existsSync(word) && !isPrivate(word),
  );
}

/**
 * The tree with every frozen path as the base has it. Admission already refused a proposal that
 * touches one; this makes sure of it even if a rule of admission has a gap.
 */
export async function restoreFrozen(run: RunContext, tree: string): Promise<string> {
  const options = { objectsDir: run.objectsDir, signal: run.signal };
  const entries = await listTree(run.repository, run.started.base.tree, options);
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const restored = run.started.frozen.map((path) => {
    const entry = byPath.get(path);
    return { path, entry: entry === undefined ? null : { mode: entry.mode, oid: entry.oid } };
  });
  return replaceInTree(run.repository, tree, restored, options);
}

/** Builds and tests a tree in a checkout of its own, which is removed again. */
export async function buildAndTest(
  run: RunContext,
  tree: string,
  name: string,
): Promise<{ build: Outcome; tests: Outcome | null }> {
  const folder = join(run.bench.root, 'tests');
  const { setupTimeoutMs, testTimeoutMs } = run.suite;
  freshFolder(folder);
  try {
    const options = { objectsDir: run.objectsDir, signal: run.signal };
    await writeCheckout(run.repository, tree, folder, options);
    return await withBuildRoom(run, { tree, folder }, async (room) => {
      const build = await room.within('setup', (shared) => {
        const context = { ...shared, timeoutMs: setupTimeoutMs };
        return runCommands(run.suite.setup, folder, `The build of ${name}`, context);
      });
      if (build.kind === 'failed') {
        return { build, tests: null };
      }
      const tests = await room.within('tests', (shared) => {
        const context = { ...shared, timeoutMs: testTimeoutMs };
        return runCommands(run.suite.test, folder, `The tests of ${name}`, context);
      });
      return { build, tests };
    });
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_COMMAND') {
      return { build: { kind: 'failed', reason: thrown.message }, tests: null };
    }
    throw thrown;
  } finally {
    removeAll(folder);
  }
}
