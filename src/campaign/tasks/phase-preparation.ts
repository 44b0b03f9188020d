import { systemClock } from '../../base/index.ts';
import type { GitOptions } from '../../git/index.ts';
import type { DevManifest, PerformanceComparison } from '../../model/index.ts';
import { comparisonMarkdown } from '../../report/index.ts';
import {
  appendToSection,
  type CheckFact,
  type PhaseNumber,
  PHASES,
  type PullRequestFact,
  taskCommitSubject,
} from '../../tasks/index.ts';
import { optionsFor } from '../flow/fill-role.ts';
import { jsonOf } from '../flow/record-artifact.ts';
import { trusted } from '../flow/trusted.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { askToMerge, completionSeen } from './completion-seen.ts';
import { workedLessons } from './lessons.ts';
import { sendTask } from './phase-commit.ts';
import { NOTHING_PREPARED, type Prepared } from './phase-facts.ts';
import { runChecks } from './project-checks.ts';
import { putOptimisations } from './put-optimisations.ts';
import { pullText } from './pull-text.ts';
import { commitDocuments, readFromBranch, tipOf } from './task-branch.ts';
import { taskPaths } from './task-documents.ts';
import { commitJournal } from './task-journal.ts';
import { recordTaskEvent, taskLog } from './task-log.ts';
import { attempt, forgeOfTask, openDraft, pullFact, pullOf } from './task-pull.ts';
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
      await askToMerge(task);
      const seen = await run('seen', 'looking at the pull request', (options) => {
        return completionSeen(task, options);
      });
      return { ...NOTHING_PREPARED, ...seen };
    }
  }
}

/** Documents first: files of the task that are not committed would stand in the way. */
async function onBranch(task: TaskWork, options: GitOptions): Promise<number> {
  const { work, place, id } = task;
  await commitTexts(task, options);
  const record = work.board.artifact('dev-manifest.json');
  const kept = record === null ? [] : jsonOf<DevManifest>(work, record).optimizations;
  const placed = await putOptimisations(place, id, kept, options);
  await sendTask(task, 4, options);
  return placed.length;
}

/** Commits the task file as somebody left it, and the journal. */
export async function commitTexts(
  { place, id }: Pick<TaskWork, 'place' | 'id'>,
  options: GitOptions,
): Promise<void> {
  const path = taskPaths(id).task;
  const text = await readFromBranch(place, path, options);
  if (text !== null) {
    const message = `${taskCommitSubject(id, 'docs', 'the task file')}\n\nHone-Task: ${id}\n`;
    await commitDocuments(place, [{ path, text }], message, options);
  }
  await commitJournal(place, id, 'journal', options);
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
  const { repository, store, branch } = place;
  await sendTask(task, 6, options);
  const none = { kind: 'none', branch } as const;
  const where = { store, id, phase: 6 };
  const ready = await attempt(where, 'Making the pull request ready', async () => {
    const forge = await forgeOfTask(repository, store, id, options);
    const text = await pullText(task, PHASES[5]?.review ?? null, options);
    const known = pullOf(taskLog(store, id));
    const request = { head: branch, base: task.task.baseBranch, ...text };
    const number =
      known?.number ?? (await openDraft({ store, id, forge }, request, options))?.number ?? null;
    if (number === null) {
      return none;
    }
    await forge.update(number, text, options);
    await forge.markReady(number, options);
    return pullFact(await forge.read(number, options));
  });
  return ready ?? none;
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
  const summary = workedLessons(work);
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
    content: `Summary:\n\n${summary}`,
    next: 'Merge it with `hone task complete`.',
    impact: [],
  };
  const key = `summary/${work.context.run}/${work.round}`;
  recordTaskEvent(store, id, { kind: 'entry', entry }, key);
  return summary;
}
