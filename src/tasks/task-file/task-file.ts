import type { Problem } from '../../document/index.ts';
import type { TaskId } from '../task-id.ts';
import type { SectionKind } from './section-kind.ts';

/** The one type of task that hone works on. */
export const TASK_TYPE = 'performance';

/** How urgent a task is, the first the most. */
export const PRIORITIES = ['P1', 'P2', 'P3'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A value and the line that says it, from 1. */
export interface Placed<T> {
  readonly value: T;
  readonly line: number;
}

/** Another task that has to be completed before, and what for. */
export interface Dependency {
  readonly id: TaskId;
  /** Empty when none is given. */
  readonly reason: string;
  readonly line: number;
}

/** What is to be reached, as a task says it: `parse-large p50 <= 80 ms`. */
export interface TaskTarget {
  /** As it would stand under `targets` of hone.yaml, which is what it means. */
  readonly text: string;
  readonly benchmark: string;
  /** Null when left out, which means the benchmark's first one. */
  readonly metric: string | null;
  readonly bound: 'at_most' | 'at_least';
  /** As written, `80 ms`. */
  readonly quantity: string;
  /**
   * In the unit that values of its kind are stored in (`ns`, `bytes`, …); `unit` is null where no
   * unit is written, which means the one that the metric declares.
   */
  readonly stored: { readonly value: number; readonly unit: string | null };
  readonly line: number;
}

/** A piece of the work, with a check box. */
export interface SubTask {
  /** Its place among the others: `2.1` is the first below the second. */
  readonly number: string;
  readonly text: string;
  readonly isDone: boolean;
  /** From 0. */
  readonly depth: number;
  readonly line: number;
}

/** What must hold in the end; `isDone` is null without a check box. */
export interface Criterion {
  readonly text: string;
  readonly isDone: boolean | null;
  readonly line: number;
}

/** A section as it stands in the file, known or not. */
export interface TaskSection {
  /** Null for headings of the writer's own. */
  readonly kind: SectionKind | null;
  readonly heading: string;
  readonly line: number;
  /** With `\n` between its lines and without empty lines at its ends. */
  readonly text: string;
}

/** A task file, as far as it is understood. */
export interface TaskFile {
  readonly id: Placed<TaskId> | null;
  readonly title: Placed<string> | null;
  readonly type: Placed<typeof TASK_TYPE> | null;
  readonly priority: Placed<Priority> | null;
  /** Empty when there is none. */
  readonly overview: string;
  readonly dependencies: readonly Dependency[];
  readonly objectives: readonly Placed<string>[];
  readonly targets: readonly TaskTarget[];
  readonly subTasks: readonly SubTask[];
  readonly approach: string;
  readonly risks: readonly Placed<string>[];
  readonly resources: readonly Placed<string>[];
  readonly acceptance: readonly Criterion[];
  readonly sections: readonly TaskSection[];
}

/** What was read, and what is wrong with it in the order of the lines. */
export interface ParsedTaskFile {
  readonly task: TaskFile;
  /** The task can't be started before they are put right. */
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}
