import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import { userEnvironment } from '../../bench/index.ts';
import type { Outcome } from '../../gates/index.ts';
import { listTree, replaceInTree, writeCheckout } from '../../git/index.ts';
import { admit } from '../../suite/index.ts';
import { runCommands } from '../build-checkout.ts';
import { collect, type Collected } from './collected.ts';
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
}

/** The checks before measuring, cheapest first; the first that fails ends them. */
export async function checkProposal(run: RunContext, named: NamedSource): Promise<Checked> {
  run.hooks.onStage(`${named.name}: reading the proposal`);
  const collected = await collectProposal(run, named);
  if (collected.kind === 'unusable') {
    return {
      collected,
      admission: { kind: 'failed', reason: collected.reason },
      build: null,
      tests: null,
      tree: null,
    };
  }
  const admitted = admit({
    scope: run.suite.scope,
    frozenFiles: run.started.frozen,
    frozenGlobs: run.started.frozenGlobs,
    changes: collected.changes,
  });
  if (admitted.kind === 'refused') {
    const reason = admitted.findings.map((finding) => finding.text).join(' ');
    return {
      collected,
      admission: { kind: 'failed', reason },
      build: null,
      tests: null,
      tree: null,
    };
  }
  const tree = await restoreFrozen(run, collected.tree);
  run.hooks.onStage(`${named.name}: building it and running the tests`);
  const { build, tests } = await buildAndTest(run, tree, named.name);
  return { collected, admission: { kind: 'passed' }, build, tests, tree };
}

async function collectProposal(run: RunContext, named: NamedSource): Promise<Collected> {
  const cloneFolder = join(run.bench.root, 'clone');
  rmSync(cloneFolder, { recursive: true, force: true });
  try {
    return await collect(named.source, {
      repository: run.repository,
      base: run.started.base,
      objectsDir: run.objectsDir,
      runner: run.machine.runner,
      signal: run.signal,
      cloneFolder,
      timeoutMs: run.suite.setupTimeoutMs,
    });
  } finally {
    rmSync(cloneFolder, { recursive: true, force: true });
  }
}

/**
 * The tree with every frozen path as the base has it. Admission already refused a proposal that
 * touches one; this makes sure of it even if a rule of admission has a gap.
 */
async function restoreFrozen(run: RunContext, tree: string): Promise<string> {
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
  const env = userEnvironment(process.env);
  const shared = { runner: run.machine.runner, signal: run.signal, env };
  rmSync(folder, { recursive: true, force: true });
  try {
    const options = { objectsDir: run.objectsDir, signal: run.signal };
    await writeCheckout(run.repository, tree, folder, options);
    const build = await runCommands(run.suite.setup, folder, `The build of ${name}`, {
      ...shared,
      timeoutMs: run.suite.setupTimeoutMs,
    });
    if (build.kind === 'failed') {
      return { build, tests: null };
    }
    const tests = await runCommands(run.suite.test, folder, `The tests of ${name}`, {
      ...shared,
      timeoutMs: run.suite.testTimeoutMs,
    });
    return { build, tests };
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_COMMAND') {
      return { build: { kind: 'failed', reason: thrown.message }, tests: null };
    }
    throw thrown;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
