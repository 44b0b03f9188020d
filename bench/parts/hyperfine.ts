import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { HoneError } from '../../src/base/index.ts';
import { userEnvironment } from '../../src/bench/index.ts';

const HYPERFINE_MS_MAX = 600_000;

/** Seconds of every run of each command, as `hyperfine -N` took them: one command after another. */
export async function hyperfineTimes(
  commands: readonly string[],
  options: {
    readonly runs: number;
    readonly warmups: number;
    readonly scratch: string;
    readonly signal: AbortSignal;
  },
): Promise<number[][]> {
  const { runs, warmups, signal, scratch } = options;
  const file = join(scratch, 'hyperfine.json');
  const counts = ['--warmup', `${warmups}`, '--runs', `${runs}`];
  const words = ['-N', '--style', 'none', ...counts, '--export-json', file, ...commands];
  try {
    await promisify(execFile)('hyperfine', words, {
      env: userEnvironment(process.env),
      signal,
      timeout: HYPERFINE_MS_MAX,
    });
  } catch (thrown) {
    if (signal.aborted) {
      throw new HoneError('E_INTERRUPTED', 'Interrupted while hyperfine ran.', { cause: thrown });
    }
    throw new HoneError(
      'E_COMMAND',
      'hyperfine could not be run. Install it (apt-get install hyperfine) and run this again.',
      { cause: thrown },
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the format of hyperfine 1.x
  const result = JSON.parse(readFileSync(file, 'utf8')) as { results: { times: number[] }[] };
  return result.results.map(({ times }) => times);
}
