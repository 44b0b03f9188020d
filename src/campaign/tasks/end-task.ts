import { userInfo } from 'node:os';

import { HoneError } from '../../base/index.ts';
import { parseRunId } from '../../model/index.ts';
import type { GateView, RunView } from '../../port/index.ts';
import type { TaskId } from '../../tasks/index.ts';
import { engineOn } from '../flow/engine-on.ts';
import { answerQuestion } from '../flow/steer.ts';
import { COMPLETE_QUESTION } from './ask-to-merge.ts';
import { type MergeMethod, mergeMethodIn } from './merge-method.ts';
import { recordTaskEvent, sinceStart } from './task-log.ts';
import { attempt, forgeOfTask, pullOf } from './task-pull.ts';
import { stateNamed, type TaskState } from './task-states.ts';
import type { TaskPlace } from './with-tasks.ts';

/**
 * Says yes to the merge that a task waits for; where that was said before and something was in the
 * way, has it looked at again. Its run does it when it goes on.
 *
 * @param given.method - null for the usual one; it is not asked twice
 * @throws HoneError E_USAGE when the task is not that far, saying where it is
 */
export async function allowMerge(
  place: TaskPlace,
  wanted: string,
  { by, method }: { readonly by: string | null; readonly method: MergeMethod | null },
): Promise<TaskState> {
  const state = await stateNamed(place, wanted);
  const { view, status, document } = state;
  const open = view?.questions.find(({ id }) => id.endsWith(`/${COMPLETE_QUESTION}`));
  if (status.kind === 'completed') {
    return state;
  }
  const isOver = view?.status === 'failed' || view?.status === 'cancelled';
  const allowed = view?.gates.find(({ id, answer }) => {
    return id.endsWith(`/${COMPLETE_QUESTION}`) && answer?.choice === 'merge';
  });
  if (view !== null && allowed !== undefined && !isOver) {
    lookAgain(place, view, allowed, { by, method });
    return state; // killed after the answer: the run goes on with it
  }
  if (view === null || open === undefined) {
    const next = status.kind === 'stopped' ? '' : ` Go on with it: hone task resume ${document.id}`;
    throw new HoneError('E_USAGE', `Task ${document.id} can't be merged yet. ${status.why}${next}`);
  }
  const data = method === null ? null : { method };
  const answer = { choice: 'merge', reason: '', by, data };
  answerQuestion(place.store, view.run, open.id, answer);
  return state;
}

/** Where the merge was allowed and did not come about, the question why is answered with retry. */
function lookAgain(
  { store }: TaskPlace,
  { run, questions }: RunView,
  { id, answer }: GateView,
  { by, method }: { readonly by: string | null; readonly method: MergeMethod | null },
): void {
  const before = mergeMethodIn(answer?.data ?? null) ?? 'squash';
  if (method !== null && method !== before) {
    throw new HoneError(
      'E_USAGE',
      `${answer?.by ?? 'Somebody'} asked for --method ${before}, and that is not asked twice. To ` +
        `choose again, go back before the question: hone run rewind ${run} --gate phase-7`,
    );
  }
  const failed = id.replace(new RegExp(`${COMPLETE_QUESTION}$`), 'escalation');
  if (questions.some((question) => question.id === failed)) {
    answerQuestion(store, run, failed, { choice: 'retry', reason: '', by, data: null });
  }
}

/**
 * Gives a task up: its run is ended, its pull request closed. The branch stays, and so does
 * everything that was recorded.
 */
export async function abandonTask(
  place: TaskPlace,
  wanted: string,
  given: { readonly why: string; readonly by: string | null },
): Promise<TaskId> {
  const { repository, store, signal } = place;
  const { document, status, view, log } = await stateNamed(place, wanted);
  const { id } = document;
  if (given.why.trim() === '') {
    throw new HoneError('E_USAGE', 'Say why: --reason "…". It stands in the journal.');
  }
  if (sinceStart(log).length === 0) {
    throw new HoneError('E_USAGE', `Task ${id} was not started. Delete its folder instead.`);
  }
  if (status.kind === 'completed' || status.kind === 'abandoned') {
    throw new HoneError('E_USAGE', `Task ${id} is ${status.kind}. ${status.why}`);
  }
  const by = given.by ?? userInfo().username;
  if (view !== null && ['running', 'stopped', 'waiting'].includes(view.status)) {
    engineOn(store, null).cancel(parseRunId(view.run), { by, reason: given.why });
  }
  recordTaskEvent(store, id, { kind: 'abandoned', why: given.why, by });
  const pull = pullOf(log);
  if (pull !== null) {
    await attempt({ store, id, phase: 8 }, 'Closing the pull request', async () => {
      const forge = await forgeOfTask(repository, store, id, { signal });
      await forge.close(pull.number, { signal });
    });
  }
  return id;
}
