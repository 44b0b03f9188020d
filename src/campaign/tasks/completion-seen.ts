import { HoneError, TransientError } from '../../base/index.ts';
import {
  branchDistance,
  type Comment,
  type Forge,
  type GitOptions,
  type PullRequest,
  readFileAt,
} from '../../git/index.ts';
import type { TaskPhase } from '../../model/index.ts';
import type { CheckFact, CompletionFacts } from '../../tasks/index.ts';
import { jsonOf } from '../flow/record-artifact.ts';
import type { Prepared } from './phase-facts.ts';
import { commitTexts, sendTask } from './phase-commit.ts';
import { changesCode, placedOn } from './put-optimisations.ts';
import { openComments } from './open-comments.ts';
import { readyPull, tellRisks } from './ready-pull.ts';
import { rootOfBranch, type Sent, tipOf, worktreeOf } from './task-branch.ts';
import { readDocument, taskPaths } from './task-documents.ts';
import { type LoggedEvent, sinceStart, taskLog } from './task-log.ts';
import { checkFacts, forgeOfTask, pullFact, pullOf } from './task-pull.ts';
import type { TaskWork } from './task-work.ts';

/**
 * The last commit and push, before anybody is asked: the checks of the host then run on it while
 * people look, and what is merged is what they looked at.
 */
export async function finalCommit(task: TaskWork, options: GitOptions): Promise<Sent['kind']> {
  const { hooks } = task.work.context;
  const what = { file: 'complete task', journal: 'complete task' };
  await commitTexts(task, what, { ...options, hooks });
  return (await sendTask(task, 8, options)).kind;
}

/**
 * What stands between the branch and its merge. Nothing is committed for looking: the checks of the
 * host would begin anew each time. Only what somebody wrote since goes with it.
 */
export async function completionSeen(
  task: TaskWork,
  options: GitOptions,
): Promise<Pick<Prepared, keyof CompletionFacts>> {
  const { place, id, work } = task;
  const { repository, store } = place;
  const forge = await forgeOfTask(repository, store, id, options);
  const known = pullOf(taskLog(store, id));
  const before = known === null ? null : await forge.read(known.number, options);
  if (before?.state === 'merged') {
    return {
      unsaved: [...(await dirtIn(task, options)), ...(await leftOut(task, before, options))],
      unmeasured: await unmeasuredOn(task, options),
      checks: checkFacts(before),
      openReviews: openReviews(before, []),
      pullRequest: pullFact(before),
    };
  }
  if (await isEdited(task, options)) {
    const what = { file: 'the task file', journal: 'journal' };
    await commitTexts(task, what, { ...options, hooks: work.context.hooks });
  }
  const isPlain = forge.describe().kind === 'plain-git';
  const tip = await tipOf(place, options);
  const isThere = !isPlain && before?.head.commit === tip;
  const sent: Sent = isThere ? { kind: 'sent' } : await sendTask(task, 8, options);
  const pull = await currentPull(task, { before, isThere }, forge, options);
  const comments = await forge.comments(pull.number, options);
  await tellRisks(pull, work.board.risks, forge, options);
  const isBehind = !isPlain && pull.state !== 'closed' && pull.head.commit !== tip;
  if (isBehind && sent.kind !== 'failed') {
    const [there, here] = [pull.head.commit, tip].map((commit) => commit.slice(0, 12));
    const why = `#${pull.number} is still at ${there} there, after ${here} was sent. Look again.`;
    throw new TransientError('E_FORGE', 'timeout', why);
  }
  const unsent = isBehind && sent.kind === 'failed' ? [sent.why.replace(/\.$/, '')] : [];
  return {
    unsaved: [...(await dirtIn(task, options)), ...unsent],
    unmeasured: await unmeasuredOn(task, options),
    checks: isPlain ? await ownChecks(task, tip, options) : checkFacts(pull),
    openReviews: openReviews(pull, openComments(taskLog(store, id), comments)),
    pullRequest: pullFact(pull),
  };
}

/** Code of the branch that somebody did not merge with it; what is not known here, is no part. */
async function leftOut(
  { place }: TaskWork,
  { number, head }: PullRequest,
  options: GitOptions,
): Promise<string[]> {
  const tip = await tipOf(place, options);
  try {
    const { ahead } = await branchDistance(place.repository, tip, head.commit, options);
    if (ahead === 0 || !(await changesCode(place, head.commit, tip, options))) {
      return [];
    }
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_NOT_FOUND') {
      return []; // it was merged with commits that were never brought here
    }
    throw thrown;
  }
  const merged = head.commit.slice(0, 12);
  return [`code after ${merged}, at which #${number} was merged: open another for it, or drop it`];
}

