import {
  branchCommit,
  type GitOptions,
  listWorktrees,
  readFileAt,
  type Repository,
} from '../../../git/index.ts';
import { parseTaskFile, type TaskFile } from '../../../tasks/index.ts';
import { readDocument, taskPaths } from '../task-documents.ts';
import { lastOf, sinceStart } from '../task-log.ts';
import type { TaskState } from '../task-states.ts';

/**
 * The task file where the work on it is done: in the working tree of its branch, else in the last
 * commit of the branch. A task that is not worked on is as it is here. Changes nothing, also not a
 * working tree that somebody deleted.
 *
 * @throws HoneError E_CONFIG for a file that is no readable document
 */
export async function taskAsWorkedOn(
  repository: Repository,
  { document, log, status }: Pick<TaskState, 'document' | 'log' | 'status'>,
  options: GitOptions,
): Promise<TaskFile> {
  const branch = lastOf(sinceStart(log), 'started')?.branch ?? null;
  const isOver = status.kind === 'completed' || status.kind === 'abandoned';
  if (branch === null || isOver) {
    return document.parsed.task;
  }
  const path = taskPaths(document.id).task;
  const tree = (await listWorktrees(repository, options)).find((one) => one.branch === branch);
  const text =
    tree !== undefined && tree.state !== 'missing'
      ? readDocument(tree.path, path)
      : await committedText(repository, branch, path, options);
  return text === null ? document.parsed.task : parseTaskFile(text).task;
}

async function committedText(
  repository: Repository,
  branch: string,
  path: string,
  options: GitOptions,
): Promise<string | null> {
  const commit = await branchCommit(repository, branch, options);
  const content = commit === null ? null : await readFileAt(repository, commit, path, options);
  return content === null ? null : new TextDecoder().decode(content);
}
