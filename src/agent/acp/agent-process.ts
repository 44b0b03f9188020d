import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import type { CommandLine } from '../../model/index.ts';
import type { ProcessGroup } from '../executor.ts';
import { DRAIN_MS_MAX } from '../limits.ts';
import { endProcessGroup, groupLedBy } from '../process-group.ts';

/** An agent that runs, leader of a process group of its own. */
export interface AgentProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** How it went away by itself. Everything that it printed before has been read then. */
  readonly gone: Promise<Gone>;
  /**
   * Ends the whole group and lets go of its pipes.
   *
   * @param graceMs - between SIGTERM and SIGKILL
   * @returns false when some process is still there, stuck in the kernel
   */
  readonly end: (graceMs: number) => Promise<boolean>;
}

/** How an agent went away. */
export type Gone =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  /** It runs, but nothing of it can be read any more. */
  | { readonly kind: 'hung-up' };

/** The agent, or the system's reason why it can't be started. */
export type StartedAgent =
  | { readonly kind: 'started'; readonly agent: AgentProcess }
  | { readonly kind: 'failed'; readonly cause: unknown };

/**
 * @param owns - told of its group before anything else happens to it
 */
export async function startAgent(
  { words, cwd, env }: CommandLine,
  owns: (group: ProcessGroup) => void,
): Promise<StartedAgent> {
  const [program, ...rest] = words;
  try {
    const child = spawn(program, rest, {
      cwd,
      env,
      detached: true, // leads a process group, so that all of it can be ended
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid === undefined) {
      const cause = await new Promise((resolve) => child.once('error', resolve));
      return { kind: 'failed', cause };
    }
    child.on('error', () => {}); // only a failed start means something, and it did start
    owns(groupLedBy(pid));
    return { kind: 'started', agent: running(child, pid) };
  } catch (thrown) {
    return { kind: 'failed', cause: thrown }; // too long a line, a zero byte in it
  }
}

function running(child: ChildProcessWithoutNullStreams, pid: number): AgentProcess {
  const { stdin, stdout, stderr } = child;
  stdin.on('error', () => {}); // EPIPE: the end of the process tells more
  stderr.on('error', () => {});
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const gone = new Promise<Gone>((resolve) => {
    child.once('exit', (code, signalName) => {
      // What it printed last may still be in its pipes, and others may hold them open.
      void drained(closed).then(() =>
        resolve(
          code === null
            ? { kind: 'signalled', signal: signalName ?? 'a signal' }
            : { kind: 'exited', code },
        ),
      );
    });
    stdout.once('close', () => {
      // Mostly it ends in the next moment, and how says more than that it closed its output.
      void drained(closed).then(() => {
        if (child.exitCode === null && child.signalCode === null) {
          resolve({ kind: 'hung-up' });
        }
      });
    });
  });
  return {
    stdin,
    stdout,
    stderr,
    gone,
    async end(graceMs) {
      stdin.end();
      const isGone = await endProcessGroup(pid, graceMs);
      await drained(closed);
      letGo(child);
      return isGone;
    },
  };
}

async function drained(closed: Promise<void>): Promise<void> {
  await Promise.race([closed, pause(DRAIN_MS_MAX, undefined, { ref: false })]);
}

/** So that nothing of it keeps hone running or reading. */
function letGo(child: ChildProcessWithoutNullStreams): void {
  child.stdin.destroy();
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
}
