import { HoneError } from '../../base/index.ts';
import type { GitOptions, MergeOrder, MergeOutcome, MergeRefusal } from '../../git/index.ts';
import type { PullRequestFact } from '../../tasks/index.ts';
import type { Risk } from '../flow/board.ts';
import type { MergeMethod } from './merge-method.ts';
import { tellRisks } from './ready-pull.ts';
import { sendBranch, tipOf } from './task-branch.ts';
import { recordTaskEvent, taskLog } from './task-log.ts';
import { pullTitle } from './pull-text.ts';
import { attempt, forgeOfTask, pullOf } from './task-pull.ts';
import { MERGED_TRAILER } from './task-states.ts';
import { taskFileOn, type TaskWork } from './task-work.ts';
import { withoutCopies } from './without-copies.ts';

/** What became of the merge. */
export interface MergedTask {
  readonly pullRequest: PullRequestFact;
  /** Last commit of the task's branch, which was merged. */
  readonly head: string;
}

/** What a person accepts with a merge. */
export interface AcceptedRisk extends Risk {
  /** What of it is not looked at any more. */
  readonly lets: { readonly checks: boolean; readonly reviews: boolean };
}

/**
 * Merges the pull request of a task and asks again whether it is merged; only then it is recorded.
 * Asking again after a kill finds what was done.
 *
 * @param how.method - null for one commit with the whole task
 * @param how.although - what somebody accepts with it; of what they let pass only that has to hold
 *   which the host itself asks for
 * @throws HoneError E_FORGE when the host refuses, saying what to do
 */
export async function mergeTask(
  task: TaskWork,
  how: { readonly method: MergeMethod | null; readonly although: AcceptedRisk | null },
  options: GitOptions,
): Promise<MergedTask> {
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
  const { method, although } = how;
  const trailers = `Hone-Run: ${work.context.run}\n${MERGED_TRAILER}: ${id}\n`;
  const order: MergeOrder = {
    expectedHead: tip,
    method: method ?? 'squash',
    checks: although?.lets.checks === true ? 'required' : 'all',
    reviews: although?.lets.reviews === true ? 'required' : 'all',
    message: {
      title: `${pullTitle(id, title)} (${known.name})`,
      body: although === null ? trailers : `${acceptedText(although)}\n\n${trailers}`,
    },
  };
  if (although !== null) {
    await attempt({ store, id, phase: 8 }, 'Telling the risk in the pull request', async () => {
      const pull = await forge.read(known.number, options);
      await tellRisks(pull, [...work.board.risks, although], forge, options);
    });
  }
  const merge = (): Promise<MergeOutcome> => forge.merge(known.number, order, options);
  const isHere = forge.describe().kind === 'plain-git';
  const { baseBranch } = task.task;
  const outcome = isHere
    ? await withoutCopies(place, { id, baseBranch }, merge, options)
    : await merge();
  if (outcome.kind !== 'merged' && outcome.kind !== 'already-merged') {
    const why = refusalText(outcome, although !== null);
    throw new HoneError('E_FORGE', `${known.name} was not merged: ${why}`);
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
  const branch = task.baseBranch;
  const sent = await sendBranch(
    { repository, branch },
    options,
    `Push it: git push origin ${branch}`,
  );
  if (sent.kind === 'failed') {
    const text = `The merge is in this repository alone: ${sent.why}`;
    recordTaskEvent(store, id, { kind: 'trouble', phase: 8, text });
  }
}

/** For the message of the merge: who merged over what. */
function acceptedText({ by, risk, failure }: Risk): string {
  return `Merged although: ${failure.join(' ')}\nAccepted by ${by}: ${risk}`
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .join('\n');
}

/** Why the host did not merge, and what to do. @param isForced - although something did not hold */
function refusalText(refusal: MergeRefusal, isForced: boolean): string {
  const again = 'answer retry';
  const theirs = isForced ? `${OF_THE_HOST} ` : '';
  switch (refusal.kind) {
    case 'draft':
      return `it is a draft. Take it out of draft, then ${again}.`;
    case 'closed':
      return `it is closed. Reopen it and ${again}, or abandon the task.`;
    case 'head-moved': {
      const there = refusal.head.slice(0, 12);
      return `somebody pushed to it (${there}). Bring that here with git pull, then ${again}.`;
    }
    case 'not-mergeable':
      return `${refusal.why}. Merge the base branch into it where they conflict, then ${again}.`;
    case 'checks-red': {
      const names = refusal.checks.map(({ name, word }) => `${name} (${word})`).join(', ');
      return `red: ${names}. ${theirs}Put that right, then ${again}.`;
    }
    case 'checks-unfinished': {
      const names = refusal.checks.map(({ name }) => name).join(', ');
      return `not done: ${names}. ${theirs}Wait for that, then ${again}.`;
    }
    case 'reviews-missing':
      return `${refusal.why}. ${theirs}Get the review, then ${again}.`;
  }
}

const OF_THE_HOST = 'The rules of the host ask for that, so nobody here can let it pass.';
