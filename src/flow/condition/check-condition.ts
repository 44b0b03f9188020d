import { suggestion } from '../../document/index.ts';
import { type Condition, type ConditionValue, variablesIn } from './condition.ts';
import { evaluateCondition } from './evaluate-condition.ts';

/** A variable of conditions: its kind, and the only texts that it ever has where that is known. */
export interface KnownVariable {
  readonly kind: 'text' | 'number' | 'truth';
  readonly values?: readonly string[];
}

/** The variables of conditions by name. */
export type KnownVariables = Readonly<Record<string, KnownVariable>>;

/** A fault of a condition that shows before it is evaluated. */
export interface ConditionFault {
  readonly message: string;
  readonly hint: string | null;
}

const EXAMPLES: Readonly<Record<KnownVariable['kind'], ConditionValue>> = {
  text: 'some text',
  number: 1,
  truth: true,
};

/**
 * Names that do not exist, kinds that can't be compared, and texts that a variable never has
 * (`validation_status == 'passed'`), whatever the values will be. Since evaluation looks at every
 * part, one evaluation with a value of each kind finds all wrong kinds.
 */
export function conditionFault(condition: Condition, known: KnownVariables): ConditionFault | null {
  const names = Object.keys(known);
  const unknown = variablesIn(condition).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    return {
      message: `There is no variable "${unknown}" here.`,
      hint: suggestion(unknown, names, 'variables'),
    };
  }
  const examples = names.map((name) => [name, EXAMPLES[known[name]?.kind ?? 'text']] as const);
  const outcome = evaluateCondition(condition, Object.fromEntries(examples));
  return outcome.kind === 'failure'
    ? { message: outcome.reason, hint: null }
    : neverHolds(condition, known);
}

/** The first text that is compared with a variable that never has it. */
function neverHolds(condition: Condition, known: KnownVariables): ConditionFault | null {
  switch (condition.kind) {
    case 'value':
    case 'variable':
      return null;
    case 'not':
      return neverHolds(condition.inner, known);
    case 'and':
    case 'or':
      return neverHolds(condition.left, known) ?? neverHolds(condition.right, known);
    case 'in':
      return (
        condition.list.map((value) => strange(condition.item, value, known)).find(Boolean) ?? null
      );
    case 'compare': {
      const { left, right } = condition;
      if (right.kind === 'value') {
        return strange(left, right.value, known);
      }
      return left.kind === 'value' ? strange(right, left.value, known) : null;
    }
  }
}

function strange(
  side: Condition,
  value: ConditionValue,
  known: KnownVariables,
): ConditionFault | null {
  const name = side.kind === 'variable' ? side.name : '';
  const values = Object.hasOwn(known, name) ? known[name]?.values : undefined;
  if (values === undefined || typeof value !== 'string' || values.includes(value)) {
    return null;
  }
  const message = `"${name}" is never ${JSON.stringify(value)}.`;
  return { message, hint: suggestion(value, values, 'values') };
}
