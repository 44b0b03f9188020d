import type { PlanStep } from '../model/index.ts';

/** Which steps come before which. */
export interface StepOrder {
  /** One way round, as step numbers, the first again at the end; null without one. */
  readonly cycle: readonly number[] | null;
  /** Every step that has to be done before a step, also through others. */
  before(stepNumber: number): ReadonlySet<number>;
}

/** The order that dependencies ask for; numbers that no step has are left out. */
export function stepOrder(steps: readonly PlanStep[]): StepOrder {
  const needs = new Map<number, readonly number[]>();
  for (const step of steps) {
    needs.set(step.step_number, [...(needs.get(step.step_number) ?? []), ...step.dependencies]);
  }
  return {
    cycle: cycleIn(needs),
    before(stepNumber) {
      const found = new Set<number>();
      const open = [...(needs.get(stepNumber) ?? [])];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (needs.has(next) && !found.has(next)) {
          found.add(next);
          open.push(...(needs.get(next) ?? []));
        }
      }
      return found;
    },
  };
}

function cycleIn(needs: ReadonlyMap<number, readonly number[]>): readonly number[] | null {
  const closed = new Set<number>();
  const trail: number[] = [];
  const visit = (step: number): readonly number[] | null => {
    const start = trail.indexOf(step);
    if (start >= 0) {
      return [...trail.slice(start), step];
    }
    if (closed.has(step) || !needs.has(step)) {
      return null;
    }
    trail.push(step);
    for (const next of needs.get(step) ?? []) {
      const cycle = visit(next);
      if (cycle !== null) {
        return cycle;
      }
    }
    trail.pop();
    closed.add(step);
    return null;
  };
  for (const step of needs.keys()) {
    const cycle = visit(step);
    if (cycle !== null) {
      return cycle;
    }
  }
  return null;
}
