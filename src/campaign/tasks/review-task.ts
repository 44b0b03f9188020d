import { HoneError } from '../../base/index.ts';
import { branchDistance, type Comment, type Forge, resolveRevision } from '../../git/index.ts';
import { openComments } from './open-comments.ts';
import { startedBranch } from './edit-tasks.ts';
import { taskNamed } from './task-documents.ts';
import { commitJournal, phaseNow, type WrittenJournal } from './task-journal.ts';
import { type HandledComment, recordTaskEvent, sinceStart, taskLog } from './task-log.ts';
import { sendBranch } from './task-branch.ts';
import { forgeOfTask, pullOf } from './task-pull.ts';
import type { TaskPlace } from './with-tasks.ts';

/** Comments of a pull request that nobody handled yet. */
export interface OpenReview {
  readonly pullRequest: string;
  readonly comments: readonly Comment[];
  /** What this forge can't do; empty for a host of pull requests. */
  readonly cannot: readonly string[];
}

/** What somebody says became of a comment. */
export interface CommentOutcome {
  readonly id: string;
  readonly outcome: HandledComment['outcome'];
  /** The commit of a change; the answer; or what is unclear. */
  readonly text: string;
}

/** What a session of a review came to. */
export interface ReviewSession {
  readonly session: number;
  readonly handled: readonly HandledComment[];
  /** Comments that still wait for somebody, with those that were answered by a question. */
  readonly left: number;
  readonly journal: WrittenJournal;
}

/** Comments that are new since the last session, or were changed since they were handled. */
export async function openReview(place: TaskPlace, wanted: string): Promise<OpenReview> {
  const { forge, number, name, log } = await pullNamed(place, wanted);
  const comments = await forge.comments(number, { signal: place.signal });
  return {
    pullRequest: name,
    comments: openComments(log, comments),
    cannot: forge.describe().cannot,
  };
}

/**
 * Records what became of comments, answers them where they stand, and tells the journal. What was
 * answered before is not answered again.
 *
 * @throws HoneError E_NOT_FOUND for a comment that is not open, E_USAGE for a commit that is not on
 *   the branch of the task
 */
export async function handleReview(
  place: TaskPlace,
  wanted: string,
  outcomes: readonly CommentOutcome[],
): Promise<ReviewSession> {
  const { repository, store, signal } = place;
  const { id } = taskNamed(repository.root, wanted);
  const { forge, number, name, log } = await pullNamed(place, wanted);
  const open = openComments(log, await forge.comments(number, { signal }));
  const branch = await startedBranch(place, id);
  const session = log.filter(({ kind }) => kind === 'review').length + 1;
  const checked = [];
  const ids = outcomes.map(({ id: comment }) => comment);
  const twice = ids.find((comment, index) => ids.indexOf(comment) !== index);
  if (twice !== undefined) {
    throw new HoneError('E_USAGE', `${twice} is named twice. Say one thing of it.`);
  }
  for (const outcome of outcomes) {
    checked.push(await checkedOutcome(place, branch.branch, open, outcome));
  }
  await sendBranch(branch, { signal }); // what was changed has to be there before it is said
  const handled: HandledComment[] = [];
  for (const { comment, outcome, text, commit } of checked) {
    const body = outcome === 'changed' ? `Changed in ${commit ?? ''}.` : text;
    const key = `session-${session}/${comment.id}`;
    await forge.reply(number, { to: comment, body, key }, { signal });
    handled.push({ id: comment.id, updatedAt: comment.updatedAt, outcome, commit, text: body });
  }
  recordTaskEvent(store, id, {
    kind: 'review',
    phase: phaseNow(store, log),
    session,
    pullRequest: name,
    handled,
    summary: summaryOf(handled),
  });
  const journal = await commitJournal(branch, id, `review session ${session}`, { signal });
  await sendBranch(branch, { signal });
  const settled = handled.filter(({ outcome }) => outcome !== 'open').length;
  return { session, handled, left: open.length - settled, journal };
}

async function pullNamed(
  { repository, store, signal }: TaskPlace,
  wanted: string,
): Promise<{
  readonly forge: Forge;
  readonly number: number;
  readonly name: string;
  readonly log: ReturnType<typeof sinceStart>;
}> {
  const { id } = taskNamed(repository.root, wanted);
  const log = sinceStart(taskLog(store, id));
  const pull = pullOf(log);
  if (pull === null) {
    throw new HoneError(
      'E_USAGE',
      `Task ${id} has no pull request yet, so nobody could have commented on it.`,
    );
  }
  return { forge: await forgeOfTask(repository, store, id, { signal }), ...pull, log };
}

async function checkedOutcome(
  { repository, signal }: TaskPlace,
  branch: string,
  open: readonly Comment[],
  { id, outcome, text }: CommentOutcome,
): Promise<{
  readonly comment: Comment;
  readonly outcome: HandledComment['outcome'];
  readonly text: string;
  readonly commit: string | null;
}> {
  const comment = open.find((one) => one.id === id);
  if (comment === undefined) {
    const ids = open.map((one) => one.id).join(', ') || 'none';
    throw new HoneError('E_NOT_FOUND', `There is no open comment ${id}. Open are: ${ids}.`);
  }
  if (text.trim() === '') {
    throw new HoneError('E_USAGE', `Say what became of ${id}: a commit, an answer or a question.`);
  }
  if (outcome !== 'changed') {
    return { comment, outcome, text, commit: null };
  }
  const { commit } = await resolveRevision(repository, text, { signal });
  const { ahead } = await branchDistance(repository, commit, branch, { signal });
  if (ahead > 0) {
    throw new HoneError('E_USAGE', `${text} is not on ${branch}, so it changed nothing there.`);
  }
  return { comment, outcome, text, commit };
}

function summaryOf(handled: readonly HandledComment[]): string {
  const commits = handled.flatMap(({ commit, id }) =>
    commit === null ? [] : [`${id} in ${commit.slice(0, 12)}`],
  );
  return commits.length === 0 ? 'Nothing was changed.' : `Changed: ${commits.join(', ')}.`;
}
