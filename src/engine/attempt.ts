import { type Clock, type Json, NS_PER_MS } from '../base/index.ts';
import type { ProcessGroup, StepAttempt } from '../port/index.ts';
import { SETTLE_MS, VISIBLE_AFTER_MS } from './limits.ts';
import { endGroup, type GroupSystem } from './process-groups.ts';
import { abortError, type Scope, timeoutError } from './scope.ts';
import type { Timers } from './timers.ts';

/** How one attempt ended. */
export type AttemptEnd =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly thrown: unknown }
  | { readonly kind: 'timed-out'; readonly thrown: Error }
  /** Its scope was closed: nobody wants to know any more. */
  | { readonly kind: 'closed' }
  /** It goes on behind our back. `what` says what does. */
  | { readonly kind: 'stuck'; readonly what: string };

/** What attempts need. */
export interface AttemptParts {
  readonly timers: Timers;
  readonly clock: Clock;
  readonly system: GroupSystem;
}

/** One attempt. */
export interface AttemptOptions {
  /** For messages: the id of the step. */
  readonly name: string;
  readonly attempt: number;
  readonly previousFailure: string | null;
  readonly timeoutMs: number;
  readonly onGroup: (group: ProcessGroup) => void;
  /** What it used so far, as it says; left out where nobody records that. */
  readonly onSpent?: (what: Json) => void;
  /** Called once when the attempt still runs after `VISIBLE_AFTER_MS`. */
  readonly onSlow: () => void;
}

type Settled = Extract<AttemptEnd, { kind: 'returned' | 'threw' }>;
type Cut = Extract<AttemptEnd, { kind: 'timed-out' | 'closed' }>;

/**
 * Runs work until it settles, takes too long, or its scope is closed; then its process groups are
 * ended, and work that was cut short is waited for, so that nothing of it goes on behind.
 */
export async function runAttempt(
  parts: AttemptParts,
  scope: Scope,
  options: AttemptOptions,
  work: (attempt: StepAttempt) => Promise<unknown>,
): Promise<AttemptEnd> {
  const ending = attemptEnd(parts, scope, options, work);
  const forget = scope.track(() => ending.then(whatIsStuck));
  try {
    return await ending;
  } finally {
    forget();
  }
}

function whatIsStuck(end: AttemptEnd): string | null {
  return end.kind === 'stuck' ? end.what : null;
}

async function attemptEnd(
  parts: AttemptParts,
  scope: Scope,
  options: AttemptOptions,
  work: (attempt: StepAttempt) => Promise<unknown>,
): Promise<AttemptEnd> {
  const { timers } = parts;
  const { name, attempt, previousFailure, timeoutMs } = options;
  const abortion = lazyAbort();
  const groups: ProcessGroup[] = [];
  let isOver = false;

  const { promise: firstEnd, resolve: endFirst } = Promise.withResolvers<Settled | Cut>();
  const stopTimer = watchTime(parts, options, () => {
    const thrown = timeoutError(timeoutMs);
    abortion.abort(thrown);
    endFirst({ kind: 'timed-out', thrown });
  });
  const stopListening = scope.onClose((reason) => {
    abortion.abort(reason);
    endFirst({ kind: 'closed' });
  });
  const settled = settledWork(work, {
    attempt,
    previousFailure,
    get signal() {
      return abortion.signal();
    },
    owns(group) {
      if (isOver) {
        void endGroup(parts, group, true); // by work that did not stop when it was told to
        return;
      }
      groups.push(group);
      options.onGroup(group);
    },
    spent: (what) => options.onSpent?.(what),
  });
  void settled.then(endFirst);
  const first = await firstEnd;
  stopTimer();
  stopListening();
  isOver = true;
  const isCut = first.kind === 'timed-out' || first.kind === 'closed';
  if (groups.length === 0 && !isCut) {
    return first;
  }
  // A signal that is aborted by now says so to whatever the work left running.
  abortion.abort(abortError('the attempt is over'));
  const [stuck, hasSettled] = await Promise.all([
    stuckGroups(parts, groups),
    isCut ? settlesInTime(settled, timers) : true,
  ]);
  if (stuck.length > 0) {
    const pids = stuck.map(({ pid }) => pid).join(', ');
    return { kind: 'stuck', what: `process group ${pids} of ${name} lives on after SIGKILL` };
  }
  return hasSettled
    ? first
    : { kind: 'stuck', what: `${name} ignored its abort for ${SETTLE_MS / 1_000} s` };
}

/**
 * Tells when an attempt has become slow and when it has run out of time. With one timer, because
 * most steps are over before either and a timer costs more than what else is done about them.
 *
 * @returns takes both back
 */
function watchTime(
  { timers, clock }: AttemptParts,
  { timeoutMs, onSlow }: AttemptOptions,
  onTimeout: () => void,
): () => void {
  if (timeoutMs <= VISIBLE_AFTER_MS) {
    return timers.after(timeoutMs, onTimeout);
  }
  const startNs = clock.monotonicNs();
  let stop = timers.after(VISIBLE_AFTER_MS, () => {
    const goneMs = (clock.monotonicNs() - startNs) / NS_PER_MS;
    stop = timers.after(Math.max(0, timeoutMs - goneMs), onTimeout);
    onSlow();
  });
  return () => stop();
}

/** A signal that is made when it is first asked for: quick steps rarely do. */
function lazyAbort(): { signal(): AbortSignal; abort(reason: Error): void } {
  let controller: AbortController | null = null;
  let aborted: Error | null = null;
  return {
    signal() {
      controller ??= new AbortController();
      if (aborted !== null) {
        controller.abort(aborted);
      }
      return controller.signal;
    },
    abort(reason) {
      aborted ??= reason;
      controller?.abort(aborted);
    },
  };
}

async function settledWork(
  work: (attempt: StepAttempt) => Promise<unknown>,
  attempt: StepAttempt,
): Promise<Settled> {
  try {
    return { kind: 'returned', value: await work(attempt) };
  } catch (thrown) {
    return { kind: 'threw', thrown };
  }
}

async function stuckGroups(
  parts: AttemptParts,
  groups: readonly ProcessGroup[],
): Promise<readonly ProcessGroup[]> {
  const ended = await Promise.all(groups.map((group) => endGroup(parts, group, true)));
  return groups.filter((_, index) => ended[index] === false);
}

function settlesInTime(settled: Promise<Settled>, timers: Timers): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = timers.after(SETTLE_MS, () => resolve(false));
    void settled.then(() => {
      stop();
      resolve(true);
    });
  });
}
