import { join } from 'node:path';

import { branchCommit, createBranch, transferObjects } from '../../git/index.ts';
import type { RunId } from '../../model/index.ts';
import type { FlowContext } from './flow-context.ts';

/** The branch of a campaign: the code as it stands after the last gate that passed. */
export function branchOf(run: RunId): string {
  return `hone/${run}`;
}

/**
 * Points the campaign's branch at a commit that hone's own store may hold alone so far. Repeatable;
 * the subject's working tree is never touched. At the base itself no branch is made.
 *
 * @throws HoneError E_REPOSITORY when somebody checked the branch out or moved it meanwhile
 */
export async function moveBranch(
  context: Pick<FlowContext, 'run' | 'repository' | 'store' | 'started'>,
  commit: string,
  signal: AbortSignal,
): Promise<void> {
  const { repository, store, started, run } = context;
  const name = branchOf(run);
  const now = await branchCommit(repository, name, { signal });
  if (now === commit || (now === null && commit === started.base.commit)) {
    return;
  }
  if (commit !== started.base.commit) {
    const from = join(store.folder, 'objects');
    const copied = { from, commit, exclude: started.base.commit };
    await transferObjects(repository, copied, { signal });
  }
  await createBranch(repository, name, commit, { expectOld: now, signal });
}
