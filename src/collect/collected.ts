import { type Static, Type } from 'typebox';

import type { OwnExit } from './run-command.ts';

const Ns = Type.Number({ minimum: 0 });
const Count = Type.Integer({ minimum: 0 });
const Place = Type.Object({
  fn: Type.String(),
  file: Type.String(),
  line: Count,
  column: Count,
});

/** How a recorded thread ended, as far as it could tell itself. */
const ThreadEnd = Type.Union([
  Type.Object({ kind: Type.Literal('exited'), code: Type.Union([Type.Integer(), Type.Null()]) }),
  Type.Object({ kind: Type.Literal('signalled'), signal: Type.String() }),
]);

/**
 * The garbage collections of a thread; `kinds` counts all of them, by V8's word, and `events` holds
 * the first 20,000.
 */
const GcRecord = Type.Object({
  count: Count,
  totalNs: Ns,
  kinds: Type.Array(
    Type.Object({ kind: Type.String(), count: Count, totalNs: Ns, longestNs: Ns }),
    { maxItems: 100 },
  ),
  events: Type.Array(
    Type.Object({
      kind: Type.String(), // V8's word: Scavenge, MarkSweepCompact, …
      ns: Ns,
      usedBytesBefore: Type.Number(),
      usedBytesAfter: Type.Number(),
    }),
    { maxItems: 20_000 },
  ),
});

/** The event loop of a thread. `delay` is how late timers were; null when it never turned. */
const LoopRecord = Type.Object({
  idleNs: Ns,
  activeNs: Ns,
  delay: Type.Union([Type.Object({ meanNs: Ns, p50Ns: Ns, p99Ns: Ns, maxNs: Ns }), Type.Null()]),
});

/**
 * Calls that blocked a thread, by function and caller. `caller` is the nearest frame that is not
 * Node's own and `app` the nearest outside `node_modules`; both are null for calls whose stack was
 * not looked at. `loading` is Node reading a module. `dropped` calls had too many callers.
 */
const IoRecord = Type.Object({
  sites: Type.Array(
    Type.Object({
      name: Type.String(), // `fs.readFileSync`
      loading: Type.Boolean(),
      caller: Type.Union([Place, Type.Null()]),
      app: Type.Union([Place, Type.Null()]),
      calls: Count,
      ns: Ns,
    }),
    { maxItems: 2_000 },
  ),
  dropped: Count,
});

/**
 * Responses that a thread served over HTTP, one for each method, path, status and set of headers.
 * `path` is without the query; `bytes` is the largest body as it was sent. `dropped` responses had
 * too many different paths.
 */
const HttpRecord = Type.Object({
  /** `hidden`: http2 was loaded in a Node that tells nothing of its servers; null: not loaded. */
  http2: Type.Union([Type.Literal('seen'), Type.Literal('hidden'), Type.Null()]),
  responses: Type.Array(
    Type.Object({
      method: Type.String(),
      path: Type.String(),
      status: Count,
      headers: Type.Record(Type.String(), Type.String()),
      bytes: Ns,
      count: Count,
    }),
    { maxItems: 500 },
  ),
  dropped: Count,
});

/** Calls of a function that was asked about; `distinct` is null when it can't be known. */
const CallRecord = Type.Object({
  id: Count,
  calls: Count,
  distinct: Type.Union([Count, Type.Null()]),
});

/**
 * Modules whose loading took half a millisecond or more, the longest first. `ownNs` is without the
 * modules that it loads itself; `effects` says that it exports nothing. Empty before Node 22.4 and
 * for ES modules. `entry` is the program's own file.
 */
const ModulesRecord = Type.Object({
  entry: Type.Union([Type.String(), Type.Null()]),
  loads: Type.Array(
    Type.Object({ file: Type.String(), ownNs: Ns, wholeNs: Ns, effects: Type.Boolean() }),
    { maxItems: 200 },
  ),
});

/** What is known of a thread from its start. */
export const ThreadHead = Type.Object({
  pid: Count,
  ppid: Count,
  tid: Count, // 0 for the main thread
  argv: Type.Array(Type.String(), { maxItems: 100 }),
  cwd: Type.Union([Type.String(), Type.Null()]), // null in a worker, or when it was removed
  node: Type.String(), // its version, `v20.20.2`
  startNs: Ns, // on the machine's monotonic clock, which V8's profiles use too
  startEpochMs: Type.Number(),
});
export type ThreadHead = Static<typeof ThreadHead>;

/** What the preload writes at the end of a thread. */
export const ThreadRecord = Type.Object({
  ...ThreadHead.properties,
  endNs: Ns,
  exit: ThreadEnd,
  cpuProfile: Type.Union([Type.String(), Type.Null()]),
  heapProfile: Type.Union([Type.String(), Type.Null()]),
  modules: Type.Union([ModulesRecord, Type.Null()]),
  calls: Type.Union([Type.Array(CallRecord, { maxItems: 1_000 }), Type.Null()]),
  gc: Type.Union([GcRecord, Type.Null()]),
  loop: Type.Union([LoopRecord, Type.Null()]),
  io: Type.Union([IoRecord, Type.Null()]),
  http: Type.Union([HttpRecord, Type.Null()]),
  /** Of the whole process, so only in the record of its main thread. */
  cpu: Type.Union([Type.Object({ userNs: Ns, systemNs: Ns, rssBytes: Ns }), Type.Null()]),
  children: Type.Array(Type.Object({ pid: Count, file: Type.String() }), { maxItems: 1_000 }),
  workers: Type.Array(Count, { maxItems: 1_000 }),
  problems: Type.Array(Type.String(), { maxItems: 100 }), // what could not be collected
});
export type ThreadRecord = Static<typeof ThreadRecord>;

/**
 * One thread of the command, in V8's own formats: `cpuProfile` is the absolute path of a
 * `.cpuprofile` and `heapProfile` of a `.heapprofile`, null where there is none.
 */
export type ProfiledProcess = ThreadRecord;

/** A thread of which nothing but its start is known. */
export interface LostThread {
  readonly pid: number;
  /** 0 for the main thread. */
  readonly tid: number;
  /** Empty when even its start was not seen. */
  readonly argv: readonly string[];
  /** Why, and what could be done, as a sentence. */
  readonly reason: string;
}

/** What perf saw. */
export interface PerfCapture {
  /** Absolute path of the text that `perf script` printed. */
  readonly path: string;
  /** As perf names it: `cycles`, `cpu-clock`, `cpu-clock:u`, … */
  readonly event: string;
  readonly hz: number;
}

/** One run of a command with its profiles. Times of a profiled run are no measurements. */
export interface Collected {
  /** Under `perf`, a command that a signal ended counts as exited with that signal's number. */
  readonly exit: OwnExit;
  readonly wallNs: number;
  /**
   * CPU time of all processes that were waited for, in steps of 10 ms, with the cost of the
   * collectors; null where the system does not tell.
   */
  readonly cpuNs: number | null;
  readonly stdoutSha256: string;
  readonly stdoutBytes: number;
  readonly stderrTail: string;
  /** In the order of their start. */
  readonly processes: readonly ProfiledProcess[];
  readonly perf: PerfCapture | null;
  readonly lost: readonly LostThread[];
  /** What weakens the profiles, in sentences. */
  readonly caveats: readonly string[];
  /** Absolute path prefixes of files whose frames are the collector's own. */
  readonly ownFiles: readonly string[];
}
