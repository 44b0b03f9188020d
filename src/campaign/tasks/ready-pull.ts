import type { Forge, GitOptions, PullRequest } from '../../git/index.ts';
import { PHASES } from '../../tasks/index.ts';
import { pullText, riskTexts } from './pull-text.ts';
import { taskLog } from './task-log.ts';
import { openDraft, pullOf } from './task-pull.ts';
import type { TaskWork } from './task-work.ts';

/**
 * Takes the pull request of a task out of draft, with the numbers in its text; opens it where that
 * could not be done before. Repeatable. The branch has to be sent before.
 *
 * @throws HoneError as `Forge`
 */
export async function readyPull(
  task: TaskWork,
  forge: Forge,
  options: GitOptions,
): Promise<PullRequest> {
  const { place, id } = task;
  const { store, branch } = place;
  const text = await pullText(task, PHASES[5]?.review ?? null, options);
  const request = { head: branch, base: task.task.baseBranch, ...text };
  const known = pullOf(taskLog(store, id));
  const { number } = known ?? (await openDraft({ store, id, forge }, request, options));
  await forge.update(number, text, options);
  await forge.markReady(number, options);
  return forge.read(number, options);
}

/**
 * Adds the risks to the text of a pull request that were accepted after it was written. What people
 * wrote into it stays.
 */
export async function tellRisks(
  { body, number }: Pick<PullRequest, 'body' | 'number'>,
  risks: Parameters<typeof riskTexts>[0],
  forge: Forge,
  options: GitOptions,
): Promise<void> {
  const missing = riskTexts(risks).filter((text) => !body.includes(text));
  if (missing.length > 0) {
    const list = missing.map((text) => `- ${text}`).join('\n');
    const more = `${body.trimEnd()}\n\n## Accepted since this was written\n\n${list}\n`;
    await forge.update(number, { body: more }, options);
  }
}
