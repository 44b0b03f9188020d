import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { CommandLine } from '../model/index.ts';
import { caveatsOn } from './caveats.ts';
import { childrenCpuNs } from './children-cpu.ts';
import type { Collected, PerfCapture } from './collected.ts';
import { endMarked } from './end-processes.ts';
import { hookPath } from './hook-file.ts';
import { instrumented } from './instrument.ts';
import { OUTPUT_BYTES_MAX, STOP_GRACE_MS } from './limits.ts';
import { lostThreads } from './lost-threads.ts';
import { checkOptions, type CollectOptions } from './options.ts';
import { removePerfMaps } from './perf/perf-maps.ts';
import { perfText } from './perf/perf-text.ts';
import { perfRecordWords } from './perf/perf-words.ts';
import { type PerfProbe, probePerf } from './perf/probe-perf.ts';
import { readRecords } from './read-records.ts';
import { runCommand, type RunEnd } from './run-command.ts';

const KEPT_OUT =
  'The program was kept from loading the collector; its error output says why. With a permission ' +
  'model of its own it can only be profiled when that is turned off.';

/** Where a run keeps its files. */
interface Place {
  /** Absolute; the command can't write here when it is in a sandbox. */
  readonly folder: string;
  /** Absolute; the command's processes write here. */
  readonly records: string;
  /** Absolute; what perf records. */
  readonly data: string;
}

/**
 * Runs a command once and collects profiles of all its Node processes, their workers, and with
 * perf of everything in it. What the program prints and how it ends stay what they are. Its time is
 * not: never use a profiled run as a measurement.
 *
 * Everything that it started is ended, on Linux also what left its process group. Nothing is left
 * in the working folder; the profiles lie in a new folder in `options.folder`.
 *
 * @throws HoneError E_USAGE or E_NOT_FOUND for options that can't be used, E_COMMAND when the
 *   command can't be started, E_DISK when there is no room for what perf saw, E_INTERRUPTED
 */
export async function collect(options: CollectOptions): Promise<Collected> {
  checkOptions(options);
  const folder = mkdtempSync(join(options.folder, 'run-'));
  const place: Place = {
    folder,
    records: join(folder, 'records'),
    data: join(folder, 'perf.data'),
  };
  mkdirSync(place.records);
  const perf = await perfFor(options, folder);
  const startedMs = Date.now();
  try {
    return await collectInto(options, place, perf);
  } catch (thrown) {
    await endMarked(place.records, 0);
    throw thrown;
  } finally {
    rmSync(place.data, { force: true });
    if (options.collectors.perfHz !== null) {
      removePerfMaps(place.records, startedMs);
    }
  }
}

async function collectInto(
  options: CollectOptions,
  place: Place,
  perf: PerfProbe | null,
): Promise<Collected> {
  const { collectors, signal, stdinPath, timeoutMs } = options;
  const line = await lineFor(options, place, perf);
  const cpuBefore = childrenCpuNs();
  const end = await runCommand({
    line,
    stdinPath,
    timeoutMs,
    outputBytesMax: options.outputBytesMax ?? OUTPUT_BYTES_MAX,
    graceMs: STOP_GRACE_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  const strays = await endMarked(place.records, STOP_GRACE_MS);
  const cpuAfter = childrenCpuNs();
  const { records, unfinished, caveats } = readRecords(place.records);
  const seen = await perfSeen(options, place, perf);
  const { exit, wallNs, stdoutSha256, stdoutBytes, stderrTail } = end;
  return {
    exit,
    wallNs,
    cpuNs: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
    stdoutSha256,
    stdoutBytes,
    stderrTail,
    processes: records,
    perf: seen.perf,
    lost: lostThreads(records, unfinished, exit),
    caveats: [
      ...caveats,
      ...seen.caveats,
      ...endingCaveats(end, strays),
      ...(stderrTail.includes(hookPath()) ? [KEPT_OUT] : []),
      ...caveatsOn({ records, unfinished }, collectors),
    ],
    ownFiles: [hookPath()],
  };
}

/** Null when perf is not wanted. */
async function perfFor(options: CollectOptions, folder: string): Promise<PerfProbe | null> {
  const { collectors, line, signal } = options;
  return collectors.perfHz === null ? null : probePerf(line, folder, signal);
}

/** The command with the preload, in its sandbox, under perf: from the inside out. */
async function lineFor(
  { line, collectors, wrap }: CollectOptions,
  { records, data }: Place,
  perf: PerfProbe | null,
): Promise<CommandLine> {
  const perfHz = perf?.kind === 'available' ? collectors.perfHz : null;
  const own = instrumented(line, { ...collectors, perfHz }, records);
  const inside =
    wrap === undefined ? own : await wrap(own, { writable: [records], readOnly: [hookPath()] });
  return perf?.kind !== 'available' || perfHz === null
    ? inside
    : { ...inside, words: perfRecordWords({ event: perf.event, hz: perfHz, data }, inside.words) };
}

async function perfSeen(
  { collectors, line, signal, wrap }: CollectOptions,
  { folder, data }: Place,
  perf: PerfProbe | null,
): Promise<{ perf: PerfCapture | null; caveats: string[] }> {
  if (perf === null || collectors.perfHz === null) {
    return { perf: null, caveats: [] };
  }
  if (perf.kind === 'missing') {
    return { perf: null, caveats: [`Nothing was collected with perf: ${perf.reason}`] };
  }
  const text = await perfText({ data, folder, env: line.env }, signal);
  if (text.kind === 'failed') {
    return { perf: null, caveats: [text.reason.trim()] };
  }
  const caveats = [];
  if (perf.recorded.endsWith(':u')) {
    caveats.push('perf may not look into the kernel here, so its share is missing.');
  }
  if (wrap !== undefined) {
    caveats.push('perf may not find names of JavaScript functions through the sandbox.');
  }
  return {
    perf: { path: text.path, event: perf.recorded, hz: collectors.perfHz },
    caveats,
  };
}

function endingCaveats({ exit, leftBehind }: RunEnd, strays: readonly number[]): string[] {
  const caveats: string[] = [];
  if (exit.kind === 'timed-out') {
    caveats.push(
      `The command did not end within ${exit.afterMs / 1_000} s and was ended; the profiles show ` +
        `what it did until then.`,
    );
  }
  if (exit.kind === 'flooded') {
    caveats.push(`The command printed more than ${exit.bytes} bytes and was ended.`);
  }
  if (strays.length > 0) {
    caveats.push(
      `Processes outlived the command and were ended (${strays.length}); the profiles hold them ` +
        `until then.`,
    );
  }
  if (leftBehind) {
    caveats.push('A process that was killed is still there, stuck in the kernel.');
  }
  return caveats;
}
