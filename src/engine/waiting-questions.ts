import { assert } from '../base/index.ts';
import type { PassEnd } from './pass-end.ts';
import { answerTo, type Recorded } from './recorded.ts';
import type { Scope } from './scope.ts';
import { nextTurn } from './timers.ts';
import type { Answer } from '../port/index.ts';

/** The questions that a pass waits for. */
export interface WaitingQuestions {
  /** Waits for the answer to a question that has been recorded. */
  answer(scope: Scope, id: string): Promise<Answer>;
  /** To be called when answers have been recorded. */
  wakeAnswered(): void;
  /** To be called when nothing goes on by itself any more. */
  onIdle(): void;
}

/** What waiting takes. */
export interface WaitingParts {
  readonly recorded: Recorded;
  readonly root: Scope;
  /** Looks for messages that have come in. */
  readonly readMail: () => void;
  readonly end: (how: PassEnd) => void;
}

/** Ends the pass as `waiting` when open questions are all that is left. */
export function waitingQuestions({
  recorded,
  root,
  readMail,
  end,
}: WaitingParts): WaitingQuestions {
  const waiting = new Map<string, () => void>();
  let woken = 0;

  async function endIfWaiting(): Promise<void> {
    await nextTurn(); // the code of the flow may have more to do, between two verbs
    if (root.busy() > 0 || waiting.size === 0 || root.isClosed()) {
      return;
    }
    const before = woken;
    try {
      readMail();
    } catch (thrown) {
      end({ kind: 'fatal', thrown });
    }
    if (woken === before) {
      end({ kind: 'waiting' });
    }
  }

  return {
    onIdle() {
      if (waiting.size > 0) {
        void endIfWaiting();
      }
    },
    async answer(scope, id) {
      const known = answerTo(recorded, id);
      if (known !== null) {
        return known;
      }
      const { promise, resolve: wake } = Promise.withResolvers<void>();
      waiting.set(id, wake);
      scope.onClose(() => waiting.delete(id));
      scope.seat?.leave();
      void endIfWaiting();
      await promise;
      const done = scope.begin();
      await scope.seat?.comeBack();
      done();
      const answer = answerTo(recorded, id);
      assert(answer !== null, 'an answer that woke somebody is recorded');
      return answer;
    },
    wakeAnswered() {
      for (const [id, wake] of waiting) {
        if (answerTo(recorded, id) !== null) {
          waiting.delete(id);
          woken++;
          wake();
        }
      }
    },
  };
}
