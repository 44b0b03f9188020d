import type { Json } from '../base/index.ts';
import type { RunId } from '../model/index.ts';

/**
 * The six verbs of durable work: `step`, `all`, `gate`, `ask` (answered by `send`), `cancel` and
 * `rewind`. A flow is code written once against `Flow`; a driver (embedded, distributed) runs it.
 *
 * The code of a flow is run again from its start whenever a run goes on, and every verb that has
 * been done returns what it returned. So it must do the same with the same answers: clocks,
 * randomness, files and configuration only inside steps; parallel branches only through `all`.
 */
export interface Flow {
  readonly run: RunId;
  /** Ids of this branch are put behind it: `''` at the top, `reviews/security/` inside `all`. */
  readonly path: string;

  /**
   * Does `work` once in the life of a run. Its result, or its final failure, is on the disk before
   * this settles; a run that goes on gets it from there. A step that was cut off by a crash runs
   * again, so `work` must be repeatable.
   *
   * @param id - unique in the run, path-like: `baseline/measure`. A duplicate is an assertion.
   * @throws StepFailure after the last attempt; recorded, so the same one is thrown on resume
   */
  step<T>(id: string, options: StepOptions<T>, work: StepWork): Promise<T>;

  /**
   * Runs one branch for each item, at most `concurrency` at once, and waits for all of them.
   * A branch that fails does not touch the others, unless `failFast` says to cancel them.
   *
   * @returns in the order of the items
   */
  all<I, T>(
    id: string,
    items: readonly I[],
    options: AllOptions<I>,
    branch: (flow: Flow, item: I) => Promise<T>,
  ): Promise<readonly BranchOutcome<T>[]>;

  /**
   * A check between steps. When `check` passes, or a person approves, the place is remembered
   * together with the code's commit, so that the run can be rewound to it. A failed gate is a
   * value: the flow decides what follows. An exception in `check` is a failed gate.
   */
  gate(id: string, check: GateCheck): Promise<GateOutcome>;

  /**
   * Waits for an answer that somebody sends to `id`, for days if need be and without a process: if
   * there is none yet, the run is put away as `waiting`. An answer sent before is kept.
   */
  ask(id: string, question: Question): Promise<Answer>;

  /** Waits until a time that is recorded, so that a restart does not begin the wait again. */
  sleep(id: string, ms: number): Promise<void>;

  /**
   * Goes back to a gate that passed (or to the start, with null): everything recorded after it no
   * longer counts, the code is restored to the commit of that gate, and the flow runs from its
   * start with what is left. Nothing is deleted. Never returns: what still runs is aborted and
   * waited for, and no code of this pass runs any more, `finally` blocks included.
   *
   * @param gate - its full id, with the path of its branch
   */
  rewind(gate: string | null, cause: RewindCause): Promise<never>;

  /** How often and why this run was rewound, oldest first. Survives every rewind. */
  rewinds(): readonly Rewind[];
}

/** How a step is tried. */
export interface StepOptions<T> {
  /** From JSON to the result; also called on the fresh one, so first and later runs agree. */
  readonly parse: (json: unknown) => T;
  /**
   * For each attempt; then `signal` is aborted, the registered process groups are killed, and
   * `retry.transient` is asked about an Error whose `name` is `TimeoutError`. Work that does not
   * settle in spite of that fails the run, because it would go on behind the next attempt.
   */
  readonly timeoutMs: number;
  /** Which failures are worth another attempt. Left out: none, one attempt. */
  readonly retry?: RetryPolicy;
  /** Counts against the limit of this class, such as `agent` or `measure`. */
  readonly uses?: string;
  /** A few words for people who watch: `developer: implement cache`. */
  readonly title?: string;
}

/** Attempts within a step. */
export interface RetryPolicy {
  /** 1 to `ATTEMPTS_MAX`; attempts that a crash cut off don't count against it. */
  readonly attemptsMax: number;
  /** Before the second attempt, the third, …; the last one repeats. */
  readonly waitsMs: readonly number[];
  /** True for a timeout, a rate limit, a broken network; a permanent error is one attempt. */
  readonly transient: (thrown: unknown) => boolean;
}

