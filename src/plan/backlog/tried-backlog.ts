import type {
  BacklogAttempt,
  BacklogValidation,
  EnvelopeField,
  PlanBody,
  TriedBacklog,
} from '../../model/index.ts';
import { realise } from './realise.ts';

/** A tried backlog before it is written. */
export type TriedBacklogBody = Omit<TriedBacklog, EnvelopeField>;

/** What became of the items of a plan. */
export interface TriedFacts {
  /** Of the plan; SHA-256 in hex. */
  readonly planHash: string;
  /** Oldest first. */
  readonly attempts: readonly BacklogAttempt[];
  readonly unmatched: readonly Readonly<TriedBacklog['unmatched'][number]>[];
  readonly validation: BacklogValidation | null;
}

/** The backlog of a plan with what was measured beside what was predicted; the plan stays. */
export function triedBacklog(plan: PlanBody, facts: TriedFacts): TriedBacklogBody {
  const { items = [], refused = [] } = plan.backlog ?? {};
  return {
    plan_id: plan.plan_id,
    plan_hash: facts.planHash,
    items: realise(items, facts.attempts),
    refused,
    unmatched: [...facts.unmatched],
    attempts: [...facts.attempts],
    validation: facts.validation,
  };
}

/** Attempts whose code was taken back afterwards, so that nothing of it is kept any more. */
export function takenBack(attempts: readonly BacklogAttempt[], why: string): BacklogAttempt[] {
  return attempts.map((attempt) =>
    attempt.decision === 'kept'
      ? { ...attempt, decision: 'rejected', commit: null, reason: why }
      : attempt,
  );
}
