import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A noisy neighbour that runs until it is ended. */
export interface Neighbour {
  end(): void;
}

/**
 * Starts a process that is busy for random 20 to 200 ms and sleeps as long at random in between. It
 * ends when told, or when this process is gone and its standard input closes.
 */
export function startNeighbour(seed: number): Neighbour {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, 'neighbour-process.ts'), String(seed)],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  return { end };
}
