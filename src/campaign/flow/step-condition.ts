import { evaluateCondition } from '../../flow/index.ts';
import type { Variable } from './board.ts';
import type { StepWork } from './flow-context.ts';

/** Whether a step is done at all. */
export type ConditionResult =
  | { readonly kind: 'met' }
  | { readonly kind: 'not-met'; readonly reason: string }
  /** It could not be evaluated, which is never a pass. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Evaluates the condition of a step from what the steps before it brought; a sentence is asked of a
 * person.
 */
export async function conditionOf(work: StepWork): Promise<ConditionResult> {
  const { step, flow } = work;
  const { condition } = step;
  if (condition === null) {
    return { kind: 'met' };
  }
  switch (condition.kind) {
    case 'expression': {
      const outcome = evaluateCondition(condition.condition, variablesOf(work));
      if (outcome.kind === 'failure') {
        const reason = `Its condition (${condition.text}) can't be evaluated: ${outcome.reason}`;
        return { kind: 'failed', reason };
      }
      return outcome.holds
        ? { kind: 'met' }
        : { kind: 'not-met', reason: `its condition does not hold: ${condition.text}` };
    }
    case 'question': {
      const answer = await flow.ask(`${step.id}/condition`, {
        text:
          `Step ${step.id} (${step.name}) is done only if this holds: ${condition.text}\n` +
          'Does it?',
        of: step.agent,
        evidence: { step: step.id },
        choices: ['yes', 'no'],
      });
      return answer.choice === 'yes'
        ? { kind: 'met' }
        : { kind: 'not-met', reason: `${answer.by} said that it does not hold: ${condition.text}` };
    }
  }
}

/** What conditions may name: what steps brought, and how each of them ended. */
function variablesOf({ board }: StepWork): Record<string, Variable> {
  const statuses = [...board.states].map(([id, { kind }]): [string, Variable] => {
    const status = kind === 'passed' || kind === 'overridden' ? 'done' : kind;
    return [`steps.${id}.status`, status];
  });
  return Object.fromEntries([...board.variables, ...statuses]);
}
