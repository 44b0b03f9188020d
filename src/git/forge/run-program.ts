import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';

import { HoneError, messageOf, MS_PER_S, systemCodeOf, TransientError } from '../../base/index.ts';
import { type GitOptions, killGroup } from '../git-command.ts';
import { STDERR_TAIL_BYTES } from '../limits.ts';

/** How a program is started, fed and bounded. */
export interface ProgramRun extends GitOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string | undefined;
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
}

/** How it ended. */
export type ProgramEnd =
  | {
      readonly kind: 'ended';
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  /** There is no such program on the PATH. */
  | { readonly kind: 'missing' };

/**
 * Runs a program of the user's outside of any repository, in its own process group.
 *
 * @throws TransientError E_FORGE when it takes too long, HoneError E_FORGE when it can't start or
 *   prints too much, E_INTERRUPTED on abort
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  run: ProgramRun,
): Promise<ProgramEnd> {
  if (run.signal?.aborted === true) {
    throw new HoneError('E_INTERRUPTED', `Interrupted before ${command}.`);
  }
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: tmpdir(), // a repository's own settings have no say
      env: run.env,
      detached: true,
      stdio: 'pipe',
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let tail: Buffer = Buffer.alloc(0);
    let stopped: HoneError | null = null;
    const stop = (reason: HoneError): void => {
      stopped ??= reason;
      killGroup(child);
    };
    const interrupted = (): void =>
      stop(new HoneError('E_INTERRUPTED', `Interrupted during ${command}.`));
    const timer = setTimeout(() => stop(tooSlow(command, run.timeoutMs)), run.timeoutMs);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', interrupted);
      act();
    };
    run.signal?.addEventListener('abort', interrupted, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > run.outputBytesMax) {
        stop(tooLong(command, run.outputBytesMax));
      } else {
        chunks.push(chunk);
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]).subarray(-STDERR_TAIL_BYTES);
    });
    child.stdin.on('error', () => undefined); // it may end before it read everything
    child.stdin.end(run.input ?? '');
    child.on('error', (thrown) => {
      settle(() => {
        if (systemCodeOf(thrown) === 'ENOENT') {
          resolve({ kind: 'missing' });
        } else {
          reject(couldNotStart(command, thrown));
        }
      });
    });
    child.on('close', (code) => {
      settle(() => {
        if (stopped !== null) {
          reject(stopped);
          return;
        }
        const stdout = Buffer.concat(chunks).toString('utf8');
        resolve({ kind: 'ended', code: code ?? -1, stdout, stderr: tail.toString('utf8').trim() });
      });
    });
  });
}

function tooSlow(command: string, timeoutMs: number): HoneError {
  return new TransientError(
    'E_FORGE',
    'timeout',
    `${command} did not end within ${timeoutMs / MS_PER_S} s and was stopped. Check the network, ` +
      `then run the same command again.`,
  );
}

function tooLong(command: string, bytesMax: number): HoneError {
  return new HoneError(
    'E_FORGE',
    `${command} printed more than ${bytesMax} bytes, which is more than hone reads.`,
  );
}

function couldNotStart(command: string, thrown: Error): HoneError {
  return new HoneError('E_FORGE', `${command} could not be started: ${messageOf(thrown)}`, {
    cause: thrown,
  });
}
