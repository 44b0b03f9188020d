import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

import { messageOf, processEntry, processTable, userEnvironment } from '../../base/index.ts';
import { GONE_MS_MAX, KILL_GRACE_MS, LOOK_EVERY_MS } from '../limits.ts';

/**
 * Opens a folder in an editor that takes over the terminal, and waits until it ends.
 *
 * It stays in hone's own process group, because only the terminal's foreground group may read from
 * it. So on an abort its processes are found by their parents, and what has left them stays, such
 * as the window of an editor that was open before.
 *
 * @param editor - a line for the shell, as git takes it: `code --wait`
 * @returns null when it ended well, else a sentence on what went wrong
 */
export async function openEditor(
  editor: string,
  folder: string,
  ended: AbortSignal,
): Promise<string | null> {
  const child = spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, folder], {
    cwd: folder,
    env: userEnvironment(process.env),
    stdio: 'inherit',
  });
  const over = Promise.withResolvers<string | null>();
  child.once('error', (error) => {
    over.resolve(`The editor "${editor}" could not be started: ${messageOf(error)}.`);
  });
  child.once('exit', (code, signal) => {
    const how = code === null ? `was killed by ${signal}` : `ended with exit code ${code}`;
    over.resolve(code === 0 ? null : `The editor "${editor}" ${how}.`);
  });
  const ending: Promise<void>[] = [];
  const stop = (): void => void ending.push(endTree(child));
  ended.addEventListener('abort', stop, { once: true });
  try {
    const problem = await over.promise;
    await Promise.all(ending);
    return problem;
  } finally {
    ended.removeEventListener('abort', stop);
  }
}

/** Asks it and everything below it to end, so that the terminal is put right, then kills them. */
async function endTree({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) {
    return; // it never started
  }
  const pids = treeOf(pid);
  if (!(await areGone(pids, 'SIGTERM', KILL_GRACE_MS))) {
    await areGone(pids.filter(isAlive), 'SIGKILL', GONE_MS_MAX);
  }
}

async function areGone(
  pids: readonly number[],
  signal: NodeJS.Signals,
  waitMs: number,
): Promise<boolean> {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // it has ended in between
    }
  }
  const looks = Math.ceil(waitMs / LOOK_EVERY_MS);
  for (let look = 0; look < looks && pids.some(isAlive); look++) {
    await pause(LOOK_EVERY_MS);
  }
  return !pids.some(isAlive);
}

function isAlive(pid: number): boolean {
  return processEntry(pid)?.isAlive === true;
}

/** A process and its descendants. */
function treeOf(root: number): readonly number[] {
  const table = processTable();
  const pids = [root];
  for (const pid of pids) {
    pids.push(...table.filter((entry) => entry.parent === pid).map((entry) => entry.pid));
  }
  return pids;
}
