import type {
  TrackedAttempt,
  TrackedCriterion,
  TrackedPull,
  Tracker,
  TrackedMetric,
} from '../../model/index.ts';
import type { Impact } from '../journal/journal-entry.ts';
import type { PhaseNumber } from '../phases/phase-names.ts';
import type { TaskStatus } from '../status.ts';
import type { Priority } from '../task-file/task-file.ts';
import type { TaskId } from '../task-id.ts';

/** How many exit criteria of a phase are met. */
export interface PhaseCount {
  readonly phase: PhaseNumber;
  readonly met: number;
  readonly total: number;
}

/** What somebody guessed that a task takes. */
export interface Effort {
  /** Above 0. */
  readonly amount: number;
  readonly unit: 'person-days' | 'attempts';
}

/** A pull request of the campaign, which is one task. Texts may be any. */
export interface TrackerPull extends Pick<TrackedPull, 'objectives' | 'criteria' | 'checks'> {
  readonly id: TaskId;
  readonly title: string;
  readonly branch: string | null;
  /** Null while there is none; `url` is null without a forge. */
  readonly pullRequest: {
    readonly name: string;
    readonly url: string | null;
    readonly state: 'draft' | 'open' | 'closed' | 'merged';
  } | null;
  readonly status: TaskStatus;
  /** Of every phase, see `phaseCounts`; empty when nothing was counted. */
  readonly phases: readonly PhaseCount[];
  /** From the plan; null when it says nothing. */
  readonly effort: Effort | null;
  readonly priority: Priority | null;
  readonly dependencies: readonly {
    readonly id: TaskId;
    readonly reason: string;
    readonly isCompleted: boolean;
  }[];
  /** Markdown; its first line stands in the dashboard. */
  readonly notes: string;
}

/** What has to hold before the next pull request is begun, besides its dependencies. */
export const PREFLIGHT_KINDS = [
  'base-measured',
  'suite-frozen',
  'tree-clean',
  'cheats-lost',
] as const;
export type PreflightKind = (typeof PREFLIGHT_KINDS)[number];

/** How a thing stands, and what shows it as a sentence; met without evidence counts as unknown. */
export type Judged = Omit<TrackedCriterion, 'text'>;

/** All that the tracker of a campaign is written from. Null always means "not known". */
export interface TrackerFacts {
  readonly name: string;
  readonly purpose: string;
  readonly scope: string;
  /** Markdown. */
  readonly overview: string;
  readonly documents: Tracker['documents'];
  /** In any order, each id once. */
  readonly pulls: readonly TrackerPull[];
  readonly preflight: Readonly<Record<PreflightKind, Judged | null>>;
  readonly metrics: readonly TrackedMetric[];
  /** What was tried and rejected, oldest first. */
  readonly attempts: readonly (Omit<TrackedAttempt, 'numbers'> & {
    readonly impact: readonly Impact[];
  })[];
  /** What else somebody who takes over has to know, one in a line. */
  readonly context: readonly string[];
  /** Besides "all merged" and "all targets reached", which are counted. */
  readonly done: readonly TrackedCriterion[];
}
