import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HoneError, writeFileAtomic } from '../base/index.ts';
import { openRunner, type Runner, userEnvironment } from '../bench/index.ts';
import {
  listTree,
  openRepository,
  type Repository,
  resolveRevision,
  writeCheckout,
} from '../git/index.ts';
import { type Detected, type DetectedCommand, detectSuite, renderConfig } from '../suite/index.ts';
import { parseCommand } from './command-rows.ts';
import { runCommands } from './build-checkout.ts';
import type { Hooks } from './hooks.ts';
import { claimFolder, removeLeftovers, SCRATCH_PREFIX } from './leftovers.ts';
import { INIT_COMMAND_TIMEOUT_MS, INIT_FILE_BYTES_MAX, INIT_FILES_MAX } from './limits.ts';
import { CONFIG_NAME, suiteFrom } from './read-suite.ts';

/** What a command that was found did when it was run once. */
export interface Proof {
  readonly what: 'setup' | 'test' | 'benchmark';
  readonly run: string;
  readonly evidence: string;
  readonly outcome: 'works' | 'fails';
  /** Why it fails; null when it works. */
  readonly reason: string | null;
}

/** What `hone init` proposes. */
export interface InitProposal {
  readonly path: string;
  readonly config: string;
  /** False when no benchmark was found that works: then a person has to add one first. */
  readonly complete: boolean;
  readonly proofs: readonly Proof[];
  readonly notes: readonly string[];
}

/**
 * Looks at a repository, runs each command that it finds once to prove that it works, and renders
 * a hone.yaml from those that do. They run in a clean checkout of HEAD in a temporary folder, as a
 * trial would run them: what lies about in the user's folder can't make them work, and nothing that
 * they leave gets there. Writes nothing; `writeConfig` does.
 *
 * @param options.mayReplace - asked with the path of a hone.yaml that exists, before anything runs
 * @returns null when an existing hone.yaml may not be replaced
 * @throws HoneError E_NO_GIT, E_REPOSITORY, E_INTERRUPTED
 */
export async function proposeConfig(
  options: {
    readonly folder: string;
    readonly run: boolean;
    readonly mayReplace: (path: string) => Promise<boolean>;
  },
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<InitProposal | null> {
  const { signal, hooks } = context;
  const repository = await openRepository(options.folder, { signal });
  const { root } = repository;
  const path = join(root, CONFIG_NAME);
  if (existsSync(path) && !(await options.mayReplace(path))) {
    return null;
  }
  const head = await resolveRevision(repository, 'HEAD', { signal });
  const entries = await listTree(repository, head.tree, { signal });
  const files = entries.map((entry) => entry.path).slice(0, INIT_FILES_MAX);
  const detected = detectSuite({ files, read: (file) => readText(join(root, file)) });
  const proven = options.run
    ? await withCheckout(repository, head.tree, context, (folder, runner) =>
        prove(detected, folder, runner, context),
      )
    : { detected, proofs: [] };
  hooks.onStage('Writing the proposal');
  const config = renderConfig(proven.detected);
  const complete = proven.detected.benchmarks.length > 0;
  if (complete) {
    suiteFrom(config, path); // what we propose must be what we accept
  }
  return { path, config, complete, proofs: proven.proofs, notes: notesOn(detected, proven) };
}

/** Gives a clean checkout of a tree and a runner to `use`, and takes both away again. */
async function withCheckout<T>(
  repository: Repository,
  tree: string,
  { signal }: { readonly signal: AbortSignal },
  use: (folder: string, runner: Runner) => Promise<T>,
): Promise<T> {
  removeLeftovers(tmpdir());
  const scratch = mkdtempSync(join(tmpdir(), SCRATCH_PREFIX));
  try {
    claimFolder(scratch);
    const folder = join(scratch, 'checkout');
    await writeCheckout(repository, tree, folder, { signal });
    const runner = await openRunner({ signal });
    try {
      return await use(folder, runner);
    } finally {
      await runner.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Writes a proposed hone.yaml. @throws HoneError E_DISK */
export function writeConfig(proposal: InitProposal): void {
  writeFileAtomic(proposal.path, proposal.config);
}

function notesOn(found: Detected, proven: { readonly detected: Detected }): readonly string[] {
  const { benchmarks, notes } = proven.detected;
  return found.benchmarks.length > 0 && benchmarks.length === 0 ? [...notes, NONE_WORKS] : notes;
}

/** Stands in the file too: who reads it later has not seen what was tried. */
function noTest({ test }: Detected): string {
  const names = test.map(({ run }) => run).join(', ');
  return (
    `There is no test, because ${names} fails in a fresh checkout. Without one nothing but the ` +
    'outputs says that a proposal still works: name one that passes.'
  );
}

const NONE_WORKS = 'None of the benchmarks that were found works here, so none is proposed.';

async function prove(
  detected: Detected,
  folder: string,
  runner: Runner,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<{ detected: Detected; proofs: Proof[] }> {
  const proofs: Proof[] = [];
  const works = async (
    what: Proof['what'],
    command: DetectedCommand,
    cwd = '.',
  ): Promise<boolean> => {
    context.hooks.onStage(`Trying the ${what}: ${command.run}`);
    const outcome = await runCommands(
      [parseCommand(command.run, command.shell)],
      join(folder, cwd),
      `The ${what}`,
      {
        runner,
        signal: context.signal,
        env: userEnvironment(process.env),
        timeoutMs: INIT_COMMAND_TIMEOUT_MS,
      },
    ).catch((thrown: unknown) => {
      if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
        return { kind: 'failed' as const, reason: thrown.message };
      }
      throw thrown;
    });
    const { run, evidence } = command;
    const failed = outcome.kind === 'failed';
    const reason = failed ? outcome.reason : null;
    proofs.push({ what, run, evidence, outcome: failed ? 'fails' : 'works', reason });
    return !failed;
  };
  const setup = await kept(detected.setup, (one) => works('setup', one));
  const test = await kept(detected.test, (one) => works('test', one));
  const benchmarks = await kept(detected.benchmarks, (one) => works('benchmark', one, one.cwd));
  const failed = detected.test.length > 0 && test.length === 0;
  const notes = [...detected.notes, ...(failed ? [noTest(detected)] : [])];
  return { detected: { ...detected, setup, test, benchmarks, notes }, proofs };
}

async function kept<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<T[]> {
  const result: T[] = [];
  for (const item of items) {
    if (await test(item)) {
      result.push(item);
    }
  }
  return result;
}

function readText(path: string): string | null {
  try {
    return statSync(path).size > INIT_FILE_BYTES_MAX ? null : readFileSync(path, 'utf8');
  } catch {
    return null; // a dangling link or a file that was deleted: there is nothing to learn from it
  }
}
