import { basename } from 'node:path';

import { NS_PER_MS } from '../../base/index.ts';
import type { Collected, ProfiledProcess } from '../../collect/index.ts';
import type {
  CallCount,
  RuntimeFacts,
  Scaling,
  ServedResponse,
  SyncCalls,
} from '../../detectors/index.ts';
import type { ProfiledWorkload } from '../../model/index.ts';
import { subjectFile } from '../../profile/index.ts';
import { collections, type GcRecord, gcRecord } from './collections.ts';
import { EVENT_LOOPS_MAX, PROCESS_CHARS_MAX, RESPONSES_MAX } from './limits.ts';
import { type ModuleTime, startupOf } from './module-times.ts';

/** What the runs of a workload showed beside their profiles. */
export interface RuntimeSeen {
  /** In the last run, as the next three. */
  readonly syncIo: readonly SyncCalls[];
  readonly loop: RuntimeFacts['loop'];
  readonly eventLoops: NonNullable<ProfiledWorkload['event_loops']>;
  readonly http: readonly ServedResponse[];
  /** Of all runs. */
  readonly gc: ProfiledWorkload['gc'] | null;
  /** Of each run. */
  readonly modules: readonly (readonly ModuleTime[])[];
  /** How long the profiled runs took. */
  readonly wallMs: number;
  /** From a run of its own. */
  readonly calls: readonly CallsSeen[];
  /** From runs on several sizes of the input. */
  readonly growth: Growth | null;
}

/** The calls of a function; null where it is not known how many arguments differ. */
export interface CallsSeen extends Omit<CallCount, 'distinctArguments'> {
  readonly distinctArguments: number | null;
}

/** Times of functions at several sizes of one input. */
export interface Growth {
  readonly input: string;
  readonly sizes: readonly number[];
  readonly scaling: readonly Scaling[];
}

/** Nothing but a profile. */
export const NOTHING_SEEN: RuntimeSeen = {
  syncIo: [],
  loop: null,
  eventLoops: [],
  http: [],
  gc: null,
  modules: [],
  wallMs: 0,
  calls: [],
  growth: null,
};

/** What one run showed, small enough to be kept until the last. */
export interface RunSeen {
  readonly last: Pick<RuntimeSeen, 'syncIo' | 'loop' | 'eventLoops' | 'http'>;
  readonly gc: readonly GcRecord[] | null;
  readonly modules: readonly ModuleTime[];
  readonly wallNs: number;
}

/** @param modules - what loading each took, from `moduleTimes` */
export function seenInRun(
  { processes, wallNs }: Collected,
  root: string,
  modules: readonly ModuleTime[],
): RunSeen {
  const gc = processes.flatMap((one) => (one.gc === null ? [] : [gcRecord(one.gc)]));
  return {
    last: {
      syncIo: processes.flatMap((one) => blockingCalls(one, root)),
      loop: loopFacts(processes, wallNs),
      eventLoops: eventLoops(processes),
      http: processes.flatMap(servedBy).slice(0, RESPONSES_MAX),
    },
    gc: gc.length === 0 ? null : gc,
    modules,
    wallNs,
  };
}

/** @param runs - at least one */
export function seenOverRuns(runs: readonly RunSeen[]): RuntimeSeen {
  const { last } = runs.at(-1) ?? { last: NOTHING_SEEN };
  return {
    ...NOTHING_SEEN,
    ...last,
    gc: collections(runs.flatMap(({ gc }) => (gc === null ? [] : [gc]))),
    modules: runs.map(({ modules }) => modules),
    wallMs: runs.reduce((sum, { wallNs }) => sum + wallNs, 0) / runs.length / NS_PER_MS,
  };
}

/** The part of a report on a workload that comes from this. */
export function reportedFacts(
  { gc, eventLoops: loops, modules, wallMs }: RuntimeSeen,
  plainMs: number | null,
): Pick<ProfiledWorkload, 'gc' | 'event_loops' | 'startup'> {
  return {
    startup: startupOf(modules, plainMs ?? wallMs),
    gc: gc ?? null,
    event_loops: [...loops],
  };
}

function blockingCalls({ io }: ProfiledProcess, root: string): SyncCalls[] {
  return (io?.sites ?? []).flatMap(({ name, loading, app, calls, ns }) =>
    loading || app === null
      ? []
      : [
          {
            name: name.split('.').at(-1) ?? name,
            count: calls,
            ms: ns / NS_PER_MS,
            file: subjectFile(app.file, root),
            line: app.line,
          },
        ],
  );
}

function loopFacts(processes: readonly ProfiledProcess[], wallNs: number): RuntimeFacts['loop'] {
  const loops = processes.flatMap(({ loop }) => (loop === null ? [] : [loop]));
  const active = loops.reduce((sum, { activeNs }) => sum + activeNs, 0);
  const idle = loops.reduce((sum, { idleNs }) => sum + idleNs, 0);
  return active + idle <= 0
    ? null
    : {
        utilisation: active / (active + idle),
        idleShare: Math.min(1, idle / loops.length / Math.max(1, wallNs)),
      };
}

function eventLoops(processes: readonly ProfiledProcess[]): RuntimeSeen['eventLoops'] {
  return processes
    .flatMap(({ tid, loop, argv }) => {
      if (tid !== 0 || loop === null || loop.activeNs + loop.idleNs <= 0) {
        return []; // a loop that never turned says nothing
      }
      const { idleNs, activeNs, delay } = loop;
      return [
        {
          process: processName(argv),
          utilisation: activeNs / (activeNs + idleNs),
          delay_ms:
            delay === null
              ? null
              : {
                  p50: delay.p50Ns / NS_PER_MS,
                  p99: delay.p99Ns / NS_PER_MS,
                  max: delay.maxNs / NS_PER_MS,
                },
        },
      ];
    })
    .slice(0, EVENT_LOOPS_MAX);
}

/** `node server.js`: paths are cut to their names, and so are secrets in later words. */
function processName(argv: readonly string[]): string {
  const words = argv.slice(0, 2).map((word) => basename(word));
  const text = words.join(' ').replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ');
  return text.trim() === '' ? 'node' : text.slice(0, PROCESS_CHARS_MAX);
}

function servedBy({ http }: ProfiledProcess): ServedResponse[] {
  return (http?.responses ?? []).map(({ path, status, headers, bytes }) => ({
    url: path,
    status,
    headers,
    bytes,
  }));
}
