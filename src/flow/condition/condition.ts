/** What a condition compares. */
export type ConditionValue = string | number | boolean;

/** How two values are held against each other. */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A condition as it is understood. */
export type Condition =
  | { readonly kind: 'value'; readonly value: ConditionValue }
  | { readonly kind: 'variable'; readonly name: string }
  | {
      readonly kind: 'compare';
      readonly comparison: Comparison;
      readonly left: Condition;
      readonly right: Condition;
    }
  | { readonly kind: 'in'; readonly item: Condition; readonly list: readonly ConditionValue[] }
  | { readonly kind: 'not'; readonly inner: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

/** The names in a condition, each once, in order. */
export function variablesIn(condition: Condition): string[] {
  switch (condition.kind) {
    case 'value':
      return [];
    case 'variable':
      return [condition.name];
    case 'in':
      return variablesIn(condition.item);
    case 'not':
      return variablesIn(condition.inner);
    case 'compare':
    case 'and':
    case 'or':
      return [...new Set([...variablesIn(condition.left), ...variablesIn(condition.right)])];
  }
}
