import { readFileSync } from 'node:fs';

import { processTable } from '../../base/index.ts';
import type { StripAttributes } from '../clean/attributes.ts';
import { FolderState } from '../clean/folder-state.ts';
import { removeAll } from '../clean/remove-all.ts';
import { joined, NO_TRACES, type Traces, tracesOf } from '../clean/traces.ts';
import { KILL_LOOKS_MAX } from '../limits.ts';
import { killHard, namesOf } from '../process-tree.ts';

/** What a sample left in the runner's own world, and was taken away. */
export interface Cleaned {
  readonly wrote: Traces;
  /** Names of processes that were still running and were killed. */
  readonly processes: readonly string[];
  /** What outlives processes without being a file, or could not be taken away, in words. */
  readonly remains: readonly string[];
}

/** What only the runner and its commands see of the machine: folders in memory, processes, keys. */
export interface OwnWorld {
  /** Puts it back into the state in which the runner found it. Nothing of the sample runs. */
  clean(): Cleaned;
  /** False where folders are the machine's own, so that who filled them can't be told. */
  readonly isOwn: boolean;
}

/** Where nothing is the runner's own, nothing is looked at: it would be other programs'. */
export const SHARED_WORLD: OwnWorld = {
  clean: () => ({ wrote: NO_TRACES, processes: [], remains: [] }),
  isOwn: false,
};

/** Kinds of System V objects; each has a table below /proc/sysvipc. */
const SYSTEM_V = { shm: 'shared memory', sem: 'semaphores', msg: 'a message queue' } as const;

/** Key types that hold what a program gave them. See keyrings(7). */
const TELLING_KEY = /^(user|logon|big_key)$/;

/**
 * Takes the sandbox that the runner is in for its own.
 *
 * @param outsideDevices - `major:minor` of every file system that is mounted outside: a file system
 *   of another number exists only in here, so that emptying it takes nothing from others
 */
export function ownWorld(outsideDevices: readonly string[], strip: StripAttributes): OwnWorld {
  const folders = ownFolders(outsideDevices).map((path) => new FolderState(path));
  const before = objects();
  const processes = new Set(processTable().map(({ pid }) => pid));
  return {
    isOwn: true,
    clean() {
      const ended = endProcesses(processes);
      const left = [...objects()].filter(([key]) => !before.has(key)).map(([, words]) => words);
      try {
        const wrote = folders.map((state) => emptied(state, strip)).reduce(joined, NO_TRACES);
        return { wrote, processes: ended, remains: left };
      } catch (thrown) {
        return { wrote: NO_TRACES, processes: ended, remains: [...left, String(thrown)] };
      }
    },
  };
}

/** What is new goes; folders in memory hold nothing that could have been altered. */
function emptied(state: FolderState, strip: StripAttributes): Traces {
  const changes = state.changes();
  const { added, altered, touched } = changes;
  if (added.length === 0 && altered.length === 0 && touched.length === 0) {
    return NO_TRACES;
  }
  const traces = tracesOf(state, changes, state.root);
  added.forEach(removeAll);
  touched.forEach((place) => strip(state.entry(place).path));
  state.update([...touched, ...altered.filter((place) => isThere(state, place))]);
  return traces;
}

function isThere(state: FolderState, place: number): boolean {
  try {
    state.update([place]);
    return true;
  } catch {
    return false; // it was removed: bubblewrap puts nothing there but what leads to mounts
  }
}

/** Folders in memory that can be written to and that nobody else sees: proc_pid_mountinfo(5). */
function ownFolders(outsideDevices: readonly string[]): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => {
      const [, , device = '', , , options = ''] = fields;
      const type = fields[fields.indexOf('-') + 1];
      const isOwn = type === 'tmpfs' && !outsideDevices.includes(device);
      return isOwn && options.split(',').includes('rw');
    })
    .map(([, , , , point = '']) => withoutEscapes(point));
}

/** Spaces and the like are written as three octal digits. */
function withoutEscapes(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** Everything that outlives a process without being a file, by a key that names it for good. */
function objects(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [kind, words] of Object.entries(SYSTEM_V)) {
    for (const line of linesOf(`/proc/sysvipc/${kind}`).slice(1)) {
      const [, id] = line.trim().split(/\s+/);
      found.set(`${kind}/${id}`, `${words} of System V (${id})`);
    }
  }
  for (const line of linesOf('/proc/keys')) {
    const [serial = '', , , , , , , type = '', ...name] = line.trim().split(/\s+/);
    if (TELLING_KEY.test(type)) {
      found.set(`key/${serial}`, `a key of the kernel (${name.join(' ')})`);
    }
  }
  // A command may change its parent's limits, which the next one would inherit.
  for (const line of linesOf('/proc/self/limits').slice(1)) {
    found.set(`limit/${line}`, `another limit on the runner (${line.trim().split(/\s{2,}/)[0]})`);
  }
  return found;
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return []; // this kernel has none of these
  }
}

/** Processes of this world that were not there at the start, however they left their parents. */
function endProcesses(known: ReadonlySet<number>): string[] {
  const strangers = (): ReturnType<typeof processTable> =>
    processTable().filter((entry) => entry.isAlive && !known.has(entry.pid));
  const names = namesOf(strangers());
  for (let look = 0; look < KILL_LOOKS_MAX && strangers().length > 0; look++) {
    strangers().forEach(({ pid }) => killHard(pid));
  }
  return names;
}
