import { systemClock } from '../../base/index.ts';
import type { GitOptions } from '../../git/index.ts';
import type { DevManifest, PerformanceComparison } from '../../model/index.ts';
import { comparisonMarkdown } from '../../report/index.ts';
import {
  appendToSection,
  type CheckFact,
  type PhaseNumber,
  type PullRequestFact,
  taskCommitSubject,
} from '../../tasks/index.ts';
import { optionsFor } from '../flow/fill-role.ts';
import { jsonOf } from '../flow/record-artifact.ts';
import { returnNoteOf, stepThatSent } from '../flow/return-note.ts';
import { trusted } from '../flow/trusted.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { askToMerge } from './ask-to-merge.ts';
import { completionSeen, finalCommit } from './completion-seen.ts';
import { workedLessons } from './lessons.ts';
import { commitTexts, sendTask } from './phase-commit.ts';
import { NOTHING_PREPARED, type Prepared } from './phase-facts.ts';
import { runChecks } from './project-checks.ts';
import { putOptimisations, takenBackOn } from './put-optimisations.ts';
import { pullText } from './pull-text.ts';
import { readyPull } from './ready-pull.ts';
import { commitDocuments, tipOf } from './task-branch.ts';
import { taskPaths } from './task-documents.ts';
import { lastOf, recordTaskEvent, taskLog } from './task-log.ts';
import { attempt, forgeOfTask, pullFact, pullOf } from './task-pull.ts';
import { taskFileOn, type TaskWork } from './task-work.ts';
import { reflection } from './working-facts.ts';

/** What a phase does before its exit is looked at, by steps of its own. */
export async function prepare(task: TaskWork, phase: PhaseNumber): Promise<Prepared> {
  const { flow, step } = task.work;
  const run = <T>(
    name: string,
    title: string,
    action: (options: GitOptions) => Promise<T>,
  ): Promise<T> =>
    flow.step(
      `${step.id}/${name}`,
      { ...optionsFor(task.work, title), parse: trusted<T> },
      ({ signal }) => action({ signal }),
    );
  switch (phase) {
    case 1:
    case 2:
    case 3:
      return NOTHING_PREPARED;
    case 4:
      await run('branch', 'putting what was kept onto the branch', (options) => {
        return onBranch(task, options);
      });
      return NOTHING_PREPARED;
    case 5:
      await run('results', 'writing the results', (options) => writeResults(task, options));
      return NOTHING_PREPARED;
    case 6: {
      const checks = await checked(task);
      const pullRequest = await run('ready', 'making the pull request ready', (options) => {
        return makeReady(task, options);
      });
      return { ...NOTHING_PREPARED, checks, pullRequest };
    }
    case 7: {
      const summary = await run('lessons', 'summing up', (options) => sumUp(task, options));
      return { ...NOTHING_PREPARED, summary };
    }
    case 8: {
      await run('final', 'the last commit', (options) => finalCommit(task, options));
      const mergeMethod = await askToMerge(task);
      const seen = await run('seen', 'looking at the pull request', (options) => {
        return completionSeen(task, options);
      });
      return { ...NOTHING_PREPARED, ...seen, mergeMethod };
    }
  }
}

/** Documents first: files of the task that are not committed would stand in the way. */
async function onBranch(task: TaskWork, options: GitOptions): Promise<number> {
  const { work, place, id } = task;
  const { hooks } = work.context;
  await commitTexts(task, { file: 'the task file', journal: 'journal' }, { ...options, hooks });
  const record = work.board.artifact('dev-manifest.json');
  const kept = record === null ? [] : jsonOf<DevManifest>(work, record).optimizations;
  const placed = await putOptimisations(place, { id, why: whyBack(work) }, kept, options);
  await sendTask(task, 4, options);
  return placed.length;
}

/** Why what an earlier round kept is not kept any more. */
function whyBack({ flow }: TaskWork['work']): string {
  const last = flow.rewinds().at(-1);
  if (last === undefined) {
    return 'It is not among what the run keeps.';
  }
  const note = returnNoteOf(last.data);
  return note === null
    ? `${last.by} sent the run back. ${last.reason}`.trim()
    : `Step ${stepThatSent(note)} sent the work back. ${note.feedback}`.trim();
}

