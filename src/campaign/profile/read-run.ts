import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { HoneError, messageOf } from '../../base/index.ts';
import type { Collected, ProfiledProcess } from '../../collect/index.ts';
import {
  type Profile,
  type ProfiledRun,
  type ReadProfile,
  readProfile,
  type ReadProfileOptions,
  type SourceOf,
  type SpansOf,
  withInlinedCode,
  withSourceMaps,
} from '../../profile/index.ts';
import { PROFILE_BYTES_MAX } from './limits.ts';
import { type ModuleTime, moduleTimes, unplacedLoading } from './module-times.ts';
import { sourceMapReader } from './source-map-files.ts';

/** Bytes at the beginning of a file that tell what it is. */
const BEGIN_BYTES = 256;

/** The profiles of one run and what could not be read of them. */
export interface ReadRun {
  readonly run: ProfiledRun;
  /** What loading each module took. */
  readonly modules: readonly ModuleTime[];
  readonly caveats: readonly string[];
}

/**
 * Reads what was collected in one run: V8's profiles of each thread, or what perf saw where there
 * are none. Frames of the collector itself are taken out.
 */
export function readRun(
  collected: Collected,
  about: {
    readonly root: string;
    readonly cpuIntervalNs: number;
    readonly sourceOf: SourceOf;
    readonly spansOf: SpansOf;
  },
): ReadRun {
  const { root, cpuIntervalNs, spansOf } = about;
  const caveats: string[] = [];
  const threads = collected.processes.map((thread) =>
    readThread(thread, { ownFiles: collected.ownFiles, cpuIntervalNs }, caveats),
  );
  const cpu = threads.flatMap((thread) => thread.cpu.map((one) => withInlinedCode(one, spansOf)));
  const perf = cpu.length === 0 && collected.perf !== null ? perfProfiles(collected, caveats) : [];
  const modules = moduleTimes(collected, cpu, about);
  const unplaced = unplacedLoading(modules, cpu);
  const mapped = (profiles: readonly Profile[]): Profile[] =>
    profiles.map((profile) => withSourceMaps(profile, sourceMapReader(root)).profile);
  return {
    run: {
      cpu: mapped([...cpu, ...perf]),
      allocation: mapped(threads.flatMap(({ allocation }) => allocation)),
    },
    modules,
    caveats: [
      ...caveats,
      ...collected.caveats,
      ...(unplaced === null ? [] : [unplaced]),
      ...collected.lost.map(({ pid, argv, reason }) => {
        const what = argv.length === 0 ? '' : ` (${argv.slice(0, 3).map(shortWord).join(' ')})`;
        return `Process ${pid}${what} has no profile: ${reason}`;
      }),
    ],
  };
}

/** Reads a profile from a file, unpacked if need be. @throws HoneError E_NOT_FOUND, E_FORMAT */
export function readProfileFile(
  path: string,
  options: Omit<ReadProfileOptions, 'name' | 'inflate'> = {},
): ReadProfile {
  return readProfile(bytesOf(path), {
    ...options,
    name: path,
    inflate: (bytes) => gunzipSync(bytes, { maxOutputLength: PROFILE_BYTES_MAX }),
  });
}

function bytesOf(path: string): Uint8Array {
  try {
    refuseLargeJson(path);
    return readFileSync(path);
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      throw thrown;
    }
    throw new HoneError('E_NOT_FOUND', `The profile ${path} can't be read: ${messageOf(thrown)}.`);
  }
}

/** JSON has to be one text, so a file that is too large for that is not even read. */
function refuseLargeJson(path: string): void {
  const { size } = statSync(path);
  if (size <= PROFILE_BYTES_MAX) {
    return;
  }
  const begin = Buffer.alloc(BEGIN_BYTES);
  const file = openSync(path, 'r');
  try {
    readSync(file, begin, 0, BEGIN_BYTES, 0);
  } finally {
    closeSync(file);
  }
  if (/^(?:\ufeff)?\s*[[{]/.test(begin.toString('utf8'))) {
    throw new HoneError(
      'E_FORMAT',
      `${path} is a JSON file of ${Math.round(size / 2 ** 20)} MiB; at most ` +
        `${PROFILE_BYTES_MAX / 2 ** 20} MiB can be read at once. Record for a shorter time or ` +
        'with a longer sampling interval, or export a text format such as folded stacks.',
    );
  }
}

interface ThreadProfiles {
  readonly cpu: readonly Profile[];
  readonly allocation: readonly Profile[];
}

function readThread(
  thread: ProfiledProcess,
  { ownFiles, cpuIntervalNs }: { ownFiles: readonly string[]; cpuIntervalNs: number },
  caveats: string[],
): ThreadProfiles {
  const { pid, ppid, tid, startNs, endNs, argv } = thread;
  const name = argv.slice(0, 2).map(shortWord).join(' ');
  const about = { thread: { pid, ppid, tid, startNs, endNs, name, main: tid === 0 } };
  const cpu = attempt(thread.cpuProfile, { ...about, intervalNs: cpuIntervalNs }, caveats);
  const scripts = cpu === null ? {} : { scripts: cpu.scripts };
  const allocation = attempt(thread.heapProfile, { ...about, ...scripts }, caveats);
  return {
    cpu: profilesOf(cpu, ownFiles).filter(({ unit }) => unit === 'ns'),
    allocation: profilesOf(allocation, ownFiles).filter(({ unit }) => unit === 'bytes'),
  };
}

function perfProfiles({ perf, ownFiles }: Collected, caveats: string[]): Profile[] {
  const read = attempt(perf?.path ?? null, {}, caveats);
  return profilesOf(read, ownFiles).slice(0, 1); // the event that was asked for
}

function profilesOf(read: ReadProfile | null, ownFiles: readonly string[]): Profile[] {
  return (read?.profiles ?? []).map(({ profile }) => withoutCollector(profile, ownFiles));
}

/** A profile that can't be read weakens a run; it does not end it. */
function attempt(
  path: string | null,
  options: Parameters<typeof readProfileFile>[1],
  caveats: string[],
): ReadProfile | null {
  if (path === null) {
    return null;
  }
  try {
    return readProfileFile(path, options);
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_FORMAT') {
      caveats.push(thrown.message);
      return null;
    }
    throw thrown;
  }
}

/** Work of the collector counts as the runtime's own, under a name that says whose it is. */
function withoutCollector(profile: Profile, ownFiles: readonly string[]): Profile {
  const isOwn = (file: string): boolean =>
    file !== '' && ownFiles.some((own) => file.replace(/^file:\/\//, '').startsWith(own));
  return {
    ...profile,
    frames: profile.frames.map((frame) =>
      isOwn(frame.file)
        ? { name: '(profiler)', file: '', line: 0, column: 0, kind: 'runtime' as const }
        : frame,
    ),
  };
}

function shortWord(word: string): string {
  return word.includes('/') ? basename(word) : word;
}
