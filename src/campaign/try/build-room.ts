import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import {
  copyFolder,
  removeAll,
  type Runner,
  type RunRequest,
  type RunResult,
  userEnvironment,
} from '../../bench/index.ts';
import type { CommandContext } from '../build-checkout.ts';
import { networkFor, openContained } from './contained-runner.ts';
import {
  downloadFolders,
  emptyPrivateFolders,
  linkSettings,
  privateEnvironment,
} from './private-environment.ts';
import type { RunContext } from './run-context.ts';

/** What runs the commands of one build, stage by stage, in one checkout. */
export interface BuildRoom {
  /** Runs `work` with a runner for a stage; nothing of the stage runs afterwards. */
  within<T>(
    stage: 'setup' | 'tests',
    work: (context: Omit<CommandContext, 'timeoutMs'>) => Promise<T>,
  ): Promise<T>;
}

/**
 * Runs `work` with a room in which a tree is built and tested: what setup leaves in its HOME is
 * there for the tests and gone afterwards. Without containment it is the machine as it is.
 *
 * A HOME begins as the base's setup left it, the first time that it was built in this run: so what
 * package managers downloaded is at hand for every build. A HOME shared by all builds would let one
 * proposal change what the base or another is built with. The user's own HOME can be read, but not
 * every package manager works with caches that it can't write to.
 *
 * @param folder - an existing folder, the checkout
 */
export async function withBuildRoom<T>(
  run: RunContext,
  order: { readonly tree: string; readonly folder: string },
  work: (room: BuildRoom) => Promise<T>,
): Promise<T> {
  const user = userEnvironment(process.env);
  const { machine, signal } = run;
  if (machine.containment.kind === 'none') {
    const context = { runner: machine.runner, signal, env: user };
    return work({ within: (_, inner) => inner(context) });
  }
  const isBase = order.tree === (run.trustedTree ?? run.started.base.tree);
  const home = homeFor(run, user);
  const downloads = downloadFolders(user);
  const env = { ...privateEnvironment(user, home), ...downloads };
  const writable = [order.folder, home, ...(isBase ? made(Object.values(downloads)) : [])];
  try {
    return await work({
      within: async (stage, inner) => {
        const runner = new LazyRunner(() =>
          openContained(run, { writable, network: networkFor(run, stage), cleans: false }),
        );
        try {
          return await inner({ runner, signal, env });
        } finally {
          await runner.close();
          if (isBase && stage === 'setup') {
            keepAsSeed(run, home);
          }
        }
      },
    });
  } finally {
    removeAll(home);
  }
}

function homeFor(run: RunContext, env: Readonly<Record<string, string>>): string {
  const home = join(run.bench.root, 'private-of-build');
  const seed = seedOf(run);
  removeAll(home);
  if (existsSync(seed)) {
    copyFolder(seed, home);
  } else {
    emptyPrivateFolders(home);
  }
  linkSettings(env, home);
  return home;
}

function seedOf(run: RunContext): string {
  return join(run.bench.root, 'home-after-base');
}

/** Whether its setup succeeded does not matter: the run ends if it did not. */
function keepAsSeed(run: RunContext, home: string): void {
  if (!existsSync(seedOf(run))) {
    copyFolder(home, seedOf(run));
  }
}

/** Tools make these folders themselves where they may. */
function made(folders: readonly string[]): readonly string[] {
  folders.forEach((folder) => mkdirSync(folder, { recursive: true }));
  return folders;
}

/** A runner that is only started when there is a command to run. */
class LazyRunner implements Pick<Runner, 'run'> {
  readonly #open: () => Promise<Runner>;
  #opened: Runner | null = null;

  constructor(open: () => Promise<Runner>) {
    this.#open = open;
  }

  async run(request: RunRequest, signal?: AbortSignal): Promise<RunResult> {
    this.#opened ??= await this.#open();
    return this.#opened.run(request, signal);
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }
}

/** Makes an empty folder, which can be mounted, where nothing is or a build was cut short. */
export function freshFolder(folder: string): void {
  removeAll(folder);
  mkdirSync(folder, { recursive: true });
}