async function writeResults(
  { work, place, id }: TaskWork,
  options: GitOptions,
): Promise<string | null> {
  const record = work.board.artifact('performance-comparison.json');
  if (record === null) {
    return null;
  }
  const text = comparisonMarkdown(jsonOf<PerformanceComparison>(work, record));
  const subject = taskCommitSubject(id, 'docs', 'results of the validation');
  const path = taskPaths(id).results;
  const message = `${subject}\n\nHone-Task: ${id}\n`;
  return (await commitDocuments(place, [{ path, text }], message, options)).commit;
}

/** The tests and the project's own checks, on the branch as it is with all its documents. */
async function checked({ work, task, place }: TaskWork): Promise<readonly CheckFact[]> {
  const { flow, step, context } = work;
  const order = await flow.step(
    `${step.id}/checks-run`,
    {
      ...optionsFor(work, 'naming the checks'),
      parse: trusted<{ run: string; commit: string }>,
    },
    async ({ signal }) => ({ run: runIdNow(), commit: await tipOf(place, { signal }) }),
  );
  return flow.step(
    `${step.id}/checks`,
    {
      ...optionsFor(work, 'running the checks of the project'),
      parse: trusted<CheckFact[]>,
      uses: 'measure',
    },
    ({ signal }) => runChecks(context, { ...order, checks: task.checks }, signal),
  );
}

/** Sends the branch and takes the pull request out of draft, with the numbers in its text. */
async function makeReady(task: TaskWork, options: GitOptions): Promise<PullRequestFact> {
  const { place, id } = task;
  const { repository, store } = place;
  const sent = await sendTask(task, 6, options);
  const where = { store, id, phase: 6 };
  const ready = await attempt(where, 'Making the pull request ready', async () => {
    const forge = await forgeOfTask(repository, store, id, options);
    const pull = await readyPull(task, forge, options);
    const isHere = forge.describe().kind === 'plain-git';
    const isBehind = pull.state !== 'merged' && pull.head.commit !== (await tipOf(place, options));
    const isUnsent = sent.kind === 'failed' && !isHere && isBehind;
    return isUnsent ? ({ kind: 'unknown', why: sent.why } as const) : pullFact(pull);
  });
  const why = lastOf(taskLog(store, id), 'trouble')?.text ?? 'It could not be made ready.';
  return ready ?? { kind: 'unknown', why };
}

/**
 * Says in the pull request what reviewers should look at, with the numbers so far.
 *
 * @returns whether there is a pull request that could be told
 */
export async function askForReview(
  task: TaskWork,
  phase: PhaseNumber,
  review: string,
  options: GitOptions,
): Promise<boolean> {
  const { place, id } = task;
  const { repository, store } = place;
  await sendTask(task, phase, options);
  const known = pullOf(taskLog(store, id));
  if (known === null) {
    return false;
  }
  const told = await attempt({ store, id, phase }, 'Asking for a review', async () => {
    const forge = await forgeOfTask(repository, store, id, options);
    await forge.update(known.number, await pullText(task, review, options), options);
    return true;
  });
  return told ?? false;
}

/** What was learned, in the task file where nobody wrote it yet, and as the last entry. */
async function sumUp(task: TaskWork, options: GitOptions): Promise<string> {
  const { work, place, id } = task;
  const { store } = place;
  const summary = workedLessons(work, await takenBackOn(place, options));
  const { insights } = await reflection(task, null, options);
  const file = await taskFileOn(task, options);
  if (file !== null && (insights === null || insights === '')) {
    const edited = appendToSection(file.text, 'Lessons Learned', summary);
    if (edited.kind === 'ok') {
      const path = taskPaths(id).task;
      const subject = taskCommitSubject(id, 'docs', 'lessons learned');
      const message = `${subject}\n\nHone-Task: ${id}\n`;
      await commitDocuments(place, [{ path, text: edited.text }], message, options);
    }
  }
  const entry = {
    kind: 'decision' as const,
    at: systemClock.isoNow(),
    phase: 7,
    content: summed(summary),
    next: 'Merge it with `hone task complete`.',
    impact: [],
  };
  const key = `summary/${work.context.run}/${work.round}`;
  recordTaskEvent(store, id, { kind: 'entry', entry }, key);
  return summary;
}

/** With the first lesson on its first line, which is all that the key learnings show of it. */
function summed(summary: string): string {
  const [first = '', ...rest] = summary.split('\n');
  return [`Summary. ${first.replace(/^- /, '')}`, '', ...rest].join('\n');
}
