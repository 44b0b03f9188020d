import type { Clock } from '../base/index.ts';
import type { ProcessGroup, StepAttempt } from '../flow/index.ts';
import { SETTLE_MS } from './limits.ts';
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

/** What an attempt runs in. */
export interface AttemptParts {
  readonly scope: Scope;
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
}

type Settled = Extract<AttemptEnd, { kind: 'returned' | 'threw' }>;
type Cut = Extract<AttemptEnd, { kind: 'timed-out' | 'closed' }>;

/**
 * Runs work until it settles, takes too long, or its scope is closed; then its process groups are
 * ended, and work that was cut short is waited for, so that nothing of it goes on behind.
 */
export function runAttempt(
  parts: AttemptParts,
  options: AttemptOptions,
  work: (attempt: StepAttempt) => Promise<unknown>,
): Promise<AttemptEnd> {
  const ending = attemptEnd(parts, options, work);
  parts.scope.track(ending.then((end) => (end.kind === 'stuck' ? end.what : null)));
  return ending;
}

async function attemptEnd(
  parts: AttemptParts,
  options: AttemptOptions,
  work: (attempt: StepAttempt) => Promise<unknown>,
): Promise<AttemptEnd> {
  const { scope, timers } = parts;
  const { name, attempt, previousFailure, timeoutMs } = options;
  const abortion = lazyAbort();
  const groups: ProcessGroup[] = [];
  let isOver = false;

  const { promise: cut, resolve: cutShort } = Promise.withResolvers<Cut>();
  const stopTimer = timers.after(timeoutMs, () => {
    const thrown = timeoutError(timeoutMs);
    abortion.abort(thrown);
    cutShort({ kind: 'timed-out', thrown });
  });
  const stopListening = scope.onClose((reason) => {
    abortion.abort(reason);
    cutShort({ kind: 'closed' });
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
  });
  const first = await Promise.race([settled, cut]);
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
