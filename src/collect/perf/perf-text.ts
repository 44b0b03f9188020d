import { closeSync, existsSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { BYTES_PER_MIB, diskErrorFrom } from '../../base/index.ts';
import { PERF_SCRIPT_MS_MAX, PROFILE_BYTES_MAX } from '../limits.ts';
import { runCommand, type RunEnd } from '../run-command.ts';
import { perfScriptWords } from './perf-words.ts';

/** The text of a recording, or why there is none. */
export type PerfText =
  | { readonly kind: 'written'; readonly path: string }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Turns what perf recorded into text in the same folder, and removes the recording.
 *
 * @param env - of the command; its PATH is used, and nothing that could lead perf to the network
 * @throws HoneError E_DISK when the text can't be written, E_INTERRUPTED when aborted
 */
export async function perfText(
  { data, folder, env }: { data: string; folder: string; env: Readonly<Record<string, string>> },
  signal?: AbortSignal,
): Promise<PerfText> {
  if (!existsSync(data)) {
    return { kind: 'failed', reason: 'perf recorded nothing.' };
  }
  const path = join(folder, 'perf.txt');
  const file = openSync(path, 'w');
  let end: RunEnd;
  try {
    end = await runCommand({
      line: {
        words: perfScriptWords(data),
        cwd: folder,
        env: { PATH: env['PATH'] ?? '', HOME: folder, LC_ALL: 'C' },
      },
      stdinPath: null,
      timeoutMs: PERF_SCRIPT_MS_MAX,
      outputBytesMax: PROFILE_BYTES_MAX,
      graceMs: 0,
      onOutput: (chunk) => writeWhole(file, chunk, path),
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    closeSync(file);
    rmSync(data, { force: true });
  }
  return judge(end, path);
}

function judge({ exit, stdoutBytes, stderrTail }: RunEnd, path: string): PerfText {
  switch (exit.kind) {
    case 'exited':
      return exit.code === 0 && stdoutBytes > 0
        ? { kind: 'written', path }
        : { kind: 'failed', reason: `perf script found no samples. ${firstLine(stderrTail)}` };
    case 'flooded': {
      const cut = `its text is larger than ${PROFILE_BYTES_MAX / BYTES_PER_MIB} MiB`;
      return { kind: 'failed', reason: `The recording of perf is too long: ${cut}.` };
    }
    case 'timed-out':
      return { kind: 'failed', reason: `perf script took longer than ${exit.afterMs / 1_000} s.` };
    case 'signalled':
      return { kind: 'failed', reason: `perf script was ended by ${exit.signal}.` };
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

function writeWhole(file: number, chunk: Buffer, path: string): void {
  try {
    for (let written = 0; written < chunk.length;) {
      written += writeSync(file, chunk, written);
    }
  } catch (thrown) {
    throw diskErrorFrom(thrown, path);
  }
}
