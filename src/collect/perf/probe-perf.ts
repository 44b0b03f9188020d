import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { BYTES_PER_MIB } from '../../base/index.ts';
import type { CommandLine } from '../../model/index.ts';
import { PERF_PROBE_MS_MAX } from '../limits.ts';
import { runCommand, type RunEnd } from '../run-command.ts';
import { perfRecordWords } from './perf-words.ts';

/** Best first. Virtual machines have no counter of cycles; perf may then fall back by itself. */
const EVENTS = ['cycles', 'cpu-clock', 'task-clock'] as const;

/** Whether perf can be used here. */
export type PerfProbe =
  /** `event` is what perf is asked for, `recorded` what it made of it: `cpu-clock:u`. */
  | { readonly kind: 'available'; readonly event: string; readonly recorded: string }
  /** A sentence for a caveat. */
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Tries perf on a command that does nothing.
 *
 * @param line - its environment and working folder are used
 * @param folder - absolute; for its data, which is removed again
 */
export async function probePerf(
  line: Pick<CommandLine, 'env' | 'cwd'>,
  folder: string,
  signal?: AbortSignal,
): Promise<PerfProbe> {
  const data = join(folder, 'probe.data');
  let complaint = '';
  for (const event of EVENTS) {
    const words = perfRecordWords({ event, hz: 99, data }, ['true']);
    const end = await briefly({ ...line, words }, signal);
    if (end === null) {
      return { kind: 'missing', reason: 'perf is not installed, or not on the PATH.' };
    }
    if (end.exit.kind === 'exited' && end.exit.code === 0) {
      const recorded = await recordedEvent(line, data, signal);
      rmSync(data, { force: true });
      return { kind: 'available', event, recorded: recorded ?? event };
    }
    complaint ||= end.stderrTail.trim().split('\n')[0] ?? '';
  }
  rmSync(data, { force: true });
  return { kind: 'missing', reason: `perf can't record here${why(complaint)}` };
}

/** Null when it could not be started. */
async function briefly(
  line: CommandLine,
  signal: AbortSignal | undefined,
  onOutput?: (chunk: Buffer) => void,
): Promise<RunEnd | null> {
  try {
    return await runCommand({
      line,
      stdinPath: null,
      timeoutMs: PERF_PROBE_MS_MAX,
      outputBytesMax: BYTES_PER_MIB,
      graceMs: 0,
      ...(signal === undefined ? {} : { signal }),
      ...(onOutput === undefined ? {} : { onOutput }),
    });
  } catch (thrown) {
    if (signal?.aborted === true) {
      throw thrown;
    }
    return null; // there is no such program
  }
}

async function recordedEvent(
  line: Pick<CommandLine, 'env' | 'cwd'>,
  data: string,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  let text = '';
  await briefly({ ...line, words: ['perf', 'evlist', '-i', data] }, signal, (chunk) => {
    text += chunk.toString('utf8');
  });
  return text.trim().split('\n')[0]?.trim() || null;
}

function why(complaint: string): string {
  const level = paranoia();
  const advice =
    level !== null && level > 1 && process.getuid?.() !== 0
      ? ` The setting kernel.perf_event_paranoid is ${level}; with 1 or less (sysctl, as ` +
        `administrator) it may work.`
      : '';
  return complaint === '' ? `.${advice}` : `: ${complaint.replace(/[.:]$/, '')}.${advice}`;
}

function paranoia(): number | null {
  try {
    return Number(readFileSync('/proc/sys/kernel/perf_event_paranoid', 'utf8'));
  } catch {
    return null; // not Linux, or a kernel without it
  }
}
