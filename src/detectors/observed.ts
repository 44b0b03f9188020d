/** A share of the workload in [0, 1] with its interval over repeated profiles. */
export interface ShareInterval {
  readonly estimate: number;
  readonly lo: number;
  readonly hi: number;
}

/** A line of source and its part of the whole workload (not of its function), in [0, 1]. */
export interface HotLine {
  /** From 1. */
  readonly line: number;
  readonly share: number;
}

/** A function of the runtime that has frames of its own, and its part of the whole workload. */
export interface RuntimeCallee {
  /** `concat` of node:buffer, `readFileSync` of node:fs, `RegExp: <source>`. */
  readonly name: string;
  readonly share: number;
}

/** A function that a profile saw at work. */
export interface HotFunction {
  /** As the engine names it; `RegExp: <source>` for a compiled regular expression. */
  readonly name: string;
  /** The key under which `sourceOf` knows the file; empty for frames that have none. */
  readonly file: string;
  /** Where the function begins, from 1; 0 when it has no place. */
  readonly line: number;
  readonly endLine?: number;
  readonly share: ShareInterval;
  /** Empty when the profile has no lines. */
  readonly hotLines: readonly HotLine[];
  /** What it called of the runtime: this time is on no line of the function. */
  readonly callees?: readonly RuntimeCallee[];
  /** Part of all allocated bytes, in [0, 1]. */
  readonly allocShare?: number;
}

/** A function that allocates, and its part of all allocated bytes in [0, 1]. */
export interface AllocationSite {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly share: number;
}

/** Synchronous calls of one Node function from one line. */
export interface SyncCalls {
  /** The function of Node, e.g. `readFileSync`. */
  readonly name: string;
  readonly count: number;
  /** In sum. */
  readonly ms: number;
  readonly file: string;
  readonly line: number;
}

/** What the event loop did. Both in [0, 1]. */
export interface LoopFacts {
  readonly utilisation: number;
  readonly idleShare: number;
}

/** Time one module took to load, without the modules that it loads itself. */
export interface ModuleLoad {
  readonly module: string;
  readonly ms: number;
}

/** One run of a function at one size of the input. */
export interface ScalingPoint {
  /** Of the input, in any unit, > 0. */
  readonly size: number;
  /** Inclusive time of the function, > 0. */
  readonly ms: number;
}

/** A function's time at several sizes of the input; a size may occur more than once. */
export interface Scaling {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly points: readonly ScalingPoint[];
}

/** A response that was served. */
export interface ServedResponse {
  readonly url: string;
  /** Of the body as it was sent. */
  readonly bytes: number;
  readonly status: number;
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How often a function was called, and with how many different arguments. */
export interface CallCount {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly count: number;
  readonly distinctArguments: number;
}

/** How a database answered one statement, as its EXPLAIN says. */
export interface ScanFacts {
  readonly table: string;
  readonly rowsRead: number;
  readonly rowsReturned: number;
}

/** One statement that a database ran. Whoever knows a database turns its spans into this. */
export interface DatabaseSpan {
  readonly statement: string;
  /** What caused it, e.g. the id of the request; spans are compared only within one. */
  readonly parent: string;
  readonly startMs: number;
  readonly ms: number;
  /** The line that sent the statement, where it is known. */
  readonly file: string | null;
  readonly line: number | null;
  /** Null when the statement was not explained or no table was read as a whole. */
  readonly scan: ScanFacts | null;
}

/** Everything that was seen at run time. What was not observed is null or empty. */
export interface RuntimeFacts {
  /** Share of the workload's time that went into collecting garbage, in [0, 1]. */
  readonly gcShare: number | null;
  readonly allocationSites: readonly AllocationSite[];
  readonly syncIo: readonly SyncCalls[];
  readonly loop: LoopFacts | null;
  /** Wall time of the whole run, which start-up is held against. */
  readonly wallMs: number | null;
  readonly startup: readonly ModuleLoad[];
  readonly scaling: readonly Scaling[];
  readonly http: readonly ServedResponse[];
  readonly calls: readonly CallCount[];
  readonly spans: readonly DatabaseSpan[];
}

/** What the detectors look at. */
export interface Observed {
  readonly hotFunctions: readonly HotFunction[];
  /** Files of the subject that ran but need not be hot: waiting is in no CPU profile. */
  readonly files: readonly string[];
  /** The text of a file, or null when it can't be had. */
  readonly sourceOf: (file: string) => string | null;
  readonly runtime: RuntimeFacts;
}

/** Runtime facts of a run in which nothing but the profile was taken. */
export const NOTHING_OBSERVED: RuntimeFacts = {
  gcShare: null,
  allocationSites: [],
  syncIo: [],
  loop: null,
  wallMs: null,
  startup: [],
  scaling: [],
  http: [],
  calls: [],
  spans: [],
};
