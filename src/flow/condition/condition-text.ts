import type { Condition } from './condition.ts';
import { parseCondition } from './parse-condition.ts';
import type { ConditionError } from './tokens.ts';

/** What the text of a `condition` turned out to be. */
export type ConditionText =
  | { readonly kind: 'expression'; readonly condition: Condition }
  | { readonly kind: 'prose' }
  | { readonly kind: 'error'; readonly error: ConditionError };

/** Signs that nobody writes in a sentence: the author meant an expression. */
const MEANT_AS_EXPRESSION = /==|!=|&&|\|\||(?:^|\s)=(?:\s|$)|(?:^|[\s(])'|'(?:[\s)]|$)/;

/**
 * Tells expressions from prose. What parses is an expression. What does not parse, but holds
 * `==`, `!=`, `&&`, `||`, a lone `=` or a quoted word, is an expression with a mistake. Anything
 * else of two words or more is a sentence, which only a person can judge. So a mistake in an
 * expression never turns it into a question silently, and no text ever turns into "true".
 */
export function conditionText(text: string): ConditionText {
  const parsed = parseCondition(text);
  if (parsed.kind === 'ok') {
    return { kind: 'expression', condition: parsed.condition };
  }
  return MEANT_AS_EXPRESSION.test(text) || !/\p{L}\S*\s+\S/u.test(text.trim())
    ? { kind: 'error', error: parsed.error }
    : { kind: 'prose' };
}
