/**
 * What all readers of profile formats produce and all analyses read: stacks × values × threads.
 * Names and stacks are interned, samples are columns, so that millions of samples stay small.
 */

/** Where a profile comes from. */
export type ProfileSource =
  | 'v8-cpu'
  | 'v8-alloc'
  | 'perf'
  | 'pprof'
  | 'folded'
  | 'speedscope'
  | 'chrome-trace'
  | 'firefox'
  | 'callgrind';

/** What a sample's value counts: nanoseconds, bytes, or how often. */
export type ProfileUnit = 'ns' | 'bytes' | 'count';

/**
 * What a frame is. `js`: code of the program in its own language (any language that is not compiled
 * to a library); `native`: machine code of the program or a library; `builtin`: a function of the
 * language's runtime that the caller asked for; `runtime`: the runtime's own work; `preempted`:
 * time in which the thread did not run.
 */
export type FrameKind =
  | 'js'
  | 'native'
  | 'builtin'
  | 'gc'
  | 'compile'
  | 'idle'
  | 'preempted'
  | 'runtime'
  | 'unknown';

/** A function that was seen on a stack. */
export interface Frame {
  readonly name: string; // '(anonymous)' when it has none
  readonly file: string; // path or URL as recorded; '' when unknown
  readonly line: number; // of its definition, from 1; 0 when unknown
  readonly column: number; // from 1; 0 when unknown
  readonly kind: FrameKind;
  /** Where it was seen running, when a source map led from there to the place above. */
  readonly generated?: FramePlace;
}

/** A place in a file, as `Frame` tells it. */
export interface FramePlace {
  readonly file: string;
  readonly line: number; // from 1; 0 when unknown
  readonly column: number; // from 1; 0 when unknown
}

/** A thread that was profiled. */
export interface ProfiledThread {
  readonly pid: number; // 0 when unknown
  readonly ppid: number; // 0 when unknown
  readonly tid: number; // 0 for the main thread or when unknown
  readonly name: string;
  readonly main: boolean;
  readonly startNs: number; // on the clock of the profile; 0 when unknown
  readonly endNs: number;
}

/** Samples as columns of equal length, in the order of time within each thread where known. */
export interface SampleColumns {
  readonly stack: Int32Array; // index of a stack
  readonly thread: Int32Array; // index of a thread
  readonly value: Float64Array; // in the profile's unit, never negative
  /** Line on which the innermost frame was, from 1; 0 when unknown. Null when never known. */
  readonly line: Int32Array | null;
}

/**
 * One profile. Stack `s` is frame `stackFrame[s]` called by stack `stackParent[s]`, which is
 * smaller than `s`, or -1 for the outermost. So every walk is a loop, however deep a recursion was.
 */
export interface Profile {
  readonly source: ProfileSource;
  readonly unit: ProfileUnit;
  readonly frames: readonly Frame[];
  readonly stackParent: Int32Array;
  readonly stackFrame: Int32Array;
  readonly threads: readonly ProfiledThread[];
  readonly samples: SampleColumns;
  /** What the reader had to leave out, clip or guess, in words. */
  readonly caveats: readonly string[];
}
