import type {
  BacklogAttempt,
  BacklogItem,
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

/**
 * What was tried before all of it was taken back, so that nothing of it is kept any more.
 *
 * @param items - of the plan of now; attempts at others stay as proposals that count for none
 */
export function takenBack(
  { attempts, unmatched }: Pick<TriedBacklog, 'attempts' | 'unmatched'>,
  items: readonly Pick<BacklogItem, 'id'>[],
  why: string,
): Pick<TriedBacklog, 'attempts' | 'unmatched'> {
  const ids = new Set(items.map(({ id }) => id));
  const isKnown = ({ item }: BacklogAttempt): boolean => ids.has(item);
  return {
    attempts: attempts
      .filter(isKnown)
      .map((attempt) =>
        attempt.decision === 'kept'
          ? { ...attempt, decision: 'rejected', commit: null, reason: why }
          : attempt,
      ),
    unmatched: [
      ...unmatched,
      ...attempts
        .filter((attempt) => !isKnown(attempt))
        .map(({ proposal, item }) => ({
          proposal,
          reason: `It was about ${item}, which is no item of the plan any more.`,
        })),
    ],
  };
}
