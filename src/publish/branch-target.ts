import { posix } from 'node:path';

import type { CommitFiles, Deliver, DeliveryOutcome, PublishTarget } from './publication.ts';
import { publicationKey } from './publication-key.ts';

/** Commits artifacts onto a branch, all of them in one commit. */
export function branchDelivery(
  target: Extract<PublishTarget, { kind: 'git-branch' }>,
  run: string,
  commitFiles: CommitFiles,
): Deliver {
  return async (artifacts, signal) => {
    const files = artifacts.map(({ name, content }) => ({
      path: posix.join(target.folder, name),
      content,
    }));
    const message = [
      `Publish ${artifacts.length} artifacts of hone run ${run}`,
      '',
      ...artifacts.map(({ name, step }) => `- ${name} (step ${step})`),
      '',
      `Hone-Run: ${run}`,
      `Hone-Publication: ${publicationKey(run, artifacts)}`,
      '',
    ].join('\n');
    const { commit, changed } = await commitFiles(target.branch, files, message, signal);
    const outcome: DeliveryOutcome = { kind: changed ? 'delivered' : 'unchanged' };
    return { outcomes: new Map(artifacts.map(({ name }) => [name, outcome])), result: commit };
  };
}
