import type { NodeOf, SyntaxNode } from './syntax.ts';

/** A call written as `object.name(…)`, optional chaining included. */
export interface MethodCall {
  readonly call: SyntaxNode;
  readonly object: SyntaxNode;
  readonly name: string;
  readonly args: readonly SyntaxNode[];
}

/** The expression without types, assertions and parentheses around it. */
export function plain(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (
    inner.type === 'TSAsExpression' ||
    inner.type === 'TSNonNullExpression' ||
    inner.type === 'TSSatisfiesExpression' ||
    inner.type === 'TSTypeAssertion' ||
    inner.type === 'ParenthesizedExpression'
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** The name after the dot, or the text of `object['text']`; null for a computed one. */
export function memberName(
  node: NodeOf<'MemberExpression' | 'OptionalMemberExpression'>,
): string | null {
  const property = node.property;
  if (property.type === 'PrivateName') {
    return `#${property.id.name}`;
  }
  if (property.type === 'Identifier' && !node.computed) {
    return property.name;
  }
  return property.type === 'StringLiteral' ? property.value : null;
}

/** True for `object.name`, `object?.name` and `object[name]`. */
export function isMember(
  node: SyntaxNode,
): node is NodeOf<'MemberExpression' | 'OptionalMemberExpression'> {
  return node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression';
}

/** True for a call, `new` not included. */
export function isCall(
  node: SyntaxNode,
): node is NodeOf<'CallExpression' | 'OptionalCallExpression'> {
  return node.type === 'CallExpression' || node.type === 'OptionalCallExpression';
}

/** The parts of `object.name(…)`, or null for anything else. */
export function methodCall(node: SyntaxNode): MethodCall | null {
  if (!isCall(node)) {
    return null;
  }
  const callee = plain(node.callee);
  if (!isMember(callee)) {
    return null;
  }
  const name = memberName(callee);
  return name === null
    ? null
    : { call: node, object: plain(callee.object), name, args: node.arguments };
}

/** The name that is called last: `f` of `f(…)`, `a.f(…)` and `new f(…)`; null for others. */
export function calledName(node: SyntaxNode): string | null {
  if (!isCall(node) && node.type !== 'NewExpression') {
    return null;
  }
  const callee = plain(node.callee);
  if (callee.type === 'Identifier') {
    return callee.name;
  }
  return isMember(callee) ? memberName(callee) : null;
}

/** True for `Owner.name(…)`, e.g. `JSON.parse(…)`. */
export function isStaticCall(node: SyntaxNode, owner: string, names: readonly string[]): boolean {
  const method = methodCall(node);
  return (
    method !== null &&
    method.object.type === 'Identifier' &&
    method.object.name === owner &&
    names.includes(method.name)
  );
}
