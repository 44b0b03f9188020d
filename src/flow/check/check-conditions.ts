import type { Complaints } from '../../document/index.ts';
import { conditionFault, type KnownVariables } from '../condition/check-condition.ts';
import { variablesIn } from '../condition/condition.ts';
import type { FlowFile } from '../file/flow-file.ts';

/**
 * The variables that every flow has. `validation_status` is that of the last step before that was
 * validated, `plan_rating` the last score of 0 to 10; beside them `steps.<id>.status` exists for
 * each step before the condition.
 */
export const FLOW_VARIABLES: KnownVariables = {
  validation_status: { kind: 'text', values: ['pass', 'fail'] },
  plan_rating: { kind: 'number' },
  publish_policy: { kind: 'text', values: ['manual', 'auto-on-pass', 'auto-on-complete'] },
};

const STEP_STATUS = { kind: 'text', values: ['done', 'skipped', 'failed'] } as const;

/** Conditions that name what does not exist, or that can't hold. */
export function checkConditions(
  flow: FlowFile,
  variables: KnownVariables,
  complaints: Complaints,
): void {
  flow.steps.forEach((step, position) => {
    if (step.condition?.kind !== 'expression') {
      return;
    }
    const { condition, place } = step.condition;
    const before = flow.steps.slice(0, position).filter(({ group }) => {
      return group === null || group !== step.group;
    });
    const statuses = before.map(({ id }) => [`steps.${id}.status`, STEP_STATUS] as const);
    const known = { ...FLOW_VARIABLES, ...Object.fromEntries(statuses), ...variables };
    const fault = conditionFault(condition, known);
    const names = variablesIn(condition);
    const isValidated = before.some(({ validation }) => validation !== null);
    const isRated = before.some(({ validation }) => validation?.scoreMin != null);
    if (fault !== null) {
      complaints.refuse(place, `The condition of step ${step.id}: ${fault.message}`, fault.hint);
    } else if (names.includes('validation_status') && !isValidated) {
      const message = `The condition of step ${step.id}: no step before it is validated.`;
      complaints.refuse(place, message, 'Add a validation to one of them.');
    } else if (names.includes('plan_rating') && !isRated) {
      const message = `The condition of step ${step.id}: no step before it rates anything.`;
      complaints.refuse(place, message, 'Add minimum_score to the validation of one.');
    }
  });
}