/**
 * Commits with code that came after the phases in which everything is measured. Where those did not
 * end with a commit, a person let them pass and knows.
 */
async function unmeasuredOn({ work, place, id }: TaskWork, options: GitOptions): Promise<string[]> {
  const { run } = work.context;
  const measured = sinceStart(taskLog(place.store, id)).findLast((event) => {
    return event.kind === 'commit' && event.run === run && [4, 5].includes(event.phase);
  });
  const tip = await tipOf(place, options);
  if (measured?.kind !== 'commit' || !(await changesCode(place, measured.commit, tip, options))) {
    return [];
  }
  const later: string[] = [];
  for (const { commit, subject, measured: brought } of await placedOn(place, options)) {
    const { ahead } = await branchDistance(place.repository, commit, measured.commit, options);
    if (brought === null && ahead > 0) {
      later.push(subject);
    }
  }
  return later;
}

/** Whether somebody changed a document of the task since its last commit. */
async function isEdited({ place, id }: TaskWork, options: GitOptions): Promise<boolean> {
  const root = await rootOfBranch(place, options);
  if (root === null) {
    return false;
  }
  const { task, journal } = taskPaths(id);
  const tip = await tipOf(place, options);
  for (const path of [task, journal]) {
    const content = await readFileAt(place.repository, tip, path, options);
    const committed = content === null ? null : Buffer.from(content).toString('utf8');
    if (readDocument(root, path) !== committed) {
      return true;
    }
  }
  return false;
}

/**
 * The pull request as it is once the branch is there. One that phase 6 could not open or make
 * ready is now; one that somebody made a draft of since stays one, for they say that it must wait.
 */
async function currentPull(
  task: TaskWork,
  { before, isThere }: { readonly before: PullRequest | null; readonly isThere: boolean },
  forge: Forge,
  options: GitOptions,
): Promise<PullRequest> {
  const record = task.work.board.artifact('phases/phase-6.json');
  const phase = record === null ? null : jsonOf<TaskPhase>(task.work, record);
  const ready = phase?.criteria.find(({ id }) => id === 'pull-request-ready');
  const isLate = before === null || (before.state === 'draft' && ready?.state !== 'met');
  if (isLate) {
    return readyPull(task, forge, options);
  }
  return isThere ? before : forge.read(before.number, options);
}

/** Where there is no host, the checks that phase 6 ran count, as long as the code is the same. */
async function ownChecks(
  { work, place, id }: TaskWork,
  tip: string,
  options: GitOptions,
): Promise<CheckFact[]> {
  const record = work.board.artifact('phases/phase-6.json');
  const phase = record === null ? null : jsonOf<TaskPhase>(work, record);
  const name = "the project's own checks, in phase 6";
  const found = phase?.criteria.find((one) => one.id === 'checks-green');
  if (found?.state !== 'met') {
    const what = found === undefined ? `${name}, which did not run them` : name;
    return [{ name: what, state: 'failed' }];
  }
  // A phase that somebody let pass ends without a commit of its own.
  const at = phase?.task_commit ?? commitBefore(6, work.context.run, taskLog(place.store, id));
  const isSame = at !== null && !(await changesCode(place, at, tip, options));
  return [
    isSame ? { name, state: 'passed' } : { name: `${name} (of other code)`, state: 'failed' },
  ];
}

/** The last commit by which a phase of a run ended that comes before another one. */
function commitBefore(phase: number, run: string, log: readonly LoggedEvent[]): string | null {
  const last = log.findLast((event) => {
    return event.kind === 'commit' && event.run === run && event.phase < phase;
  });
  return last?.kind === 'commit' ? last.commit : null;
}

async function dirtIn({ place }: TaskWork, options: GitOptions): Promise<string[]> {
  const tree = await worktreeOf(place, options);
  return tree === null || tree.dirty.tracked === 0 ? [] : [...tree.dirty.examples];
}

/** Reviews that are missing, and comments that nobody handled. */
function openReviews(pull: PullRequest, comments: readonly Comment[]): string[] {
  const { reviews, reviewDecision, base } = pull;
  const refused = reviews
    .filter(({ verdict }) => verdict === 'changes-requested')
    .map(({ reviewer }) => `${reviewer} asks for changes`);
  const isAsked = reviewDecision === 'changes-requested' && refused.length === 0;
  return [
    ...refused,
    ...(isAsked ? ['changes are asked for'] : []),
    ...(reviewDecision === 'required' ? [`the rules of ${base.branch} want a review`] : []),
    ...comments.map(({ author, id }) => `comment ${id} of ${author}`),
  ];
}
