import { mkdirSync } from 'node:fs';

import type { Executor, RoleTask } from '../../agent/index.ts';
import { BYTES_PER_MIB, HoneError } from '../../base/index.ts';
import {
  type Excess,
  excessWords,
  folderUse,
  type Limits,
  type LimitWatch,
  watchLimits,
} from '../../sandbox/index.ts';
import { PROGRAM_LIMITS, type ProgramLimits } from '../program-limits.ts';

/** What an agent with all that it starts may use up; its time is bounded elsewhere. */
export interface AgentLimits extends ProgramLimits {
  /** What its folders may grow by; half of what is free on their disk, where that is less. */
  readonly writtenBytesMax: number;
}

/** The same as for builds and tests, because an agent runs them, and what fits onto a disk. */
export const AGENT_LIMITS: AgentLimits = {
  ...PROGRAM_LIMITS,
  writtenBytesMax: 8_192 * BYTES_PER_MIB,
};

/**
 * The same executor, whose agent is ended when it uses up more than it may. Its folders are looked
 * at once more when it is done.
 *
 * @param changes - true for one that changes files in its folder, which then is watched as well
 * @throws HoneError E_COMMAND with what was passed; E_DISK when its folders can't be watched
 */
export function withinLimits(
  executor: Executor,
  { changes, limits = AGENT_LIMITS }: { readonly changes: boolean; readonly limits?: AgentLimits },
): Executor {
  return async (task, control) => {
    const written = await writtenLimit(task, changes, limits);
    const ended = new AbortController();
    let excess: Excess | null = null;
    let watch: LimitWatch | null = null;
    const bounds: Limits = { ...limits, durationMsMax: null, written };
    const owns: typeof control.owns = (group) => {
      control.owns(group);
      void watch?.stop(); // one that ran a command after the other
      watch = watchLimits(group.pid, bounds, (found) => {
        excess ??= found;
        ended.abort();
      });
    };
    const signal = AbortSignal.any([control.signal, ended.signal]);
    try {
      const output = await executor(task, { ...control, signal, owns });
      excess ??= await stopped(watch);
      if (excess !== null) {
        throw refusal(task, excess);
      }
      return output;
    } catch (thrown) {
      await stopped(watch);
      throw excess === null || control.signal.aborted ? thrown : refusal(task, excess);
    }
  };
}

async function writtenLimit(
  { folder, outputFolder }: RoleTask,
  changes: boolean,
  { writtenBytesMax }: AgentLimits,
): Promise<Limits['written']> {
  mkdirSync(outputFolder, { recursive: true });
  const before = await folderUse(changes ? [outputFolder, folder] : [outputFolder]);
  const room = before.freeBytes === null ? Infinity : before.freeBytes / 2;
  return { before, bytesMax: Math.min(writtenBytesMax, room) };
}

function stopped(watch: LimitWatch | null): Promise<Excess | null> {
  return watch === null ? Promise.resolve(null) : watch.stop();
}

function refusal({ role }: RoleTask, excess: Excess): HoneError {
  return new HoneError(
    'E_COMMAND',
    `The ${role}'s agent ${excessWords(excess)}, and was ended with all it had started. Give it ` +
      `less to do at once.`,
  );
}
