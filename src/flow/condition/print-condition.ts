import type { Condition, ConditionValue } from './condition.ts';

/** A condition as text that `parseCondition` reads as the same condition. */
export function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'value':
      return printValue(condition.value);
    case 'variable':
      return condition.name;
    case 'compare':
      return `${operand(condition.left)} ${condition.comparison} ${operand(condition.right)}`;
    case 'in':
      return `${operand(condition.item)} in [${condition.list.map(printValue).join(', ')}]`;
    case 'not':
      return `not ${operand(condition.inner)}`;
    case 'and':
    case 'or':
      // The same join binds to the left, so only its right side needs parentheses.
      return [
        joined(condition.left, condition.kind),
        condition.kind,
        operand(condition.right),
      ].join(' ');
  }
}

function joined(left: Condition, kind: 'and' | 'or'): string {
  return left.kind === kind ? printCondition(left) : operand(left);
}

function operand(condition: Condition): string {
  return condition.kind === 'value' || condition.kind === 'variable'
    ? printCondition(condition)
    : `(${printCondition(condition)})`;
}

function printValue(value: ConditionValue): string {
  return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&')}'` : String(value);
}
