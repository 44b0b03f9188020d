import type { Comparison, Condition, ConditionValue } from './condition.ts';

/** What is known when a condition is evaluated. */
export type ConditionVariables = Readonly<Record<string, ConditionValue>>;

/** True or false, or why neither can be said. A failure is never to be taken for a pass. */
export type ConditionOutcome =
  | { readonly kind: 'holds'; readonly holds: boolean }
  | { readonly kind: 'failure'; readonly reason: string };

type Result =
  | { readonly kind: 'value'; readonly value: ConditionValue }
  | { readonly kind: 'failure'; readonly reason: string };

/**
 * Evaluates a condition. Every part is looked at, so an unknown name fails also where the other
 * side of an `or` is true. Texts and numbers are not truth values, and nothing is converted.
 */
export function evaluateCondition(
  condition: Condition,
  variables: ConditionVariables,
): ConditionOutcome {
  const result = truth(valueOf(condition, variables), 'The condition');
  return result.kind === 'value' ? { kind: 'holds', holds: result.value === true } : result;
}

function valueOf(condition: Condition, variables: ConditionVariables): Result {
  switch (condition.kind) {
    case 'value':
      return condition;
    case 'variable': {
      const { name } = condition;
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return value === undefined
        ? { kind: 'failure', reason: `There is no value for "${name}".` }
        : { kind: 'value', value };
    }
    case 'not': {
      const inner = truth(valueOf(condition.inner, variables), 'What "not" stands before');
      return inner.kind === 'value' ? { kind: 'value', value: inner.value !== true } : inner;
    }
    case 'and':
    case 'or': {
      const { kind } = condition;
      const left = truth(valueOf(condition.left, variables), `The left side of "${kind}"`);
      const right = truth(valueOf(condition.right, variables), `The right side of "${kind}"`);
      return both(left, right, (one, other) => {
        const holds =
          kind === 'and' ? one === true && other === true : one === true || other === true;
        return { kind: 'value', value: holds };
      });
    }
    case 'compare':
      return both(
        valueOf(condition.left, variables),
        valueOf(condition.right, variables),
        (left, right) => compared(condition.comparison, left, right),
      );
    case 'in': {
      const item = valueOf(condition.item, variables);
      return condition.list.reduce<Result>(
        (found, other) =>
          both(found, both(item, { kind: 'value', value: other }, equal), (one, two) => ({
            kind: 'value',
            value: one === true || two === true,
          })),
        { kind: 'value', value: false },
      );
    }
  }
}

function both(
  left: Result,
  right: Result,
  join: (left: ConditionValue, right: ConditionValue) => Result,
): Result {
  if (left.kind === 'failure') {
    return left;
  }
  return right.kind === 'failure' ? right : join(left.value, right.value);
}

function compared(comparison: Comparison, left: ConditionValue, right: ConditionValue): Result {
  switch (comparison) {
    case '==':
      return equal(left, right);
    case '!=': {
      const result = equal(left, right);
      return result.kind === 'value' ? { kind: 'value', value: result.value !== true } : result;
    }
    case '<':
      return ordered(comparison, left, right, (one, other) => one < other);
    case '<=':
      return ordered(comparison, left, right, (one, other) => one <= other);
    case '>':
      return ordered(comparison, left, right, (one, other) => one > other);
    case '>=':
      return ordered(comparison, left, right, (one, other) => one >= other);
  }
}

function equal(left: ConditionValue, right: ConditionValue): Result {
  if (typeof left !== typeof right) {
    const reason = `${kindOf(left)} can't equal ${kindOf(right)}.`;
    return { kind: 'failure', reason: reason.charAt(0).toUpperCase() + reason.slice(1) };
  }
  if (Number.isNaN(left) || Number.isNaN(right)) {
    return { kind: 'failure', reason: 'A value is not a number (NaN).' };
  }
  return { kind: 'value', value: left === right };
}

function ordered(
  comparison: Comparison,
  left: ConditionValue,
  right: ConditionValue,
  holds: (left: number, right: number) => boolean,
): Result {
  if (typeof left !== 'number' || typeof right !== 'number') {
    const kinds = `${kindOf(left)} and ${kindOf(right)}`;
    return { kind: 'failure', reason: `"${comparison}" compares two numbers, not ${kinds}.` };
  }
  return Number.isNaN(left) || Number.isNaN(right)
    ? { kind: 'failure', reason: 'A value is not a number (NaN).' }
    : { kind: 'value', value: holds(left, right) };
}

function truth(result: Result, what: string): Result {
  if (result.kind === 'failure' || typeof result.value === 'boolean') {
    return result;
  }
  return {
    kind: 'failure',
    reason: `${what} must be true or false, not ${kindOf(result.value)}.`,
  };
}

function kindOf(value: ConditionValue): string {
  if (typeof value === 'string') {
    return `the text ${JSON.stringify(value)}`;
  }
  return typeof value === 'number' ? `the number ${value}` : `the truth value ${String(value)}`;
}
