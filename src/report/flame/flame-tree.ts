import type {
  FunctionIndex,
  Profile,
  ProfileUnit,
  RunInterval,
  SourceOf,
} from '../../profile/index.ts';
import type { FlameCategory } from './palette.ts';

/** One frame of a graph: a function, a thread, or what was merged. */
export interface FlameFrame {
  /** As `functionIdentities` gives it; '' for what is no function. */
  readonly id: string;
  /** Safe to show on one line, at most NAME_CHARS_MAX characters. */
  readonly name: string;
  readonly file: string; // '' when unknown
  readonly line: number; // of the definition, from 1; 0 when unknown
  readonly category: FlameCategory;
  readonly package: string | null;
  /** Its share over the runs, where the caller knew it. */
  readonly share: RunInterval | null;
}

/**
 * Nodes as columns: each stands after its parent and right before its own children, the heaviest
 * child first. Node 0 is everything.
 */
export interface FlameNodes {
  readonly parent: Int32Array; // -1 for node 0
  readonly frame: Int32Array; // index of a frame
  readonly total: Float64Array; // in the unit, mean of the runs; the width
  readonly self: Float64Array; // without what is called from there
}

/** A call tree of bounded size, ready to be drawn. */
export interface FlameTree {
  readonly unit: ProfileUnit;
  /** Values are means over these. */
  readonly runs: number;
  readonly frames: readonly FlameFrame[];
  readonly nodes: FlameNodes;
  /** What was left out, merged or guessed, in sentences. */
  readonly notes: readonly string[];
  /** Of a differential graph; null otherwise. */
  readonly difference: FlameDifference | null;
}

/** What tells a differential graph from a plain one. */
export interface FlameDifference {
  /** Total of each node before and after, in the unit; 0 where it was not seen. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** The change of each frame; null for one that was not tested. */
  readonly changes: readonly (FrameChange | null)[];
  /** The test and its level in words, or why nothing was tested. */
  readonly test: string;
}

/** How a function changed as a whole, wherever it was called from. */
export interface FrameChange {
  /** After less before, in the unit. */
  readonly change: number;
  /** Ends of its interval; null when unknown. */
  readonly lo: number | null;
  readonly hi: number | null;
  /** Adjusted for all functions that were tested; null when unknown. */
  readonly pValue: number | null;
  readonly significant: boolean;
}

/** The profiles of one revision. */
export interface FlameSide {
  /** Each run's profiles, one or more for each process; all of one unit. */
  readonly runs: readonly (readonly Profile[])[];
  /** Numbers the functions; the one that runs were weighed with, or a new one. */
  readonly index: FunctionIndex;
  /** For ids that survive edits; answer null when there are no sources. */
  readonly sourceOf: SourceOf;
}

/** How a tree is made. */
export interface FlameOptions {
  /** Keeps only what ends in a garbage collection: who causes it. By default everything. */
  readonly only?: 'gc';
  /** Whether idle and preempted time is drawn; by default it is left out and said. */
  readonly waiting?: 'drawn' | 'left-out';
  /** Shares over the runs by number in the index, shown beside a function. */
  readonly shares?: ReadonlyMap<number, RunInterval>;
}
