import { Value } from 'typebox/value';

import { openRepository } from '../../git/index.ts';
import type { Store } from '../../store/index.ts';
import { FlowStarted } from '../flow/flow-started.ts';
import type { RunFlowOptions } from '../flow/run-flow.ts';
import { commitTexts } from './phase-preparation.ts';
import { takeBackAll } from './put-optimisations.ts';
import type { BegunTask } from './start-task.ts';

/** What a run of a task is told besides the task. */
export type TaskRunOptions = Omit<
  RunFlowOptions,
  'folder' | 'flow' | 'target' | 'task' | 'targets' | 'values'
> & {
  readonly folder: string;
  /** A flow file of the project instead of the one that comes with hone. */
  readonly flow: string | null;
};

/**
 * What a run is told that begins a task anew: who proposes what, as the run before was told, unless
 * somebody names proposals or roles now.
 *
 * @param before - input of the run before; null when there was none
 */
export function toldAgain(options: TaskRunOptions, before: unknown): TaskRunOptions {
  const isNamed = options.proposals.length > 0 || Object.keys(options.roles).length > 0;
  if (isNamed || !Value.Check(FlowStarted, before)) {
    return options;
  }
  const { roles, raters, proposals, publish, search, sandbox, judges, untested } = before;
  return {
    ...options,
    roles,
    raters,
    proposals,
    publish,
    search,
    sandbox,
    judges,
    untested,
    flow: options.flow ?? before.flow.path,
    pairsMax: options.pairsMax ?? before.pairsMax,
    timeLimitMs: options.timeLimitMs ?? before.timeLimitMs,
  };
}

/**
 * Makes the branch what a new run can measure: documents are committed as they are, and what the
 * run before brought is taken back, because it would be part of the new baseline. Repeatable.
 *
 * @throws HoneError E_DIRTY_TREE when code that is not committed is in the way
 */
export async function clearBranch(
  store: Store,
  { id, root, started }: BegunTask,
  before: unknown,
  why: string,
  signal: AbortSignal,
): Promise<void> {
  if (!Value.Check(FlowStarted, before)) {
    return;
  }
  const repository = await openRepository(root, { signal });
  const place = { repository, store, branch: started.branch, base: before.base.commit };
  await commitTexts({ place, id }, { signal });
  const told = { id, why: `The work begins anew, because ${why}.` };
  await takeBackAll(place, told, { signal });
}
