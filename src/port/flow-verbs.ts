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
  /**
   * Says what the attempt used so far, such as tokens and money. What was said last is recorded
   * with how the attempt ended, also when it failed; one that a crash cut off records nothing.
   */
  readonly spent: (what: Json) => void;
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
export type GateCheck = (attempt: GateAttempt) => Promise<GateVerdict>;

/** What the check of a gate gets. */
export interface GateAttempt extends StepAttempt {
  /** Says which of several things the check looks at now, in a few words, for people who watch. */
  readonly looksAt: (check: string) => void;
}

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
