import { HoneError } from '../../base/index.ts';
import type { GitOptions, MergeOutcome, MergeRefusal } from '../../git/index.ts';
import type { PullRequestFact } from '../../tasks/index.ts';
import { sendBranch, tipOf } from './task-branch.ts';
import { recordTaskEvent, taskLog } from './task-log.ts';
import { pullTitle } from './pull-text.ts';
import { forgeOfTask, pullOf } from './task-pull.ts';
import { MERGED_TRAILER } from './task-states.ts';
import { taskFileOn, type TaskWork } from './task-work.ts';
import { withoutCopies } from './without-copies.ts';

/** What became of the merge. */
export interface MergedTask {
  readonly pullRequest: PullRequestFact;
  /** Last commit of the task's branch, which was merged. */
  readonly head: string;
}

/**
 * Merges the pull request of a task and asks again whether it is merged; only then it is recorded.
 * Asking again after a kill finds what was done.
 *
 * @throws HoneError E_FORGE when the host refuses, saying what to do
 */
export async function mergeTask(task: TaskWork, options: GitOptions): Promise<MergedTask> {
  const { place, id, work } = task;
  const { repository, store } = place;
  const forge = await forgeOfTask(repository, store, id, options);
  const known = pullOf(taskLog(store, id));
  if (known === null) {
    throw new HoneError('E_FORGE', `Task ${id} has no pull request.`);
  }
  const tip = await tipOf(place, options);
  const file = await taskFileOn(task, options);
  const title = file?.parsed.task.title?.value ?? task.task.title;
  const order = {
    expectedHead: tip,
    message: {
      title: `${pullTitle(id, title)} (${known.name})`,
      body: `Hone-Run: ${work.context.run}\n${MERGED_TRAILER}: ${id}\n`,
    },
  };
  const merge = (): Promise<MergeOutcome> => forge.merge(known.number, order, options);
  const isHere = forge.describe().kind === 'plain-git';
  const { baseBranch } = task.task;
  const outcome = isHere
    ? await withoutCopies(place, { id, baseBranch }, merge, options)
    : await merge();
  if (outcome.kind !== 'merged' && outcome.kind !== 'already-merged') {
    throw new HoneError('E_FORGE', `${known.name} was not merged: ${refusalText(outcome)}`);
  }
  const check = await forge.verifyMerged(known.number, options);
  if (check.kind !== 'merged') {
    throw new HoneError(
      'E_FORGE',
      `${known.name} was merged, and the host still says that it is ${check.state}. Look at it, ` +
        'then answer retry.',
    );
  }
  const merged = { name: known.name, commit: check.commit, head: check.head };
  recordTaskEvent(store, id, { kind: 'merged', ...merged }, `merged/${check.commit}`);
  await sendBase(task, options);
  const pullRequest = { kind: 'merged', name: known.name, verifiedAs: check.commit } as const;
  return { pullRequest, head: check.head };
}

/** A merge without a host is made here alone: others have it once the base branch is pushed. */
async function sendBase({ place, task, id }: TaskWork, options: GitOptions): Promise<void> {
  const { repository, store } = place;
  const forge = await forgeOfTask(repository, store, id, options);
  if (forge.describe().kind !== 'plain-git') {
    return;
  }
  const sent = await sendBranch({ repository, branch: task.baseBranch }, options);
  if (sent.kind === 'failed') {
    const text = `The merge is in this repository alone: ${sent.why}`;
    recordTaskEvent(store, id, { kind: 'trouble', phase: 8, text });
  }
}

function refusalText(refusal: MergeRefusal): string {
  switch (refusal.kind) {
    case 'draft':
      return 'it is a draft. Take it out of draft.';
    case 'closed':
      return 'it is closed. Reopen it, or abandon the task.';
    case 'head-moved':
      return `somebody pushed to it (${refusal.head.slice(0, 12)}). Bring that here: git pull.`;
    case 'not-mergeable':
      return `${refusal.why}. Merge the base branch into it, then answer retry.`;
    case 'checks-red':
      return `red: ${refusal.checks.map(({ name, word }) => `${name} (${word})`).join(', ')}.`;
    case 'checks-unfinished':
      return `not done: ${refusal.checks.map(({ name }) => name).join(', ')}. Wait, then retry.`;
    case 'reviews-missing':
      return `${refusal.why}. Get the review, then answer retry.`;
  }
}
