import { HoneError } from '../base/index.ts';
import type { Executor } from './executor.ts';
import { SANDBOX_STARTS_MAX } from './limits.ts';

/** The sandbox itself did not start, so nothing of what was to run in it has run. */
export class SandboxRefusal extends HoneError {
  override name = 'SandboxRefusal';
}

/** True for what bubblewrap prints when it refuses; whatever it starts may print before its end. */
export function isSandboxRefusal(printed: {
  readonly stdout: string;
  readonly stderr: string;
}): boolean {
  return printed.stdout === '' && printed.stderr.startsWith('bwrap: ');
}

/**
 * The same executor, which begins again when the sandbox did not start. Sockets and the like that a
 * sandbox covers may go away between the look at the machine and the start; the next look no longer
 * finds them.
 */
export function inFreshSandbox(executor: Executor): Executor {
  return async (task, control) => {
    for (let left = SANDBOX_STARTS_MAX - 1; ; left--) {
      try {
        return await executor(task, control);
      } catch (thrown) {
        if (left === 0 || control.signal.aborted || !(thrown instanceof SandboxRefusal)) {
          throw thrown;
        }
      }
    }
  };
}
