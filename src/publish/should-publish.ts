import { unreachable } from '../base/index.ts';

/** When results leave the run. */
export type PublishPolicy = 'manual' | 'auto-on-pass' | 'auto-on-complete';

/** What is known about the run when it is asked. */
export interface RunSoFar {
  /**
   * Of the validation's gate. `overridden`: a person let it go on in spite of a failure; `missing`:
   * there was no validation, it was skipped or it has not ended.
   */
  readonly validation: 'passed' | 'failed' | 'inconclusive' | 'overridden' | 'missing';
  readonly ended: 'no' | 'completed' | 'failed' | 'cancelled';
}

/** Whether to publish now, or why not. */
export type PublishDecision =
  | { readonly kind: 'publish' }
  | { readonly kind: 'hold'; readonly reason: string };

/**
 * Whether the policy publishes by itself. `auto-on-pass` takes a real pass: what was skipped, is
 * inconclusive or was overridden waits for a person. `auto-on-complete` asks only that the run got
 * to its end. A person may publish at any time; this is not asked then.
 */
export function shouldPublish(policy: PublishPolicy, run: RunSoFar): PublishDecision {
  switch (policy) {
    case 'manual':
      return hold('the policy is manual: a person decides');
    case 'auto-on-pass':
      if (run.ended === 'failed' || run.ended === 'cancelled') {
        return hold(`the run ${run.ended === 'failed' ? 'failed' : 'was cancelled'}`);
      }
      return run.validation === 'passed' ? { kind: 'publish' } : hold(WHY_NO_PASS[run.validation]);
    case 'auto-on-complete':
      return run.ended === 'completed'
        ? { kind: 'publish' }
        : hold(run.ended === 'no' ? 'the run has not ended' : `the run ended as ${run.ended}`);
  }
  return unreachable(policy);
}

const WHY_NO_PASS = {
  failed: 'the validation failed',
  inconclusive: 'the validation is inconclusive, which is no pass',
  overridden: 'the validation was overridden, which is no pass: a person decides',
  missing: 'there is no validation that passed',
};

function hold(reason: string): PublishDecision {
  return { kind: 'hold', reason };
}
