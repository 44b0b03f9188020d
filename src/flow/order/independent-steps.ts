import type { FlowFile } from '../file/flow-file.ts';
import { executionOrder, type Stage } from './execution-order.ts';
import { type StepOrder, stepOrders } from './step-order.ts';

/** What a flow could do at the same time, and what that would save. */
export interface StepAnalysis {
  /** Why steps have to wait for others. */
  readonly orders: readonly StepOrder[];
  /** The stages as they are. */
  readonly stages: readonly (readonly string[])[];
  /** The stages if every step began as soon as what it needs is there. */
  readonly suggested: readonly (readonly string[])[];
  /** Sets of steps that run one after the other now and need not. */
  readonly opportunities: readonly Opportunity[];
  /** The chain of steps that nothing can make shorter; by duration, else by number of steps. */
  readonly criticalPath: readonly string[];
  /** Null where the duration of a step is not known. */
  readonly predicted: PredictedTimes | null;
  /** Steps without a duration. */
  readonly unmeasured: readonly string[];
}

/** Steps that could share a stage. */
export interface Opportunity {
  readonly steps: readonly string[];
  /** Sum of the steps less the time of the stage; null where a duration is not known. */
  readonly savedNs: number | null;
}

/** Times of a whole run, in ns, with at most `max_concurrent_agents` steps at once. */
export interface PredictedTimes {
  readonly nowNs: number;
  readonly suggestedNs: number;
  /** With any number of agents: no plan is faster. */
  readonly criticalPathNs: number;
}

/**
 * Finds independent steps (CUJ-059, step 2) from what steps declare to read and write, gates,
 * undeclared effects and the one machine for measuring; never from the words of a description.
 *
 * @param durationsNs - of steps by id, in ns, as measured in earlier runs
 * @returns null when steps wait for each other in a circle
 */
export function independentSteps(
  flow: FlowFile,
  durationsNs: Readonly<Record<string, number>> = {},
): StepAnalysis | null {
  const order = executionOrder(flow);
  if (order.kind === 'cycle') {
    return null;
  }
  const ids = flow.steps.map(({ id }) => id);
  const orders = stepOrders(flow);
  const unmeasured = ids.filter((id) => !Object.hasOwn(durationsNs, id));
  const isTimed = unmeasured.length === 0 && ids.length > 0;
  const durationOf = (id: string): number => (isTimed ? (durationsNs[id] ?? 0) : 1);
  const waitsFor = new Map(ids.map((id) => [id, [] as string[]] as const));
  orders.forEach(({ before, after }) => waitsFor.get(after)?.push(before));
  const sorted = order.stages.flatMap(({ steps }) => steps);
  const suggested = byLevel(sorted, ids, waitsFor);
  const path = longestPath(sorted, waitsFor, durationOf);
  const most = flow.resources.concurrentAgentsMax;
  const timeOf = (steps: readonly string[]): number => makespan(steps.map(durationOf), most);
  const total = (stages: readonly (readonly string[])[]): number =>
    stages.reduce((sum, steps) => sum + timeOf(steps), 0);
  const stages = order.stages.map(({ steps }) => steps);
  return {
    orders,
    stages,
    suggested,
    opportunities: suggested
      .filter((steps) => steps.length > 1 && !isWithin(steps, order.stages))
      .map((steps) => {
        const alone = steps.reduce((sum, id) => sum + durationOf(id), 0);
        return { steps, savedNs: isTimed ? alone - timeOf(steps) : null };
      }),
    criticalPath: path.steps,
    predicted: isTimed
      ? { nowNs: total(stages), suggestedNs: total(suggested), criticalPathNs: path.length }
      : null,
    unmeasured,
  };
}

function isWithin(steps: readonly string[], stages: readonly Stage[]): boolean {
  return stages.some((stage) => steps.every((id) => stage.steps.includes(id)));
}

/** Each step in the stage after the last one that it waits for. */
function byLevel(
  sorted: readonly string[],
  ids: readonly string[],
  waitsFor: ReadonlyMap<string, readonly string[]>,
): string[][] {
  const levels = new Map<string, number>();
  for (const id of sorted) {
    const before = (waitsFor.get(id) ?? []).map((other) => levels.get(other) ?? 0);
    levels.set(id, 1 + Math.max(0, ...before));
  }
  const deepest = Math.max(0, ...levels.values());
  return Array.from({ length: deepest }, (_, index) =>
    ids.filter((id) => levels.get(id) === index + 1),
  );
}

function longestPath(
  sorted: readonly string[],
  waitsFor: ReadonlyMap<string, readonly string[]>,
  durationOf: (id: string) => number,
): { steps: readonly string[]; length: number } {
  const paths = new Map<string, { steps: readonly string[]; length: number }>();
  let longest: { steps: readonly string[]; length: number } = { steps: [], length: 0 };
  for (const id of sorted) {
    let before: typeof longest = { steps: [], length: 0 };
    for (const other of waitsFor.get(id) ?? []) {
      const path = paths.get(other);
      before = path !== undefined && path.length > before.length ? path : before;
    }
    const path = { steps: [...before.steps, id], length: before.length + durationOf(id) };
    paths.set(id, path);
    longest = path.length > longest.length ? path : longest;
  }
  return longest;
}

/** Time of a stage whose steps are begun in order as soon as one of `most` places is free. */
function makespan(durations: readonly number[], most: number): number {
  const free = Array.from({ length: Math.max(1, most) }, () => 0);
  for (const duration of durations) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + duration;
  }
  return Math.max(...free);
}
