import { CONSTANT_LITERAL_MAX, SMALL_LITERAL_MAX } from '../limits.ts';
import type { Binding, CodeFile } from './code-file.ts';
import {
  calledName,
  isCall,
  isMember,
  isStaticCall,
  memberName,
  methodCall,
  plain,
} from './calls.ts';
import { hintsOfBinding, hintsOfMember, type ValueHint } from './value-hints.ts';
import type { NodeOf, SyntaxNode } from './syntax.ts';
import { isWritten } from './writes.ts';

/**
 * What a value is, as far as the code says. A `small-array` is a literal that never grows, so short
 * that a loop over it is none; a `constant-array` one that is short enough to be searched.
 */
export type ValueKind =
  | ValueHint
  | 'small-array'
  | 'constant-array'
  | 'map'
  | 'regex'
  | 'buffer'
  | 'unknown';

const DEPTH_MAX = 6;
const TO_ARRAY = new Set(
  'map filter flatMap flat split toSorted toReversed toSpliced sort reverse splice'.split(' '),
);
const TO_STRING = new Set(
  (
    'trim trimStart trimEnd toLowerCase toUpperCase toString join replace replaceAll padStart ' +
    'padEnd repeat substring substr charAt normalize toFixed toISOString'
  ).split(' '),
);
const SAME_KIND = new Set(['slice', 'concat']);
const BUFFERS = /^(?:Buffer|U?[Ii]nt(?:8|16|32)(?:Clamped)?Array|Float(?:32|64)Array)$/;

/** What an expression evaluates to. */
export function valueKind(code: CodeFile, expression: SyntaxNode, depth = 0): ValueKind {
  const node = plain(expression);
  if (depth > DEPTH_MAX) {
    return 'unknown';
  }
  if (node.type === 'ArrayExpression') {
    return literalKind(node);
  }
  if (node.type === 'StringLiteral' || node.type === 'TemplateLiteral') {
    return 'string';
  }
  if (node.type === 'RegExpLiteral') {
    return 'regex';
  }
  if (node.type === 'NewExpression') {
    return builtKind(calledName(node));
  }
  if (node.type === 'Identifier') {
    const binding = code.bindingOf(node.name, node);
    return binding === null ? 'unknown' : kindOfBinding(code, binding, depth);
  }
  return kindOfOperation(code, node, depth);
}

/** True when the kind is an array of any length. */
export function isArray(kind: ValueKind): boolean {
  return kind === 'array' || isConstant(kind);
}

/** True for a short literal that never grows. */
export function isConstant(kind: ValueKind): boolean {
  return kind === 'small-array' || kind === 'constant-array';
}

function literalKind({ elements }: NodeOf<'ArrayExpression'>): ValueKind {
  const isFixed = elements.length > 0 && elements.every((each) => each?.type !== 'SpreadElement');
  if (!isFixed || elements.length > CONSTANT_LITERAL_MAX) {
    return 'array';
  }
  return elements.length <= SMALL_LITERAL_MAX ? 'small-array' : 'constant-array';
}

function builtKind(name: string | null): ValueKind {
  if (name === 'Set' || name === 'WeakSet') {
    return 'set';
  }
  if (name === 'Map' || name === 'WeakMap') {
    return 'map';
  }
  if (name === 'Array') {
    return 'array';
  }
  if (name === 'RegExp') {
    return 'regex';
  }
  return name !== null && BUFFERS.test(name) ? 'buffer' : 'unknown';
}

function kindOfBinding(code: CodeFile, binding: Binding, depth: number): ValueKind {
  if (binding.start !== null) {
    const kind = valueKind(code, binding.start, depth + 1);
    if (isConstant(kind)) {
      return binding.kind === 'parameter' || isWritten(code, binding) ? 'array' : kind;
    }
    if (kind !== 'unknown') {
      return kind;
    }
  }
  return hintsOfBinding(code, binding) ?? 'unknown';
}

function kindOfOperation(code: CodeFile, node: SyntaxNode, depth: number): ValueKind {
  const inner = (part: SyntaxNode): ValueKind => valueKind(code, part, depth + 1);
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    return [node.left, node.right].some((each) => inner(each) === 'string') ? 'string' : 'unknown';
  }
  if (node.type === 'LogicalExpression') {
    const left = inner(node.left);
    return left === 'unknown' ? inner(node.right) : left;
  }
  if (node.type === 'ConditionalExpression') {
    const kinds = [inner(node.consequent), inner(node.alternate)];
    return kinds.find((each) => each !== 'unknown') ?? 'unknown';
  }
  if (node.type === 'AssignmentExpression') {
    return inner(node.right);
  }
  if (isMember(node)) {
    const name = memberName(node);
    return name === null ? 'unknown' : (hintsOfMember(code, name) ?? 'unknown');
  }
  return isCall(node) ? kindOfCall(code, node, depth) : 'unknown';
}

function kindOfCall(code: CodeFile, node: SyntaxNode, depth: number): ValueKind {
  if (
    isStaticCall(node, 'Object', ['keys', 'values', 'entries', 'getOwnPropertyNames']) ||
    isStaticCall(node, 'Array', ['from', 'of'])
  ) {
    return 'array';
  }
  if (isStaticCall(node, 'Buffer', ['from', 'alloc', 'allocUnsafe', 'concat'])) {
    return 'buffer';
  }
  if (isStaticCall(node, 'JSON', ['stringify'])) {
    return 'string';
  }
  const method = methodCall(node);
  if (method === null) {
    return calledName(node) === 'String' ? 'string' : builtKind(calledName(node));
  }
  if (isStaticCall(node, 'Object', ['freeze']) && method.args[0] !== undefined) {
    return valueKind(code, method.args[0], depth + 1);
  }
  if (SAME_KIND.has(method.name)) {
    const kind = valueKind(code, method.object, depth + 1);
    return isConstant(kind) ? 'array' : kind;
  }
  if (TO_ARRAY.has(method.name)) {
    return 'array';
  }
  if (method.name === 'readFileSync') {
    return method.args.length > 1 ? 'string' : 'buffer';
  }
  return TO_STRING.has(method.name) ? 'string' : 'unknown';
}
