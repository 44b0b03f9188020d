import { join } from 'node:path';

import { branchDistance, type GitOptions, trailersOf } from '../../git/index.ts';
import type { DevManifest, PerformanceComparison } from '../../model/index.ts';
import { markdownText, pullRequestMarkdown, type PullRequestFacts } from '../../report/index.ts';
import type { Risk } from '../flow/board.ts';
import { placedOn, takenBackOn } from './put-optimisations.ts';
import { lastOf, sinceStart, taskLog } from './task-log.ts';
import { taskFileOn, type TaskWork } from './task-work.ts';
import { jsonOf } from '../flow/record-artifact.ts';

/** Title and text of the pull request of a task as far as its run has come. */
export async function pullText(
  task: TaskWork,
  review: string | null,
  options: GitOptions,
): Promise<{ readonly title: string; readonly body: string }> {
  const { work, id, place } = task;
  const { board, context } = work;
  const made = board.artifact('dev-manifest.json');
  const compared = board.artifact('performance-comparison.json');
  const manifest = made === null ? null : jsonOf<DevManifest>(work, made);
  const comparison = compared === null ? null : jsonOf<PerformanceComparison>(work, compared);
  const file = await taskFileOn(task, options);
  const title = file?.parsed.task.title?.value ?? task.task.title;
  const taken = await takenBackOn(place, options);
  const objectsDir = join(place.store.folder, 'objects');
  const trials = new Set<string>();
  for (const { commit } of manifest?.optimizations ?? []) {
    for (const { key, value } of await trailersOf(place.repository, commit, {
      ...options,
      objectsDir,
    })) {
      if (key === 'Hone-Run') {
        trials.add(value);
      }
    }
  }
  const body = pullRequestMarkdown({
    task: id,
    title,
    overview: file?.parsed.task.overview ?? '',
    run: context.run,
    baseCommit: context.started.base.commit,
    manifest: manifest === null ? null : withTaken(manifest, taken),
    comparison,
    trials: [...trials],
    risks: [...riskSentences(board.risks), ...(await byHandBefore(task, options))],
    review,
  });
  return { title: pullTitle(id, title), body };
}

/**
 * Code of the branch that is in the base of every number: it was committed by hand before the run
 * began, which was not the first one of the task.
 */
async function byHandBefore({ work, id, place }: TaskWork, options: GitOptions): Promise<string[]> {
  const { commit } = work.context.started.base;
  const first = lastOf(sinceStart(taskLog(place.store, id)), 'started')?.baseCommit ?? commit;
  if (first === commit) {
    return [];
  }
  const names: string[] = [];
  for (const one of await placedOn({ ...place, base: first }, options)) {
    const { ahead } = await branchDistance(place.repository, one.commit, commit, options);
    if (one.measured === null && ahead === 0) {
      names.push(`${one.subject} (${one.commit.slice(0, 12)})`);
    }
  }
  const what = 'Committed by hand, and part of the base of every number, so no number says what it';
  return names.length === 0 ? [] : [`${what} brings: ${names.join(', ')}`];
}

/** What was kept at first and did not hold was tried, too. */
function withTaken(
  { optimizations, rejected }: DevManifest,
  taken: Awaited<ReturnType<typeof takenBackOn>>,
): PullRequestFacts['manifest'] {
  const back = taken.map(({ title, why }) => ({ title, check: 'taken back', reason: why }));
  return { optimizations, rejected: [...rejected, ...back] };
}

/** Risks as they stand in the text of a pull request, one line of Markdown each. */
export function riskTexts(risks: readonly Risk[]): string[] {
  return riskSentences(risks).map(markdownText);
}

function riskSentences(risks: readonly Risk[]): string[] {
  return risks.map(({ step, risk, by, failure }) => {
    return `Step ${step}, accepted by ${by}: ${risk} (${failure.join(' ')})`;
  });
}

/** The title of a task's pull request. */
export function pullTitle(id: string, title: string): string {
  return `perf(task-${id}): ${title}`;
}
