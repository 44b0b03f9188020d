import { Value } from 'typebox/value';

import { systemClock } from '../../base/index.ts';
import { type GitOptions, openRepository } from '../../git/index.ts';
import type { Store } from '../../store/index.ts';
import type { TaskId } from '../../tasks/index.ts';
import { FlowStarted } from '../flow/flow-started.ts';
import type { RunFlowOptions } from '../flow/run-flow.ts';
import type { Hooks } from '../hooks.ts';
import { commitTexts } from './phase-commit.ts';
import { placedOn, takeBackAll } from './put-optimisations.ts';
import type { BegunTask } from './start-task.ts';
import type { TaskBranch } from './task-branch.ts';
import { recordTaskEvent } from './task-log.ts';

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
  { signal, hooks }: { readonly signal: AbortSignal; readonly hooks: Pick<Hooks, 'onWarning'> },
): Promise<void> {
  if (!Value.Check(FlowStarted, before)) {
    return;
  }
  const repository = await openRepository(root, { signal });
  const place = { repository, store, branch: started.branch, base: before.base.commit };
  const what = { file: 'the task file', journal: 'journal' };
  await commitTexts({ place, id }, what, { signal, hooks });
  const told = { id, why: `The work begins anew, because ${why}.` };
  await takeBackAll(place, told, { signal });
  await tellByHand(place, id, { signal });
}

/** Commits by hand that the journal names; git has the others. */
const BY_HAND_SHOWN = 20;

/** What somebody committed stays, and is part of what the new run measures as its base. */
async function tellByHand(place: TaskBranch, id: TaskId, options: GitOptions): Promise<void> {
  const byHand = await placedOn(place, options);
  if (byHand.length === 0) {
    return;
  }
  const names = byHand
    .slice(-BY_HAND_SHOWN)
    .map(({ commit, subject }) => `- ${commit.slice(0, 12)} ${subject}`);
  const more = byHand.length > names.length ? [`- and ${byHand.length - names.length} before`] : [];
  const entry = {
    kind: 'decision' as const,
    at: systemClock.isoNow(),
    phase: 1,
    content:
      'Code that was committed by hand stays on the branch. From now on it is part of the base, ' +
      `so no number says what it brings:\n\n${[...names, ...more].join('\n')}`,
    next: 'Whoever wants it measured takes it off the branch and hands it in with `--proposal`.',
    impact: [],
  };
  const key = `by-hand/${byHand.at(-1)?.commit ?? ''}`;
  recordTaskEvent(place.store, id, { kind: 'entry', entry }, key);
}
