import type { Json } from '../base/index.ts';
import type { RunId } from '../model/index.ts';
import type { Answer, FlowDefinition, RewindCause } from './flow-verbs.ts';
import type { OpenQuestion, RunEvent, RunView } from './run-view.ts';

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
