import { existsSync } from 'node:fs';

import { HoneError } from '../../base/index.ts';
import {
  advanceBranch,
  branchCommit,
  branchDistance,
  deleteBranch,
  fetchBranch,
  type GitOptions,
  openRepository,
  remoteUrl,
  removeWorktree,
  switchBranch,
  unpushedCommits,
} from '../../git/index.ts';
import type { TaskId } from '../../tasks/index.ts';
import { lastOf, sinceStart, type TaskEvent } from './task-log.ts';
import { attempt, forgeOfTask } from './task-pull.ts';
import { stateNamed, taskStates, type TaskState } from './task-states.ts';
import { withoutCopies } from './without-copies.ts';
import type { TaskPlace } from './with-tasks.ts';

/** What was done, or would be done, with what a task leaves behind. */
export interface CleanedTask {
  readonly id: TaskId;
  /** Sentences on what is or would be removed. */
  readonly removed: readonly string[];
  /** Sentences on what stays, and why. */
  readonly kept: readonly string[];
}

/**
 * Removes the working tree and the branches of tasks that are completed, and the working trees of
 * abandoned ones. Nothing that is not committed, or that exists here alone, is ever removed.
 *
 * @param wanted - null for every task
 * @param isDry - says what would be done
 */
export async function cleanUpTasks(
  place: TaskPlace,
  wanted: string | null,
  isDry: boolean,
): Promise<CleanedTask[]> {
  const { repository, store, signal } = place;
  const all = await taskStates(repository, store, { signal });
  const states = wanted === null ? all : [await stateNamed(place, wanted)];
  const cleaned: CleanedTask[] = [];
  for (const state of states) {
    const { id } = state.document;
    const started = lastOf(sinceStart(state.log), 'started');
    if (started === null) {
      continue;
    }
    const isEnded = state.status.kind === 'completed' || state.status.kind === 'abandoned';
    if (!isEnded) {
      if (wanted !== null) {
        const why = `Task ${id} is ${state.status.kind}. ${state.status.why}`;
        cleaned.push({ id, removed: [], kept: [why] });
      }
      continue;
    }
    const result = await cleanedUp(place, state, started, isDry);
    if (result.removed.length + result.kept.length > 0) {
      cleaned.push({ id, ...result });
    }
  }
  return cleaned;
}

async function cleanedUp(
  place: TaskPlace,
  state: TaskState,
  started: Extract<TaskEvent, { kind: 'started' }>,
  isDry: boolean,
): Promise<Pick<CleanedTask, 'removed' | 'kept'>> {
  const { repository, signal } = place;
  const removed: string[] = [];
  const kept: string[] = [];
  const merged = lastOf(sinceStart(state.log), 'merged');
  const tip = await branchCommit(repository, started.branch, { signal });
  const isSafe = tip === null || tip === merged?.head || (await isPushed(place, started.branch));
  const isHere = repository.root === started.root;
  if (started.isOwnWorktree) {
    if (isHere) {
      kept.push(`${started.root} is where you are. Clean up from another working tree.`);
    } else if (!isSafe && existsSync(started.root)) {
      kept.push(`${started.root} stays: ${started.branch} has commits that exist here alone.`);
    } else {
      await removeTree(place, started.root, isDry, { removed, kept });
    }
  }
  if (merged === null) {
    return { removed, kept }; // the branch of an abandoned task is all that is left of it
  }
  if (started.isOwnWorktree && !isDry && tip !== null) {
    // The base is checked out elsewhere, maybe with the task file that "hone task new" wrote.
    const branch = { ...place, branch: started.branch, base: started.baseCommit };
    const { baseBranch } = started;
    const copies = { id: state.document.id, baseBranch };
    const bring = (): Promise<void> => bringBase(place, baseBranch, { signal });
    await withoutCopies(branch, copies, bring, { signal });
  }
  if (!started.isOwnWorktree) {
    await leaveBranch(place, started, isDry, { removed, kept });
  }
  if (tip !== null) {
    await removeBranch(place, started.branch, merged.head, isDry, { removed, kept });
  }
  for (const run of runsOf(state)) {
    const own = await branchCommit(repository, `hone/${run}`, { signal });
    if (own !== null) {
      await removeBranch(place, `hone/${run}`, own, isDry, { removed, kept });
    }
  }
  const gone = { ...merged, branch: started.branch, baseBranch: started.baseBranch };
  await removeRemoteBranch(place, state.document.id, gone, isDry, { removed, kept });
  return { removed, kept };
}

/** Runs whose branches hold what the merge has brought. */
function runsOf({ log }: TaskState): string[] {
  return sinceStart(log).flatMap((event) => (event.kind === 'run' ? [event.run] : []));
}

interface Told {
  readonly removed: string[];
  readonly kept: string[];
}

async function isPushed({ repository, signal }: TaskPlace, branch: string): Promise<boolean> {
  const unpushed = await unpushedCommits(repository, branch, { signal });
  return unpushed.kind === 'counted' && unpushed.commits === 0;
}

