import { HoneError } from '../../base/index.ts';
import type { Comment, GitOptions, PullRequest } from '../../git/index.ts';
import type { TaskPhase } from '../../model/index.ts';
import { type CheckFact, taskCommitSubject } from '../../tasks/index.ts';
import { jsonOf } from '../flow/record-artifact.ts';
import type { Prepared } from './phase-facts.ts';
import { sendTask } from './phase-commit.ts';
import { changesCode } from './put-optimisations.ts';
import { openComments } from './open-comments.ts';
import { commitDocuments, readFromBranch, tipOf, worktreeOf } from './task-branch.ts';
import { taskPaths } from './task-documents.ts';
import { commitJournal } from './task-journal.ts';
import { taskLog } from './task-log.ts';
import { checkFacts, forgeOfTask, pullFact, pullOf } from './task-pull.ts';
import type { TaskWork } from './task-work.ts';

/** The question that `hone task complete` answers; without it nothing is ever merged. */
export const COMPLETE_QUESTION = 'complete';

/** Waits until a person wants the merge. */
export async function askToMerge({ work, id, task }: TaskWork): Promise<void> {
  const { flow, step } = work;
  await flow.ask(`${step.id}/${COMPLETE_QUESTION}`, {
    text:
      `Task ${id} is ready. Merge ${task.branch} into ${task.baseBranch}? ` +
      `hone task complete ${id} does it, after another look at checks and reviews.`,
    of: 'the owner of the task',
    evidence: { branch: task.branch, base: task.baseBranch },
    choices: ['merge'],
  });
}

/** The last commit and push, and then what stands between the branch and its merge. */
export async function completionSeen(
  task: TaskWork,
  options: GitOptions,
): Promise<Pick<Prepared, 'unsaved' | 'checks' | 'openReviews' | 'pullRequest'>> {
  const { place, id } = task;
  const { repository, store } = place;
  const path = taskPaths(id).task;
  const text = await readFromBranch(place, path, options);
  const message = `${taskCommitSubject(id, 'docs', 'complete task')}\n\nHone-Task: ${id}\n`;
  await commitDocuments(place, text === null ? [] : [{ path, text }], message, options);
  await commitJournal(place, id, 'complete task', options);
  const isSent = await sendTask(task, 8, options);
  const forge = await forgeOfTask(repository, store, id, options);
  const known = pullOf(taskLog(store, id));
  if (known === null) {
    throw new HoneError(
      'E_FORGE',
      `Task ${id} has no pull request. Go back to phase 6, which opens it: answer retry there.`,
    );
  }
  const pull = await forge.read(known.number, options);
  const comments = await forge.comments(known.number, options);
  const isPlain = forge.describe().kind === 'plain-git';
  const tip = await tipOf(place, options);
  return {
    unsaved: [
      ...(await dirtIn(task, options)),
      ...(isPlain || isSent || pull.head.commit === tip
        ? []
        : [`${task.task.branch} (not pushed)`]),
    ],
    checks: isPlain ? await ownChecks(task, tip, options) : checkFacts(pull),
    openReviews: openReviews(pull, openComments(taskLog(store, id), comments)),
    pullRequest: pullFact(pull),
  };
}

/** Where there is no host, the checks that phase 6 ran count, as long as the code is the same. */
async function ownChecks(
  { work, place }: TaskWork,
  tip: string,
  options: GitOptions,
): Promise<CheckFact[]> {
  const record = work.board.artifact('phases/phase-6.json');
  const phase = record === null ? null : jsonOf<TaskPhase>(work, record);
  const name = "the project's own checks, in phase 6";
  const found = phase?.criteria.find(({ id }) => id === 'checks-green');
  if (phase === null || phase.task_commit === null || found?.state !== 'met') {
    return [{ name, state: 'failed' }];
  }
  const isSame = !(await changesCode(place, phase.task_commit, tip, options));
  return [
    isSame ? { name, state: 'passed' } : { name: `${name} (of other code)`, state: 'failed' },
  ];
}

async function dirtIn({ place }: TaskWork, options: GitOptions): Promise<string[]> {
  const tree = await worktreeOf(place, options);
  return tree === null || tree.dirty.tracked === 0 ? [] : [...tree.dirty.examples];
}

function openReviews(pull: PullRequest, comments: readonly Comment[]): string[] {
  const refused = pull.reviews
    .filter(({ verdict }) => verdict === 'changes-requested')
    .map(({ reviewer }) => `${reviewer} asks for changes`);
  return [...refused, ...comments.map(({ author, id }) => `comment ${id} of ${author}`)];
}
