import { at } from '../../base/index.ts';
import { CONDITION_CHARS_MAX, CONDITION_DEPTH_MAX } from '../limits.ts';
import type { Comparison, Condition, ConditionValue } from './condition.ts';
import { type ConditionError, type Token, tokensOf } from './tokens.ts';

/** A condition, or why the text is none. */
export type ParsedCondition =
  | { readonly kind: 'ok'; readonly condition: Condition }
  | { readonly kind: 'error'; readonly error: ConditionError };

/**
 * Understands `validation_status == 'pass' and (score >= 7 or not risky)`: names with dots, texts
 * in either quotes, numbers, true and false, `== != < <= > >=`, `in ['a', 'b']`, and, or, not (or
 * `&&`, `||`, `!`) and parentheses. `or` binds least, then `and`, `not`, the comparisons.
 */
export function parseCondition(text: string): ParsedCondition {
  if (text.length > CONDITION_CHARS_MAX) {
    const message = `A condition has at most ${CONDITION_CHARS_MAX} characters.`;
    return { kind: 'error', error: { offset: 0, message, hint: null } };
  }
  const tokens = tokensOf(text);
  if (!Array.isArray(tokens)) {
    return { kind: 'error', error: tokens };
  }
  const parser = new Parser(tokens);
  const condition = parser.whole();
  return condition === null
    ? { kind: 'error', error: parser.error ?? { offset: 0, message: 'It is empty.', hint: null } }
    : { kind: 'ok', condition };
}

const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];
const JOINS: Readonly<Record<'and' | 'or', string>> = { and: '&&', or: '||' };
const RESERVED: readonly string[] = ['and', 'or', 'not', 'in'];

/** Recursive descent; null is an error, which `error` holds. */
class Parser {
  error: ConditionError | null = null;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Condition | null {
    const condition = this.#joined('or');
    return condition !== null && this.#peek().kind !== 'end'
      ? this.#fail('Something is left over here.', 'Join two conditions with and or or.')
      : condition;
  }

  #joined(kind: 'and' | 'or'): Condition | null {
    const operand = (): Condition | null => (kind === 'or' ? this.#joined('and') : this.#negated());
    let left = operand();
    while (left !== null && this.#take(kind, JOINS[kind])) {
      const right = operand();
      left = right === null ? null : { kind, left, right };
    }
    return left;
  }

  #negated(): Condition | null {
    if (!this.#take('not', '!')) {
      return this.#compared();
    }
    return this.#deeper(() => {
      const inner = this.#negated();
      return inner === null ? null : { kind: 'not', inner };
    });
  }

  #compared(): Condition | null {
    const left = this.#operand();
    if (left === null) {
      return null;
    }
    if (this.#take('in', null)) {
      const list = this.#list();
      return list === null ? null : { kind: 'in', item: left, list };
    }
    const token = this.#peek();
    if (token.kind !== 'sign' || !isComparison(token.text)) {
      return left;
    }
    this.#next += 1;
    const right = this.#operand();
    return right === null ? null : { kind: 'compare', comparison: token.text, left, right };
  }

  #operand(): Condition | null {
    const value = this.#literal();
    if (value !== null) {
      return { kind: 'value', value };
    }
    const token = this.#peek();
    if (this.#take(null, '(')) {
      return this.#deeper(() => {
        const inner = this.#joined('or');
        if (inner !== null && !this.#take(null, ')')) {
          return this.#fail('A ) is missing here.', null);
        }
        return inner;
      });
    }
    if (token.kind === 'name' && !RESERVED.includes(token.text)) {
      this.#next += 1;
      return { kind: 'variable', name: token.text };
    }
    return this.#fail('A name, a number or a text in quotes is missing here.', null);
  }

  #literal(): ConditionValue | null {
    const token = this.#peek();
    const isTruth = token.kind === 'name' && /^(?:true|false)$/.test(token.text);
    if (!isTruth && token.kind !== 'text' && token.kind !== 'number') {
      return null;
    }
    if (token.kind === 'number' && !Number.isFinite(Number(token.text))) {
      return null;
    }
    this.#next += 1;
    if (isTruth) {
      return token.text === 'true';
    }
    return token.kind === 'number' ? Number(token.text) : token.text;
  }

  #list(): ConditionValue[] | null {
    if (!this.#take(null, '[')) {
      return this.#fail('After "in" comes a list.', "Write it like ['a', 'b'].");
    }
    const list: ConditionValue[] = [];
    do {
      const value = this.#literal();
      if (value === null) {
        return this.#fail('A list holds texts in quotes, numbers, true and false.', null);
      }
      list.push(value);
    } while (this.#take(null, ','));
    return this.#take(null, ']') ? list : this.#fail('A ] is missing here.', null);
  }

  #deeper(inner: () => Condition | null): Condition | null {
    if (this.#depth >= CONDITION_DEPTH_MAX) {
      return this.#fail(`This is nested more than ${CONDITION_DEPTH_MAX} deep.`, null);
    }
    this.#depth += 1;
    const condition = inner();
    this.#depth -= 1;
    return condition;
  }

  #peek(): Token {
    return at(this.#tokens, Math.min(this.#next, this.#tokens.length - 1));
  }

  #take(word: string | null, sign: string | null): boolean {
    const { kind, text } = this.#peek();
    const isThere = (kind === 'name' && text === word) || (kind === 'sign' && text === sign);
    this.#next += isThere ? 1 : 0;
    return isThere;
  }

  #fail(message: string, hint: string | null): null {
    this.error ??= { offset: this.#peek().offset, message, hint };
    return null;
  }
}

function isComparison(text: string): text is Comparison {
  return COMPARISONS.includes(text);
}
