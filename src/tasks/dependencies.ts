import type { TaskStatusKind } from './status-kind.ts';
import type { TaskId } from './task-id.ts';

/** A task with what it depends on. */
export interface DependentTask {
  readonly id: TaskId;
  readonly dependencies: readonly { readonly id: TaskId; readonly reason: string }[];
}

/** What is wrong with the dependencies of some tasks. */
export type DependencyProblem =
  | { readonly kind: 'unknown'; readonly task: TaskId; readonly dependency: TaskId }
  /** Each depends on the next; the first stands at the end again. */
  | { readonly kind: 'cycle'; readonly path: readonly TaskId[] };

/** Why a task can't be started because of another one. */
export type Blocker =
  | DependencyProblem
  | {
      readonly kind: 'not-completed';
      readonly dependency: TaskId;
      readonly reason: string;
      readonly status: TaskStatusKind;
    };

/** Cycles that are told at once; breaking one often breaks others. */
const CYCLES_MAX = 10;

/** Dependencies on tasks that do not exist, and circles, each once. */
export function dependencyProblems(tasks: readonly DependentTask[]): DependencyProblem[] {
  const ids = new Set(tasks.map(({ id }) => id));
  const unknown = tasks.flatMap((task) =>
    task.dependencies
      .filter(({ id }) => !ids.has(id))
      .map(({ id }) => ({ kind: 'unknown' as const, task: task.id, dependency: id })),
  );
  return [...unknown, ...cyclesIn(tasks).map((path) => ({ kind: 'cycle' as const, path }))];
}

/**
 * What keeps a task from being started; nothing when it may be.
 *
 * @param statusOf - of every task that exists
 */
export function blockersOf(
  task: DependentTask,
  tasks: readonly DependentTask[],
  statusOf: ReadonlyMap<TaskId, TaskStatusKind>,
): Blocker[] {
  const problems = dependencyProblems(tasks).filter((problem) =>
    problem.kind === 'unknown' ? problem.task === task.id : problem.path.includes(task.id),
  );
  const open = task.dependencies.flatMap(({ id, reason }): Blocker[] => {
    const isKnown = tasks.some((other) => other.id === id);
    const status = statusOf.get(id) ?? 'pending';
    return !isKnown || status === 'completed'
      ? []
      : [{ kind: 'not-completed', dependency: id, reason, status }];
  });
  return [...problems, ...open];
}

/** A blocker as a sentence. */
export function blockerText(blocker: Blocker): string {
  switch (blocker.kind) {
    case 'unknown':
      return `Task ${blocker.task} depends on ${blocker.dependency}, which does not exist.`;
    case 'cycle':
      return `Tasks depend on each other in a circle: ${blocker.path.join(' → ')}.`;
    case 'not-completed': {
      const reason = blocker.reason === '' ? '' : ` (${blocker.reason})`;
      return `It depends on task ${blocker.dependency}${reason}, which is ${blocker.status}.`;
    }
  }
}

/** Depth first; without recursion, because chains may be long. A way back is a circle. */
function cyclesIn(tasks: readonly DependentTask[]): TaskId[][] {
  const edges = new Map(tasks.map(({ id, dependencies }) => [id, dependencies]));
  const isClosed = new Set<TaskId>();
  const cycles: TaskId[][] = [];
  for (const { id } of tasks) {
    const open = new Map<TaskId, number>();
    const trail: { readonly id: TaskId; next: number }[] = [];
    const enter = (task: TaskId): void => {
      open.set(task, trail.length);
      trail.push({ id: task, next: 0 });
    };
    if (!isClosed.has(id)) {
      enter(id);
    }
    for (let last = trail.at(-1); last !== undefined; last = trail.at(-1)) {
      const next = edges.get(last.id)?.[last.next]?.id;
      last.next += 1;
      if (next === undefined) {
        trail.pop();
        open.delete(last.id);
        isClosed.add(last.id);
        continue;
      }
      const at = open.get(next);
      if (at !== undefined && cycles.length < CYCLES_MAX) {
        cycles.push([...trail.slice(at).map((step) => step.id), next]);
      } else if (at === undefined && !isClosed.has(next) && edges.has(next)) {
        enter(next);
      }
    }
  }
  return cycles;
}
