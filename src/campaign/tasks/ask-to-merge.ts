import { type MergeMethod, mergeMethodIn } from './merge-method.ts';
import type { TaskWork } from './task-work.ts';

/** The question that `hone task complete` answers; without it nothing is ever merged. */
export const COMPLETE_QUESTION = 'complete';

/** The place behind that question: who looks again is not asked again. */
const ALLOWED = 'allowed';

/** Waits until a person wants the merge. @returns how; null when they did not say */
export async function askToMerge({ work, id, task }: TaskWork): Promise<MergeMethod | null> {
  const { flow, step, board } = work;
  const { data } = await flow.ask(`${step.id}/${COMPLETE_QUESTION}`, {
    text:
      `Task ${id} is ready. Merge ${task.branch} into ${task.baseBranch}? ` +
      `hone task complete ${id} does it, after another look at checks and reviews.`,
    of: 'the owner of the task',
    evidence: { branch: task.branch, base: task.baseBranch },
    choices: ['merge'],
  });
  const gate = `${step.id}/${ALLOWED}`;
  await flow.gate(gate, async () => ({ kind: 'pass', commit: board.commit, evidence: null }));
  board.mark(step.id, { gate: `${flow.path}${gate}`, decided: data });
  return mergeMethodIn(data);
}
