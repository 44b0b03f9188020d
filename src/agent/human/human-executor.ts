import { assert, HoneError, TransientError } from '../../base/index.ts';
import type { Executor, ExecutorControl, RoleOutput, RoleTask } from '../executor.ts';
import { PERSON_ASKED_MAX, TIMEOUT_MS_MAX } from '../limits.ts';
import { layOut, PERSON_DONE, personOutcome, type PersonPlace } from '../person-executor.ts';
import { openEditor } from './open-editor.ts';

/** How a person is reached who sits at the terminal. */
export interface HumanExecutorOptions {
  /** A line for the shell that gets the folder as its last word; null: none is opened. */
  readonly editor: string | null;
  /** Shows a text; it has no newline at its end. */
  readonly tell: (text: string) => void;
  /**
   * Waits for the person, as long as it takes.
   *
   * @param signal - ends the waiting; what it returns or throws then is not looked at
   */
  readonly ask: (question: string, signal: AbortSignal) => Promise<'done' | 'declined'>;
}

/**
 * An executor that lays a task out for a person and waits until they say that it is done: in their
 * editor, or wherever they like. Whoever closes the editor is asked all the same, because some
 * editors return at once and work goes on elsewhere.
 *
 * A person is not put into the sandbox, and has no budget but the time.
 */
export function humanExecutor(options: HumanExecutorOptions): Executor {
  return async (task, control) => {
    const { signal, timeoutMs } = control;
    assert(timeoutMs >= 1 && timeoutMs <= TIMEOUT_MS_MAX, 'the timeout is 1 ms to one day');
    if (signal.aborted) {
      throw interrupted(task, signal);
    }
    const place = layOut(task);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    try {
      const ended = AbortSignal.any([signal, late.signal]);
      return await work(options, task, place, ended);
    } catch (thrown) {
      if (signal.aborted) {
        throw interrupted(task, signal);
      }
      throw late.signal.aborted ? timedOut(task, control) : thrown;
    } finally {
      clearTimeout(timer);
    }
  };
}

async function work(
  { editor, tell, ask }: HumanExecutorOptions,
  task: RoleTask,
  place: PersonPlace,
  ended: AbortSignal,
): Promise<RoleOutput> {
  tell(instructions(task, place));
  ended.throwIfAborted();
  if (editor !== null) {
    const problem = await openEditor(editor, task.folder, ended);
    if (problem !== null) {
      tell(`${problem} You can still work in ${task.folder} in any other way.`);
    }
  }
  for (let asked = 0; asked < PERSON_ASKED_MAX; asked++) {
    ended.throwIfAborted();
    const question = `Is the ${task.role}'s work in ${task.folder} done?`;
    if ((await unlessEnded(ask(question, ended), ended)) === 'declined') {
      throw new HoneError(
        'E_COMMAND',
        `The person who was asked to be the ${task.role} declined. Ask another one, or name an ` +
          `agent instead.`,
      );
    }
    const answer = { choice: PERSON_DONE, by: 'the person', reason: '', data: null };
    const outcome = personOutcome(task, answer);
    if (outcome.kind === 'handed-in') {
      return outcome.output;
    }
    if (outcome.kind === 'incomplete') {
      const problems = outcome.problems.join(' ');
      tell(`What is handed in is not complete: ${problems} Put it into ${place.handInFolder}.`);
    }
  }
  throw new HoneError(
    'E_COMMAND',
    `What the ${task.role} has to hand in was still not complete after ${PERSON_ASKED_MAX} ` +
      `questions. Put it into ${place.handInFolder}, then run the same command again.`,
  );
}

function instructions(task: RoleTask, { promptPath, handInFolder }: PersonPlace): string {
  const names = task.artifacts.map(({ name }) => name).join(', ');
  return [
    `You are asked to be the ${task.role}.`,
    `  What is to be done: ${promptPath}`,
    `  Work in:            ${task.folder}`,
    ...(names === '' ? [] : [`  Put ${names} into ${handInFolder}.`]),
    'What you change there is the proposal; you need not commit it.',
  ].join('\n');
}

/** An answer that comes after the end is not waited for. */
async function unlessEnded<T>(answer: Promise<T>, ended: AbortSignal): Promise<T> {
  const end = Promise.withResolvers<never>();
  const stop = (): void => end.reject(ended.reason);
  ended.addEventListener('abort', stop, { once: true });
  if (ended.aborted) {
    stop(); // whoever asked may have ended it, and no event comes any more
  }
  try {
    return await Promise.race([answer, end.promise]);
  } finally {
    ended.removeEventListener('abort', stop);
  }
}

function interrupted({ role }: RoleTask, { reason }: AbortSignal): HoneError {
  return new HoneError('E_INTERRUPTED', `Waiting for the ${role} was interrupted.`, {
    cause: reason,
  });
}

function timedOut({ role, folder }: RoleTask, { timeoutMs }: ExecutorControl): HoneError {
  return new TransientError(
    'E_COMMAND',
    'timeout',
    `The person who is the ${role} did not say within ${timeoutMs / 1_000} s that the work is ` +
      `done. Give them a longer timeout, or name an agent instead. What they changed is in ` +
      `${folder}.`,
  );
}