/** What a step's work gets. */
export interface StepAttempt {
  /** 1 for the first; goes on counting after a crash. */
  readonly attempt: number;
  /** Aborted by the timeout, by `cancel`, and when the process that drives the run ends. */
  readonly signal: AbortSignal;
  /** The failure of the attempt before, for telling the next one. */
  readonly previousFailure: string | null;
  /**
   * Names a process group that belongs to this attempt. It is ended with it: on success, failure,
   * timeout and cancellation, and before the step is tried again after a crash of the driver.
   */
  readonly owns: (processGroup: ProcessGroup) => void;
}

/** A process group by the identity of its leader: the id alone may have been given away since. */
export interface ProcessGroup {
  readonly pid: number;
  /**
   * When the leader started, as the system says it (Linux: field 22 of /proc/<pid>/stat); null
   * where that can't be read, and then the group is not ended after a crash. Ask the driver's
   * `processGroupOf` for it, so that both read the same.
   */
  readonly startedAt: string | null;
}

/** The body of a step. Returns JSON; `undefined` is stored as null. */
export type StepWork = (attempt: StepAttempt) => Promise<unknown>;

/** How branches run. */
export interface AllOptions<I> {
  /** Branches at once, 1 to `BRANCHES_MAX`. */
  readonly concurrency: number;
  /** Cancels the other branches as soon as one fails. */
  readonly failFast: boolean;
  /** Name of a branch, one path segment, unique among the items. */
  readonly name: (item: I) => string;
}

/** How one branch ended. */
export type BranchOutcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'cancelled' };

/** Evaluated once; its answer is recorded. The driver bounds how long it may take. */
export type GateCheck = (attempt: StepAttempt) => Promise<GateVerdict>;

/** What a check found. */
export type GateVerdict =
  | { readonly kind: 'pass'; readonly commit: string | null; readonly evidence: Json }
  | { readonly kind: 'fail'; readonly reasons: readonly string[]; readonly evidence: Json }
  /** Only a person can tell. `commit` is the code's state if they approve. */
  | { readonly kind: 'ask'; readonly commit: string | null; readonly question: Question };

/** How a gate ended. */
export type GateOutcome =
  | { readonly kind: 'passed'; readonly answer: Answer | null; readonly evidence: Json }
  | { readonly kind: 'failed'; readonly reasons: readonly string[]; readonly evidence: Json };

/** What is asked of a person. */
export interface Question {
  /** The whole question in plain words. */
  readonly text: string;
  /** Role or name that should answer: `architect`; for showing, not enforced. */
  readonly of: string;
  /** What to look at before answering: numbers, paths of artifacts. */
  readonly evidence: Json;
  /**
   * What may be answered. A gate's question takes `approve` and `reject`; other answers are
   * refused when they are sent.
   */
  readonly choices: readonly string[];
}

/** What somebody sent. */
export interface Answer {
  /** One of the question's `choices`. */
  readonly choice: string;
  /** Who answered, as given on the command line or by the system's user name. */
  readonly by: string;
  /** Why, or the text that was asked for; may be empty. */
  readonly reason: string;
  /** ISO 8601 UTC, when it was sent. */
  readonly at: string;
  /** Anything that goes with it, such as a score; null for nothing. */
  readonly data: Json;
}

/** Why a run goes back. */
export interface RewindCause {
  readonly reason: string;
  /** Who or what asked for it: a step's id, a person. */
  readonly by: string;
  /** Feedback for whoever does the work again. */
  readonly data: Json;
}

/** One rewind as it was recorded. */
export interface Rewind extends RewindCause {
  /** The gate gone back to; null for the start. */
  readonly gate: string | null;
  /** Commit that was restored; null when the gate had none. */
  readonly commit: string | null;
  readonly at: string;
}

/** A flow as a driver starts it. */
export interface FlowDefinition<R> {
  /** Such as `performance`. */
  readonly name: string;
  /** Changes whenever the code or file does; a run goes on only with the version it began with. */
  readonly version: string;
  readonly parse: (json: unknown) => R;
  readonly body: (flow: Flow, input: Json) => Promise<unknown>;
  /**
   * Brings the code back to a commit after a rewind; repeatable. Called before the flow goes on.
   */
  readonly restore: (commit: string, signal: AbortSignal) => Promise<void>;
}

