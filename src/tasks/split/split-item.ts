import type { TaskFields } from '../task-file/new-task-file.ts';
import type { Effort } from '../tracker/tracker-facts.ts';

/** A gain that a plan expects, as far as it says which pull request brings it. Texts may be any. */
export interface SplitItem {
  readonly id: string;
  readonly title: string;
  /** Order of work in the plan, 1 first. */
  readonly rank: number;
  /** The plan's rating of it, at least 0; more is better. */
  readonly score: number;
  /** What it changes; null when that is not known. */
  readonly files: readonly string[] | null;
  /** Places in the profile that it is about, `lookup (src/keys.js:12)`. */
  readonly frames: readonly string[];
  /** What it acts on, in the words of hone.yaml. */
  readonly metric: { readonly benchmark: string; readonly metric: string };
  /** Share of the value that goes away, with its interval; null when nobody could tell. */
  readonly expected: { readonly estimate: number; readonly lo: number; readonly hi: number } | null;
  readonly effort: Effort | null;
  /** What shows that it is worth a try, one sentence each. */
  readonly evidence: readonly string[];
  /** How it is to be done and why that should help. */
  readonly approach: string;
  readonly risks: readonly string[];
  /** How to undo it; empty when the plan does not say. */
  readonly wayBack: string;
  /** As they would stand in hone.yaml; what is none is told as a risk. */
  readonly targets: readonly string[];
  readonly acceptance: readonly string[];
  /** Ids of items that have to come first. */
  readonly dependencies: readonly string[];
}

/** A task for one item. */
export interface SplitTask {
  readonly item: string;
  /** With an id that was free; `newTaskFile` takes them. */
  readonly fields: TaskFields;
}

/** Pull requests that belong together: one that stands alone, or a stack. */
export interface SplitGroup {
  /** At least one; of several each depends on the one before. */
  readonly tasks: readonly SplitTask[];
}
