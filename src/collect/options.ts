import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';

import { assert, HoneError, NS_PER_US } from '../base/index.ts';
import type { CommandLine } from '../model/index.ts';
import {
  ALLOC_INTERVAL_BYTES_MAX,
  ALLOC_INTERVAL_BYTES_MIN,
  CPU_INTERVAL_NS_MAX,
  CPU_INTERVAL_NS_MIN,
  LISTENER_NAME,
  PERF_HZ_MAX,
  PERF_HZ_MIN,
  TIMEOUT_MS_MAX,
} from './limits.ts';

/** What is looked at; at least one of them. */
export interface Collectors {
  /** Time between two looks of V8's CPU profiler, 100 µs to 10 ms; null without it. */
  readonly cpuIntervalNs: number | null;
  /** Bytes between two sampled allocations, 4 KiB to 16 MiB; null without them. */
  readonly allocIntervalBytes: number | null;
  /** Each garbage collection. */
  readonly gc: boolean;
  /** The event loop, and calls that block it. */
  readonly io: boolean;
  /** Looks of Linux' perf a second, 1 to 10,000; null without it. */
  readonly perfHz: number | null;
  /** Files in which functions tell of their calls, which makes them slow; none by default. */
  readonly calls?: readonly CountedFile[];
}

/** A file that is changed on its way to V8, so that functions in it tell of their calls. */
export interface CountedFile {
  /** Absolute and without links, as Node names it. */
  readonly path: string;
  /** Length of its text in UTF-16 units; the file is left alone when it has another one. */
  readonly chars: number;
  /** Of the functions in it. */
  readonly ids: readonly number[];
  /** In the order of their place. */
  readonly insertions: readonly { readonly at: number; readonly text: string }[];
}

/** What inserted code calls with the id of its function and its arguments, all in one. */
export function listenerCall(id: number): string {
  return `globalThis[Symbol.for('${LISTENER_NAME}')]?.(${id},`;
}

/** What a sandbox around the command has to leave open. */
export interface CollectorNeeds {
  /** Folders that the command writes its profiles to. */
  readonly writable: readonly string[];
  /** Files and folders that it loads from. */
  readonly readOnly: readonly string[];
}

/** One run of one command that is to be profiled. */
export interface CollectOptions {
  /** As the subject's benchmark would start it, with the user's environment and not hone's. */
  readonly line: CommandLine;
  /** Absolute path of the file on standard input; null for an empty one. */
  readonly stdinPath: string | null;
  readonly collectors: Collectors;
  /** Absolute path of an existing folder. The caller removes it when the profiles were read. */
  readonly folder: string;
  /** Then the whole command is ended; what it recorded until then counts. */
  readonly timeoutMs: number;
  /** Limit on each of the outputs; by default `OUTPUT_BYTES_MAX`. */
  readonly outputBytesMax?: number;
  /** Gives the command line that runs another one in a sandbox; perf runs around that. */
  readonly wrap?: (line: CommandLine, needs: CollectorNeeds) => Promise<CommandLine>;
  readonly signal?: AbortSignal;
}

/**
 * @throws HoneError E_USAGE for what is out of range, E_NOT_FOUND for a folder or input that is not
 *   there
 */
export function checkOptions({
  collectors,
  folder,
  line,
  stdinPath,
  timeoutMs,
}: CollectOptions): void {
  const { cpuIntervalNs, allocIntervalBytes, perfHz, gc, io, calls = [] } = collectors;
  assert(isAbsolute(folder) && isAbsolute(line.cwd), 'folders are absolute');
  const samples = [cpuIntervalNs, allocIntervalBytes, perfHz].some((one) => one !== null);
  if (!samples && !gc && !io && calls.length === 0) {
    throw new HoneError(
      'E_USAGE',
      'There is nothing to collect. Choose at least one of cpu, alloc, gc, io and perf.',
    );
  }
  within('The CPU interval in µs', cpuIntervalNs, {
    min: CPU_INTERVAL_NS_MIN,
    max: CPU_INTERVAL_NS_MAX,
    unit: NS_PER_US,
  });
  within('The allocation interval in bytes', allocIntervalBytes, {
    min: ALLOC_INTERVAL_BYTES_MIN,
    max: ALLOC_INTERVAL_BYTES_MAX,
    unit: 1,
  });
  within('The frequency of perf in Hz', perfHz, { min: PERF_HZ_MIN, max: PERF_HZ_MAX, unit: 1 });
  within('The time limit in ms', timeoutMs, { min: 1, max: TIMEOUT_MS_MAX, unit: 1 });
  mustBe('folder', line.cwd, 'The working folder of the command');
  mustBe('folder', folder, 'The folder for the profiles');
  if (stdinPath !== null) {
    mustBe('file', stdinPath, 'The file for standard input');
  }
}

function within(
  what: string,
  value: number | null,
  { min, max, unit }: { min: number; max: number; unit: number },
): void {
  if (value !== null && !(value >= min && value <= max)) {
    throw new HoneError(
      'E_USAGE',
      `${what} must lie between ${min / unit} and ${max / unit}, and is ${value / unit}.`,
    );
  }
}

function mustBe(kind: 'file' | 'folder', path: string, what: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory() !== (kind === 'folder')) {
    throw new HoneError(
      'E_NOT_FOUND',
      `${what}, ${path}, ${found === undefined ? 'does not exist' : `is no ${kind}`}.`,
    );
  }
}
