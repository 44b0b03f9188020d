import { ownField } from '../../base/index.ts';
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
  const pairs = pairsIn(condition, known);
  const mixed = pairs.map(otherKind).find((fault) => fault !== null);
  if (mixed !== undefined) {
    return mixed;
  }
  const examples = names.map((name) => [name, EXAMPLES[known[name]?.kind ?? 'text']] as const);
  const outcome = evaluateCondition(condition, Object.fromEntries(examples));
  return outcome.kind === 'failure'
    ? { message: outcome.reason, hint: null }
    : (pairs.map(strange).find((fault) => fault !== null) ?? null);
}

/** A variable and a fixed value that it is held against. */
interface Pair {
  readonly name: string;
  readonly variable: KnownVariable;
  readonly value: ConditionValue;
}

function pairsIn(condition: Condition, known: KnownVariables): Pair[] {
  switch (condition.kind) {
    case 'value':
    case 'variable':
      return [];
    case 'not':
      return pairsIn(condition.inner, known);
    case 'and':
    case 'or':
      return [...pairsIn(condition.left, known), ...pairsIn(condition.right, known)];
    case 'in':
      return condition.list.flatMap((value) => pairOf(condition.item, value, known));
    case 'compare': {
      const { left, right } = condition;
      if (right.kind === 'value') {
        return pairOf(left, right.value, known);
      }
      return left.kind === 'value' ? pairOf(right, left.value, known) : [];
    }
  }
}

function pairOf(side: Condition, value: ConditionValue, known: KnownVariables): Pair[] {
  const variable = side.kind === 'variable' ? ownField(known, side.name) : undefined;
  return side.kind !== 'variable' || variable === undefined
    ? []
    : [{ name: side.name, variable, value }];
}

/** How a value of each kind is written, and what `typeof` calls it. */
const KINDS: Readonly<Record<KnownVariable['kind'], { is: string; called: string; as: string }>> = {
  text: { is: 'string', called: 'a text', as: 'a text in quotes' },
  number: { is: 'number', called: 'a number', as: 'a number such as 7' },
  truth: { is: 'boolean', called: 'true or false', as: 'true or false' },
};

function otherKind({ name, variable, value }: Pair): ConditionFault | null {
  const { is, called, as } = KINDS[variable.kind];
  return typeof value === is
    ? null
    : {
        message: `"${name}" is ${called}, which ${JSON.stringify(value)} never is.`,
        hint: `Compare it with ${as}.`,
      };
}

/** A text that the variable never has. */
function strange({ name, variable, value }: Pair): ConditionFault | null {
  const { values } = variable;
  if (values === undefined || typeof value !== 'string' || values.includes(value)) {
    return null;
  }
  const message = `"${name}" is never ${JSON.stringify(value)}.`;
  return { message, hint: suggestion(value, values, 'values') };
}
