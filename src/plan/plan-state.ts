import type { PlanBody } from '../model/index.ts';

/** How far a plan has come. What a plan says of itself is only what its author wrote. */
export type PlanState = PlanBody['status'];

/** The run that carries a plan out. */
export interface CarryingRun {
  readonly status: 'open' | 'completed' | 'ended';
  /** True when the gate after its rating let the plan pass, by its score or by a person. */
  readonly isLetThrough: boolean;
}

/**
 * How far a plan has come, from what is recorded: a draft until it passed its rating, then
 * validated; in execution while a run that let it pass goes on, and completed when that run is. A
 * run that failed or was cancelled carries no plan out any more.
 *
 * @param isRated - a rating of exactly this content passed
 * @param run - null for a plan that is no run's
 */
export function planState(isRated: boolean, run: CarryingRun | null): PlanState {
  if (run === null) {
    return isRated ? 'validated' : 'draft';
  }
  switch (run.status) {
    case 'completed':
      return 'completed';
    case 'ended':
      return 'cancelled';
    case 'open':
      return run.isLetThrough ? 'in_execution' : 'draft';
  }
}
