import { join } from 'node:path';

import { type GitOptions, trailersOf } from '../../git/index.ts';
import type { DevManifest, PerformanceComparison } from '../../model/index.ts';
import { pullRequestMarkdown } from '../../report/index.ts';
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
    manifest,
    comparison,
    trials: [...trials],
    risks: board.risks.map(({ step, risk, by, failure }) => {
      return `Step ${step}, accepted by ${by}: ${risk} (${failure.join(' ')})`;
    }),
    review,
  });
  return { title: pullTitle(id, title), body };
}

/** The title of a task's pull request. */
export function pullTitle(id: string, title: string): string {
  return `perf(task-${id}): ${title}`;
}
