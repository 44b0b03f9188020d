import { assert, HoneError, NS_PER_MS } from '../base/index.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Entry } from './live.ts';
import { BREATH_MS, ID_CHARS_MAX } from './limits.ts';
import { type PassEnd, reasonOf } from './pass-end.ts';
import type { Recorder } from './recorder.ts';
import { abortError, never, rootScope, type Scope } from './scope.ts';
import { type Answer, StepFailure } from '../port/index.ts';
import { nextTurn } from './timers.ts';
import { waitingQuestions } from './waiting-questions.ts';
import type { RunId } from '../model/index.ts';

/** What is known under the id of one kind of verb. */
export type EntryOf<V extends Entry['verb']> = Extract<Entry, { readonly verb: V }>;

/** One execution of a flow's code from its start. */
export interface Pass {
  readonly run: RunId;
  readonly parts: EngineParts;
  readonly recorder: Recorder;
  readonly root: Scope;
  readonly ended: Promise<PassEnd>;
  hasEnded(): boolean;
  /** The first end counts. */
  end(how: PassEnd): void;
  /** Runs one verb; see `verbIn`. */
  verb<T>(scope: Scope, body: () => Promise<T>): Promise<T>;
  /** The full id of a verb. @throws AssertionError when it was used in this pass */
  claim(scope: Scope, id: string): string;
  /** What was recorded under a full id. @throws HoneError E_FLOW_CHANGED for another verb's */
  recordedAs<V extends Entry['verb']>(id: string, verb: V): EntryOf<V> | null;
  /** Waits for the answer to a question that has been recorded. */
  answer(scope: Scope, id: string): Promise<Answer>;
  /** To be called when answers have been recorded. */
  wakeAnswered(): void;
}

/** What a pass begins with. */
export interface PassOptions {
  readonly run: RunId;
  readonly parts: EngineParts;
  readonly recorder: Recorder;
  /** Looks for messages that have come in. */
  readonly readMail: () => void;
}

/** Begins a pass; it ends when somebody calls `end`. */
export function newPass({ run, parts, recorder, readMail }: PassOptions): Pass {
  const { promise: ended, resolve } = Promise.withResolvers<PassEnd>();
  const claimed = new Set<string>();
  const { recorded } = recorder;
  let first: PassEnd | null = null;
  let breathedNs = parts.clock.monotonicNs();

  function end(how: PassEnd): void {
    if (first === null) {
      first = how;
      root.close(abortError(reasonOf(how)));
      resolve(how);
    }
  }

  const root = rootScope(() => questions.onIdle());
  const questions = waitingQuestions({ recorded, root, readMail, end });

  /** Lets timers and signals through when that is due; null when it is not. */
  function breath(scope: Scope): Promise<void> | null {
    const now = parts.clock.monotonicNs();
    if (now - breathedNs <= BREATH_MS * NS_PER_MS) {
      return null;
    }
    breathedNs = now;
    const done = scope.begin();
    return nextTurn().then(done);
  }

  return {
    run,
    parts,
    recorder,
    root,
    ended,
    end,
    hasEnded: () => first !== null,
    verb(scope, body) {
      const breathing = breath(scope);
      const result =
        breathing === null
          ? verbIn(scope, end, body)
          : breathing.then(() => verbIn(scope, end, body));
      result.catch(() => {
        // The code of the flow sees it. If it does not look, `drive` says that it has to.
      });
      return result;
    },
    claim(scope, id) {
      const full = scope.path + id;
      assertId(full);
      assert(!claimed.has(full), `the id ${full} is used once in a flow`);
      claimed.add(full);
      return full;
    },
    recordedAs(id, verb) {
      const entry = recorded.entries.get(id);
      if (entry !== undefined && entry.verb !== verb) {
        throw otherVerb(run, id, entry.verb, verb);
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the lines above prove it
      return (entry ?? null) as EntryOf<typeof verb> | null;
    },
    answer: (scope, id) => questions.answer(scope, id),
    wakeAnswered: () => questions.wakeAnswered(),
  };
}

/**
 * Runs one verb. Only a `StepFailure` reaches the code of the flow; everything else that is thrown
 * ends the pass, so that no `catch` of the flow's can go on without the journal.
 */
async function verbIn<T>(
  scope: Scope,
  end: (how: PassEnd) => void,
  body: () => Promise<T>,
): Promise<T> {
  if (scope.isClosed()) {
    return never();
  }
  try {
    const value = await body();
    return scope.isClosed() ? await never() : value;
  } catch (thrown) {
    if (!(thrown instanceof StepFailure)) {
      end({ kind: 'fatal', thrown });
    }
    if (scope.isClosed()) {
      return await never();
    }
    throw thrown;
  }
}

function assertId(id: string): void {
  assert(id.length <= ID_CHARS_MAX, `an id has at most ${ID_CHARS_MAX} characters: ${id}`);
  assert(id.isWellFormed(), `an id is well-formed Unicode: ${id}`);
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  assert(!/[\u0000-\u001f\u007f]/.test(id), `an id has no control characters: ${id}`);
  assert(!/^\/|\/\/|\/$|^$/.test(id), `an id is a path without empty names: ${id}`);
}

function otherVerb(run: RunId, id: string, was: string, now: string): HoneError {
  return new HoneError(
    'E_FLOW_CHANGED',
    `Run ${run} recorded ${id} as "${was}", and the flow now uses that id for "${now}". Resume ` +
      'the run with the flow that it began with, or start a new run; nothing was changed.',
  );
}
