import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { writeFileAtomic } from '../../base/index.ts';
import { firstParentLine, type GitOptions, readFileAt } from '../../git/index.ts';
import type { TaskId } from '../../tasks/index.ts';
import { type DocumentText, type TaskBranch, tipOf, worktreeOf } from './task-branch.ts';
import { readDocument, taskPaths } from './task-documents.ts';
import { BRANCH_COMMITS_MAX } from './limits.ts';

/**
 * Does something that moves the base branch on while documents of the task are out of the way that
 * lie untracked where the base is checked out: `hone task new` wrote them there, and the merge
 * brings them. Only what the branch of the task has word for word is touched, and put back when
 * the merge did not bring it.
 */
export async function withoutCopies<T>(
  place: TaskBranch,
  { id, baseBranch }: { readonly id: TaskId; readonly baseBranch: string },
  action: () => Promise<T>,
  options: GitOptions,
): Promise<T> {
  const tree = await worktreeOf({ ...place, branch: baseBranch }, options);
  if (tree === null || tree.dirty.tracked > 0) {
    return action(); // what is changed there stops the merge by itself
  }
  const copies: DocumentText[] = [];
  const { task, journal, results } = taskPaths(id);
  for (const path of [task, journal, results]) {
    const text = readDocument(tree.root, path);
    const isTracked = (await readFileAt(tree, tree.head.commit, path, options)) !== null;
    if (text !== null && !isTracked && (await isOnBranch(place, { path, text }, options))) {
      copies.push({ path, text });
    }
  }
  copies.forEach(({ path }) => rmSync(join(tree.root, path)));
  try {
    return await action();
  } finally {
    for (const { path, text } of copies) {
      if (!existsSync(join(tree.root, path))) {
        writeFileAtomic(join(tree.root, path), text);
      }
    }
  }
}

/** True when some commit of the branch since its base has the document as it is. */
async function isOnBranch(
  place: TaskBranch,
  { path, text }: DocumentText,
  options: GitOptions,
): Promise<boolean> {
  const { repository, base } = place;
  const tip = await tipOf(place, options);
  const countMax = BRANCH_COMMITS_MAX;
  const { commits } = await firstParentLine(repository, tip, { ...options, countMax });
  const end = commits.findIndex(({ commit }) => commit === base);
  const own = commits.slice(0, end === -1 ? commits.length : end).toReversed();
  for (const { commit } of own) {
    const content = await readFileAt(repository, commit, path, options);
    if (content !== null && Buffer.from(content).equals(Buffer.from(text))) {
      return true;
    }
  }
  return false;
}
