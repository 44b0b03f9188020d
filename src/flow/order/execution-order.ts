import { at } from '../../base/index.ts';
import type { FlowFile } from '../file/flow-file.ts';
import { stepOrders } from './step-order.ts';

/** Steps that run at the same time; the next stage waits for all of them. */
export interface Stage {
  /** In the order of the file. */
  readonly steps: readonly string[];
  /** The group that they are; null for a step alone. */
  readonly group: string | null;
}

/** Stages one after the other, or steps (with their groups) that wait for each other. */
export type ExecutionOrder =
  | { readonly kind: 'ok'; readonly stages: readonly Stage[] }
  | { readonly kind: 'cycle'; readonly steps: readonly string[] };

/**
 * The order in which a flow is worked: that of the file, with groups gathered at the place of
 * their first member. With `parallel_execution: {enabled: false}` each step is a stage.
 */
export function executionOrder(flow: FlowFile): ExecutionOrder {
  const stages: Stage[] = [];
  for (const { id, group } of flow.steps) {
    const place = group === null ? -1 : stages.findIndex((stage) => stage.group === group);
    if (place === -1) {
      stages.push({ steps: [id], group });
    } else {
      stages[place] = { group, steps: [...at(stages, place).steps, id] };
    }
  }
  const stageOf = new Map(
    stages.flatMap((stage, index) => stage.steps.map((id) => [id, index] as const)),
  );
  const waitsFor = stages.map(() => new Set<number>());
  for (const { before, after } of stepOrders(flow)) {
    const [from, to] = [stageOf.get(before), stageOf.get(after)];
    // A member of a group that needs another one makes the group wait for itself.
    if (from !== undefined && to !== undefined) {
      waitsFor[to]?.add(from);
    }
  }
  const done = new Set<number>();
  const ordered: Stage[] = [];
  while (ordered.length < stages.length) {
    const next = stages.findIndex(
      (_, index) => !done.has(index) && [...at(waitsFor, index)].every((one) => done.has(one)),
    );
    if (next === -1) {
      return { kind: 'cycle', steps: cycleAmong(stages, waitsFor, done) };
    }
    done.add(next);
    ordered.push(at(stages, next));
  }
  const { enabled } = flow.parallel;
  return { kind: 'ok', stages: enabled ? ordered : ordered.flatMap(apart) };
}

function apart({ steps }: Stage): Stage[] {
  return steps.map((id) => ({ steps: [id], group: null }));
}

/** Every stage that is left waits for another one that is left, so walking back finds a cycle. */
function cycleAmong(
  stages: readonly Stage[],
  waitsFor: readonly ReadonlySet<number>[],
  done: ReadonlySet<number>,
): string[] {
  const trail: number[] = [];
  let here = stages.findIndex((_, index) => !done.has(index));
  while (!trail.includes(here)) {
    trail.push(here);
    here = [...at(waitsFor, here)].find((index) => !done.has(index)) ?? here;
  }
  const cycle = trail.slice(trail.indexOf(here)).toReversed();
  const first = cycle.indexOf(Math.min(...cycle));
  return [...cycle.slice(first), ...cycle.slice(0, first)].flatMap((index) => {
    return [...at(stages, index).steps];
  });
}
