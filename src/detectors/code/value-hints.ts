import type { Binding, CodeFile } from './code-file.ts';
import { isCall, isMember, memberName, plain } from './calls.ts';
import type { SyntaxNode } from './syntax.ts';

/** What the way a value is used says it is. */
export type ValueHint = 'array' | 'string' | 'set';

const OF_ARRAYS = new Set(
  (
    'push pop shift unshift splice map filter forEach reduce some every find findIndex sort ' +
    'flatMap flat join reverse toSorted'
  ).split(' '),
);
const OF_STRINGS = new Set(
  (
    'charAt charCodeAt codePointAt startsWith endsWith toLowerCase toUpperCase trim trimStart ' +
    'trimEnd replace replaceAll match matchAll split substring substr padStart padEnd ' +
    'localeCompare search'
  ).split(' '),
);
const OF_SETS = new Set(['add', 'has']);

/** Remembered, because a name that is used a thousand times is asked about a thousand times. */
const members = new WeakMap<CodeFile, Map<string, ValueHint | null>>();
const bindings = new WeakMap<Binding, ValueHint | null>();

/** What the type or the uses of a name say; null when they say nothing or disagree. */
export function hintsOfBinding(code: CodeFile, binding: Binding): ValueHint | null {
  const known = bindings.get(binding);
  if (known !== undefined) {
    return known;
  }
  const hint =
    hintOfType(binding.identifier) ??
    agreed(code.usesOf(binding).map((use) => hintOfUse(code, use)));
  bindings.set(binding, hint);
  return hint;
}

/** What all uses of a field of that name in the file say; null when they disagree. */
export function hintsOfMember(code: CodeFile, name: string): ValueHint | null {
  const known = members.get(code) ?? fieldHints(code);
  members.set(code, known);
  return known.get(name) ?? null;
}

function fieldHints(code: CodeFile): Map<string, ValueHint | null> {
  const hints = new Map<string, Set<ValueHint>>();
  const note = (name: string | null, hint: ValueHint | null): void => {
    if (name !== null && hint !== null) {
      hints.set(name, (hints.get(name) ?? new Set<ValueHint>()).add(hint));
    }
  };
  for (const node of code.nodes) {
    if (isMember(node)) {
      note(memberName(node), hintOfUse(code, node));
    } else if (node.type === 'ClassProperty' && node.key.type === 'Identifier') {
      note(node.key.name, hintOfType(node) ?? hintOfValue(node.value ?? null));
    } else if (node.type === 'ObjectProperty' && node.key.type === 'Identifier') {
      note(node.key.name, hintOfValue(node.value));
    }
  }
  return new Map([...hints].map(([name, each]) => [name, agreed([...each])]));
}

function agreed(hints: readonly (ValueHint | null)[]): ValueHint | null {
  const said = new Set(hints.filter((each) => each !== null));
  return said.size === 1 ? ([...said][0] ?? null) : null;
}

function hintOfUse(code: CodeFile, use: SyntaxNode): ValueHint | null {
  const parent = code.parentOf(use);
  if (parent === null) {
    return null;
  }
  if (parent.type === 'AssignmentExpression' && parent.left === use && parent.operator === '=') {
    return hintOfValue(parent.right);
  }
  const name = isMember(parent) && parent.object === use ? memberName(parent) : null;
  const call = code.parentOf(parent);
  if (name === null || call === null || !isCall(call) || call.callee !== parent) {
    return null;
  }
  if (OF_ARRAYS.has(name)) {
    return 'array';
  }
  if (OF_SETS.has(name)) {
    return 'set';
  }
  return OF_STRINGS.has(name) ? 'string' : null;
}

function hintOfValue(value: SyntaxNode | null): ValueHint | null {
  const node = value === null ? null : plain(value);
  if (node?.type === 'ArrayExpression') {
    return 'array';
  }
  if (node?.type === 'StringLiteral' || node?.type === 'TemplateLiteral') {
    return 'string';
  }
  return node?.type === 'NewExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'Set'
    ? 'set'
    : null;
}

/** The hint in `name: string[]`. Types aren't part of the walked tree, so this reads loosely. */
function hintOfType(node: SyntaxNode): ValueHint | null {
  const annotation = field(field(node, 'typeAnnotation'), 'typeAnnotation');
  const outer = typeName(annotation);
  const inner = outer === 'TSTypeOperator' ? field(annotation, 'typeAnnotation') : annotation;
  const name = typeName(inner);
  if (name === 'TSArrayType' || name === 'TSTupleType') {
    return 'array';
  }
  if (name === 'TSStringKeyword') {
    return 'string';
  }
  const reference = field(field(inner, 'typeName'), 'name');
  if (reference === 'Array' || reference === 'ReadonlyArray') {
    return 'array';
  }
  return reference === 'Set' || reference === 'ReadonlySet' ? 'set' : null;
}

function typeName(value: unknown): unknown {
  return field(value, 'type');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}
