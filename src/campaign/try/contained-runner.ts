import { existsSync, realpathSync } from 'node:fs';

import { HoneError } from '../../base/index.ts';
import { openRunner, type Runner, runnerFiles } from '../../bench/index.ts';
import { keyFolders } from '../key-folders.ts';
import { programLimits, watchPrograms } from '../program-limits.ts';
import type { RunContext } from './run-context.ts';

/** What the commands of one runner may touch. */
export interface Room {
  /** Existing folders. */
  readonly writable: readonly string[];
  /** Existing files and folders to read where the sandbox has an empty folder; left out: none. */
  readonly readable?: readonly string[];
  readonly network: 'none' | 'host';
  /** True puts the sandbox's own folders back after each command. */
  readonly cleans: boolean;
}

/**
 * Starts a runner whose commands can read the machine but only write where the room says. They see
 * nothing of the other side, of other builds, of what the run has recorded and of the user's keys.
 * Putting the runner itself inside costs nothing for each command. What they use up is bounded
 * (`programLimits`).
 *
 * @throws HoneError E_COMMAND when it does not answer, E_INTERRUPTED when aborted
 */
export async function openContained(run: RunContext, room: Room): Promise<Runner> {
  for (let left = STARTS_MAX - 1; ; left--) {
    try {
      return await openOnce(run, room);
    } catch (thrown) {
      if (left === 0 || !(thrown instanceof HoneError) || thrown.code !== 'E_COMMAND') {
        throw thrown;
      }
    }
  }
}

/** Sockets and the like that a sandbox covers may go away while it is made. */
const STARTS_MAX = 3;

function openOnce(run: RunContext, room: Room): Promise<Runner> {
  const { machine, bench, store } = run;
  const own = [bench.root, machine.scratch, store.folder].filter((path) => existsSync(path));
  const hidden = [...own, ...keyFolders('program')];
  return openRunner({
    signal: run.signal,
    cleans: room.cleans,
    watch: watchPrograms(programLimits(run.suite.budgets)),
    wrap: (command) =>
      machine.containment.contain(command, {
        writable: room.writable,
        readOnly: [...runnerFiles(), ...(room.readable ?? [])].map((path) => realpathSync(path)),
        hidden,
        network: room.network,
      }),
  });
}

/** Which network the commands of a stage get. Installing packages needs one. */
export function networkFor(run: RunContext, stage: 'setup' | 'tests' | 'samples'): Room['network'] {
  const { network } = run.suite;
  return network === 'always' || (network === 'setup' && stage === 'setup') ? 'host' : 'none';
}