/** A driver: runs flows and lets others watch and steer them. */
export interface Engine {
  /**
   * Starts a new run and drives it until it ends or waits for a person.
   *
   * @throws HoneError E_BUSY when the run exists
   */
  start<R>(
    run: RunId,
    flow: FlowDefinition<R>,
    input: Json,
    control: DriveControl,
  ): Promise<RunOutcome<R>>;

  /**
   * Goes on with a run after a crash, an interruption or an answer. A finished run returns what it
   * returned.
   *
   * @throws HoneError E_BUSY when another process drives it; E_FLOW_CHANGED when the flow has
   *   another version (says how to fork at a gate); E_JOURNAL when something recorded is damaged
   */
  resume<R>(run: RunId, flow: FlowDefinition<R>, control: DriveControl): Promise<RunOutcome<R>>;

  /**
   * A new run that begins with everything `from` had recorded up to a gate that passed, under the
   * flow as it is now.
   */
  fork<R>(
    fork: { readonly from: RunId; readonly gate: string; readonly run: RunId },
    flow: FlowDefinition<R>,
    control: DriveControl,
  ): Promise<RunOutcome<R>>;

  /**
   * Sends an answer to a question, from any process, before or after it is asked. The first one
   * that the question offers counts. One that was sent before a rewind does not count after it:
   * what it was about is done again.
   *
   * @param question - its full id, with the path of its branch
   * @throws HoneError E_NOT_FOUND; E_USAGE for a choice that the question does not offer, a second
   *   answer, or a run that has ended
   */
  send(run: RunId, question: string, answer: Answer): void;

  /**
   * Ends a run for good: at once in the process that drives it, else when it would go on.
   *
   * @throws HoneError E_NOT_FOUND; E_USAGE for a run that has ended
   */
  cancel(run: RunId, request: { readonly by: string; readonly reason: string }): void;

  /**
   * From outside, like `Flow.rewind`; the run must not be driven. The next resume begins there,
   * also when the run had failed or completed.
   *
   * @throws HoneError E_NOT_FOUND for a gate that has not passed; E_USAGE for a cancelled run;
   *   E_BUSY while it is driven
   */
  rewind(run: RunId, gate: string | null, cause: RewindCause): void;

  /**
   * What is known about a run, from its events and from what was sent to it since. Works while
   * another process drives it. An answer or a cancellation shows as soon as it is sent.
   */
  view(run: RunId): RunView;

  /** Reads everything that was recorded and says what is damaged; an empty list is intact. */
  verify(run: RunId): readonly string[];
}

/** What the process that drives a run brings along. */
export interface DriveControl {
  /** Stops driving: steps are aborted, the run stays resumable, `interrupted` comes back. */
  readonly signal: AbortSignal;
  /** Called after each recorded event, for showing progress; must not throw. */
  readonly onEvent?: (event: RunEvent) => void;
}

/** How driving ended. */
export type RunOutcome<R> =
  | { readonly kind: 'completed'; readonly result: R }
  | { readonly kind: 'waiting'; readonly questions: readonly OpenQuestion[] }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'cancelled'; readonly by: string; readonly reason: string }
  | { readonly kind: 'interrupted' };

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
export interface GateView {
  readonly id: string;
  readonly state: 'passed' | 'failed' | 'waiting';
  readonly commit: string | null;
  readonly at: string;
  readonly question: Question | null;
  readonly answer: Answer | null;
  /** Why it failed; empty otherwise. */
  readonly reasons: readonly string[];
  /** Of the check or the question; null for a question of the flow's own that was not shown any. */
  readonly evidence: Json;
}

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
  readonly rewinds: readonly Rewind[];
  /** Of a failed or cancelled run. */
  readonly failure: string | null;
}

/**
 * One recorded event, in the words of the port; drivers have more to record than this. A step that
 * is done at once is heard of by its `step-done` alone.
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
