import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { messageOf } from '../../base/index.ts';
import type { Cheat, Trace } from '../../cheats/index.ts';
import type { RunContext } from '../try/run-context.ts';

/**
 * Removes what a cheat may have left outside of its checkout, ends the processes that it may have
 * left behind, and throws away checkouts that it may have spoilt, so that the next cheat and the
 * user's machine are as they were.
 */
export function removeTraces(run: RunContext, cheat: Cheat, token: string): void {
  endProcesses(token);
  for (const { place, prefix } of cheat.traces) {
    const folder = folderOf(run, place);
    for (const name of namesIn(folder).filter((one) => one.startsWith(prefix))) {
      try {
        rmSync(join(folder, name), { recursive: true, force: true });
      } catch (thrown) {
        run.hooks.onWarning(`Could not remove ${join(folder, name)}: ${messageOf(thrown)}`);
      }
    }
  }
  if (cheat.family === 'disturbance') {
    removeCheckouts(run.bench.root);
  }
}

function folderOf(run: RunContext, place: Trace['place']): string {
  switch (place) {
    case 'home':
      return process.env['HOME'] ?? homedir();
    case 'real-home':
      return userInfo().homedir;
    case 'temporary':
      return tmpdir();
    case 'tmp':
      return '/tmp';
    case 'shared-memory':
      return '/dev/shm';
    case 'parent':
      return run.bench.root;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it does not exist here
  }
}

/** The base's checkouts are used again for every cheat, so a spoilt one would help the next. */
function removeCheckouts(root: string): void {
  for (const name of namesIn(root).filter((one) => one.startsWith('place-'))) {
    rmSync(join(root, name), { recursive: true, force: true });
  }
  for (const store of ['shelf', 'pristine']) {
    for (const name of namesIn(join(root, store))) {
      rmSync(join(root, store, name), { recursive: true, force: true });
    }
  }
}

/** Every cheat's process has the token of this very run among its words. */
function endProcesses(token: string): void {
  for (const name of namesIn('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`.kept-${token}`)) {
        process.kill(Number(name), 'SIGKILL');
      }
    } catch {
      // It ended meanwhile, or it is another user's and so none of ours.
    }
  }
}
