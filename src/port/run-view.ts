import type { Json } from '../base/index.ts';
import type { RunId } from '../model/index.ts';
import type { Answer, Question, Rewind } from './flow-verbs.ts';

/** A question that nobody has answered yet. */
export interface OpenQuestion extends Question {
  readonly id: string;
  readonly askedAt: string;
}

/** Where a run stands. */
export type RunStatus =
  | 'running' // a process drives it
  | 'stopped' // nobody drives it although it could go on: killed or interrupted
  | 'waiting' // for an answer
  | 'completed'
  | 'failed'
  | 'cancelled';

/** Where something lies in the record of a run. */
export interface EventPlace {
  /** ISO 8601 UTC, as the clock said, which may have been set back since. */
  readonly at: string;
  /** Greater than that of everything that was recorded before it in the same run. */
  readonly order: number;
}

/** One step for people who watch. */
export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly state: 'running' | 'retrying' | 'done' | 'failed' | 'cut-off';
  /** Attempts begun. */
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Of the last failed attempt. */
  readonly failure: string | null;
}

/** One gate that was evaluated, or a question that was asked. */
export interface GateView extends EventPlace {
  readonly id: string;
  /** `checking`: a process evaluates it now, and for longer than a moment. */
  readonly state: 'checking' | 'passed' | 'failed' | 'waiting';
  /** What it looks at, while it is `checking` and says so; else null. */
  readonly checking: string | null;
  readonly commit: string | null;
  readonly question: Question | null;
  readonly answer: Answer | null;
  /** Why it failed; empty otherwise. */
  readonly reasons: readonly string[];
  /** Of the check or the question; null for a question of the flow's own that was not shown any. */
  readonly evidence: Json;
}

/** One failure: of an attempt that another one followed, of a step for good, or of a gate. */
export type FailureView = EventPlace &
  (
    | {
        readonly kind: 'attempt' | 'step';
        readonly id: string;
        /** Number of the attempt, from 1. */
        readonly attempt: number;
        readonly failure: string;
        /** Of what was thrown; null where it had none. */
        readonly errorCode: string | null;
      }
    | { readonly kind: 'gate'; readonly id: string; readonly reasons: readonly string[] }
  );

/** A rewind, and its place in the record. */
export interface RewindView extends Rewind, EventPlace {}

/** A run as its events tell it; what a rewind dropped is not in `steps` and `gates`. */
export interface RunView {
  readonly run: RunId;
  readonly flow: string;
  readonly version: string;
  readonly input: Json;
  readonly status: RunStatus;
  readonly startedAt: string;
  /** Of the last event. */
  readonly changedAt: string;
  readonly steps: readonly StepView[];
  readonly gates: readonly GateView[];
  readonly questions: readonly OpenQuestion[];
  readonly rewinds: readonly RewindView[];
  /** All that was recorded, oldest first, also of what a rewind dropped. */
  readonly failures: readonly FailureView[];
  /** Of a failed or cancelled run. */
  readonly failure: string | null;
}

/**
 * One recorded event, in the words of the port; drivers have more to record than this. A step that
 * is done at once is heard of by its `step-done` alone, and a gate by how it ended.
 */
export type RunEvent =
  | { readonly kind: 'run-started' | 'run-resumed'; readonly at: string }
  | {
      readonly kind: 'step-started' | 'step-done';
      readonly id: string;
      readonly title: string;
      readonly attempt: number;
      readonly at: string;
    }
  | {
      readonly kind: 'attempt-failed' | 'step-failed';
      readonly id: string;
      readonly title: string;
      readonly attempt: number;
      readonly failure: string;
      readonly at: string;
    }
  | {
      readonly kind: 'gate-checking';
      readonly id: string;
      readonly check: string | null;
      readonly at: string;
    }
  | { readonly kind: 'gate-passed' | 'gate-failed'; readonly id: string; readonly at: string }
  | { readonly kind: 'asked'; readonly question: OpenQuestion; readonly at: string }
  | {
      readonly kind: 'answered';
      readonly id: string;
      readonly answer: Answer;
      readonly at: string;
    }
  | { readonly kind: 'rewound'; readonly rewind: Rewind; readonly at: string }
  | {
      readonly kind: 'run-completed' | 'run-failed' | 'run-cancelled';
      readonly at: string;
    };
