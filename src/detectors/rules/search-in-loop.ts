import { isMember, methodCall, type MethodCall, plain } from '../code/calls.ts';
import type { CodeFile } from '../code/code-file.ts';
import { dependsOnLoop } from '../code/dependence.ts';
import { type Loop, loopsAround } from '../code/loops.ts';
import { isFunction, lineOf, type SyntaxNode } from '../code/syntax.ts';
import { isArray, isConstant, valueKind } from '../code/value-kind.ts';
import type { Confidence, Technique } from '../nomination.ts';
import { inCode, type Match, type Rule } from '../rule.ts';

const LOOKUP: Technique = {
  name: 'look-up-in-set-or-map',
  rationale:
    'The list is walked for each turn of the loop; a Set or Map that is built once before the ' +
    'loop ' +
    'answers in constant time.',
  risk: 'low',
  riskText:
    'A Set compares like `includes` (NaN equals NaN), a Map keeps the last of equal keys where ' +
    '`find` gives the first; both have to follow when the list changes.',
  effort: 'low',
};
const PREDICATE: Technique = {
  name: 'narrow-the-search',
  rationale:
    'The list is walked for each turn of the loop; sorting it, grouping it by what the condition ' +
    'reads, or leaving early would look at fewer elements.',
  risk: 'medium',
  riskText: 'The condition is no plain comparison, so the grouping has to keep its meaning.',
  effort: 'medium',
};

const BY_VALUE = new Set(['includes', 'indexOf', 'lastIndexOf']);
const BY_CONDITION = new Set(['find', 'findIndex', 'findLast', 'findLastIndex', 'some']);

/** `includes`, `indexOf`, `find`, `some`, `filter(…)[0]` on a list from outside of the loop. */
export const searchInLoop: Rule = inCode('search-in-loop', (file, node): Match | null => {
  const method = methodCall(node);
  if (method === null || !isSearch(file.code, method)) {
    return null;
  }
  const certainty = certaintyOf(file.code, method);
  const loop = loopAroundSearch(file.code, method);
  if (certainty === null || loop === null) {
    return null;
  }
  const isEquality = BY_VALUE.has(method.name) || comparesForEquality(method);
  return {
    node,
    technique: isEquality ? LOOKUP : PREDICATE,
    text:
      `\`${method.name}\` walks a list from outside of the loop of line ${lineOf(loop.node)} in ` +
      'each of its turns',
    atMost: isEquality ? certainty : 'weak',
    alsoSeen: null,
  };
});

function isSearch(code: CodeFile, method: MethodCall): boolean {
  if (BY_VALUE.has(method.name) || BY_CONDITION.has(method.name)) {
    return true;
  }
  // `filter(…)` is a search when only the first, or whether there is one, is asked for.
  const parent = method.name === 'filter' ? code.parentOf(method.call) : null;
  if (parent === null || !isMember(parent) || parent.object !== method.call) {
    return false;
  }
  const property = plain(parent.property);
  return parent.computed
    ? property.type === 'NumericLiteral' && property.value === 0
    : property.type === 'Identifier' && ['length', 'at', 'shift', 'pop'].includes(property.name);
}

/**
 * How sure it is that a long list is walked; null when it is a string, a Set or a short
 * literal.
 */
function certaintyOf(code: CodeFile, method: MethodCall): Confidence | null {
  const { object, name, args } = method;
  const kind = valueKind(code, object);
  if (isConstant(kind) || (kind !== 'unknown' && !isArray(kind))) {
    return null;
  }
  if (kind === 'array') {
    return 'likely';
  }
  if (!BY_VALUE.has(name)) {
    return isCondition(args[0]) ? 'likely' : null;
  }
  // Strings have these as well. A text or a second argument is what strings are asked with.
  const isTextual = args[0] === undefined || valueKind(code, args[0]) === 'string';
  return isTextual || args.length > 1 ? null : 'weak';
}

function isCondition(argument: SyntaxNode | undefined): boolean {
  return (
    argument !== undefined && (isFunction(plain(argument)) || plain(argument).type === 'Identifier')
  );
}

/**
 * The innermost loop in each of whose turns the same list is walked. Walking what belongs to the
 * turn itself (`row.tags.includes(…)`) is no more than walking everything once.
 */
function loopAroundSearch(code: CodeFile, method: MethodCall): Loop | null {
  return (
    loopsAround(code, method.call).find((loop) => !dependsOnLoop(code, method.object, loop)) ?? null
  );
}

/** True for `find((each) => each.id === id)`: a Map by `id` could answer. */
function comparesForEquality(method: MethodCall): boolean {
  const [argument] = method.args;
  const callback = argument === undefined ? null : plain(argument);
  if (callback === null || !isFunction(callback)) {
    return false;
  }
  const result = resultOf(callback.body);
  return (
    result?.type === 'BinaryExpression' && (result.operator === '===' || result.operator === '==')
  );
}

function resultOf(body: SyntaxNode): SyntaxNode | null {
  if (body.type !== 'BlockStatement') {
    return plain(body);
  }
  const [only, ...others] = body.body;
  return only?.type === 'ReturnStatement' && others.length === 0 ? (only.argument ?? null) : null;
}