async function removeTree(
  { repository, signal }: TaskPlace,
  path: string,
  isDry: boolean,
  told: Told,
): Promise<void> {
  const exists = existsSync(path);
  if (exists) {
    const { dirty } = await openRepository(path, { signal });
    if (dirty.tracked + dirty.untracked > 0) {
      told.kept.push(`${path} stays: not committed are ${dirty.examples.join(', ')}.`);
      return;
    }
  }
  if (isDry) {
    told.removed.push(...(exists ? [`the working tree ${path}`] : []));
    return;
  }
  // One that was deleted by hand is forgotten: its branch would count as checked out for good.
  const outcome = await removeWorktree(repository, path, { signal });
  switch (outcome.kind) {
    case 'removed':
      told.removed.push(`the working tree ${path}`);
      return;
    case 'forgotten':
      told.removed.push(`what git knew of ${path}, which was deleted by hand`);
      return;
    case 'not-there':
      return;
    case 'unsaved':
      told.kept.push(`${path} stays: not committed are ${outcome.dirt.examples.join(', ')}.`);
      return;
    case 'locked':
      told.kept.push(`${path} stays: it is locked (${outcome.reason}).`);
      return;
    case 'refused':
      told.kept.push(`${path} stays: ${outcome.why}.`);
  }
}

interface MergedBranch {
  readonly branch: string;
  /** Where it was merged. */
  readonly head: string;
  /** What the merge is on the base. */
  readonly commit: string;
  readonly baseBranch: string;
}

/** True when the remote's base branch has a merge. */
async function isThere(
  { repository, signal }: TaskPlace,
  { commit, baseBranch }: Pick<MergedBranch, 'commit' | 'baseBranch'>,
): Promise<boolean> {
  try {
    const fetched = await fetchBranch(repository, { branch: baseBranch }, { signal });
    if (fetched.kind !== 'fetched') {
      return false;
    }
    return (await branchDistance(repository, commit, fetched.commit, { signal })).ahead === 0;
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
      return false;
    }
    throw thrown;
  }
}

/** Goes back to the base branch, brought to what the remote has now. */
async function leaveBranch(
  place: TaskPlace,
  { branch, baseBranch, root }: Extract<TaskEvent, { kind: 'started' }>,
  isDry: boolean,
  told: Told,
): Promise<void> {
  const { signal } = place;
  const here = await openRepository(root, { signal });
  if (here.head.branch !== branch) {
    return;
  }
  if (here.dirty.tracked > 0) {
    told.kept.push(
      `${root} stays on ${branch}: not committed are ${here.dirty.examples.join(', ')}.`,
    );
    return;
  }
  if (isDry) {
    told.removed.push(`the branch ${branch}, after going back to ${baseBranch}`);
    return;
  }
  const switched = await switchBranch(here, baseBranch, { signal });
  if (switched.kind === 'in-the-way') {
    told.kept.push(`${root} stays on ${branch}: ${switched.why}.`);
    return;
  }
  await bringBase(place, baseBranch, { signal });
}

async function bringBase(
  { repository, signal }: TaskPlace,
  baseBranch: string,
  options: GitOptions,
): Promise<void> {
  if ((await remoteUrl(repository, 'origin', options)) === null) {
    return;
  }
  try {
    const fetched = await fetchBranch(repository, { branch: baseBranch }, options);
    const now = await branchCommit(repository, baseBranch, options);
    if (fetched.kind !== 'fetched' || now === null) {
      return;
    }
    const { ahead } = await branchDistance(repository, now, fetched.commit, { signal });
    if (ahead === 0) {
      await advanceBranch(repository, baseBranch, now, fetched.commit, options);
    }
  } catch (thrown) {
    if (!(thrown instanceof HoneError) || thrown.code === 'E_INTERRUPTED') {
      throw thrown; // else: the base is brought by whoever pulls next
    }
  }
}

async function removeBranch(
  { repository, signal }: TaskPlace,
  branch: string,
  head: string,
  isDry: boolean,
  told: Told,
): Promise<void> {
  if (isDry) {
    const isMoved = (await branchCommit(repository, branch, { signal })) !== head;
    if (isMoved) {
      told.kept.push(`${branch} stays: it has commits that were not merged.`);
    } else {
      told.removed.push(`the branch ${branch}`);
    }
    return;
  }
  const outcome = await deleteBranch(repository, branch, head, { signal });
  if (outcome.kind === 'deleted') {
    told.removed.push(`the branch ${branch}`);
  } else if (outcome.kind === 'kept') {
    told.kept.push(`${outcome.why}, so it stays.`);
  }
}

async function removeRemoteBranch(
  { repository, store, signal }: TaskPlace,
  id: TaskId,
  { branch, head, ...mergedAs }: MergedBranch,
  isDry: boolean,
  told: Told,
): Promise<void> {
  if (isDry || (await remoteUrl(repository, 'origin', { signal })) === null) {
    return;
  }
  if (!(await isThere({ repository, store, signal }, mergedAs))) {
    told.kept.push(
      `${branch} stays at origin: the merge ${mergedAs.commit.slice(0, 12)} is not there.`,
    );
    return;
  }
  const what = 'Deleting the branch of the pull request';
  const outcome = await attempt({ store, id, phase: 8 }, what, async () => {
    const forge = await forgeOfTask(repository, store, id, { signal });
    return forge.deleteBranch(branch, head, { signal });
  });
  if (outcome?.kind === 'deleted') {
    told.removed.push(`the branch ${branch} at origin`);
  } else if (outcome === null || outcome.kind === 'moved' || outcome.kind === 'refused') {
    const why = outcome === null ? 'it could not be asked' : 'it is not where it was merged';
    told.kept.push(`${branch} stays at origin: ${why}.`);
  }
}
