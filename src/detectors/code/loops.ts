import type { CodeFile } from './code-file.ts';
import { isCall, methodCall, plain } from './calls.ts';
import { SMALL_LITERAL_MAX } from '../limits.ts';
import { type FunctionNode, isFunction, type SyntaxNode } from './syntax.ts';
import { valueKind } from './value-kind.ts';

/** Something that repeats the code in it. */
export interface Loop {
  /** The loop statement, or the function that is called again and again. */
  readonly node: SyntaxNode;
  /** `events` is a handler that a stream calls for each chunk. */
  readonly kind: 'statement' | 'callback' | 'events';
  /** The method that repeats a callback, e.g. `reduce`; empty for statements. */
  readonly method: string;
}

const REPEATING = new Set(
  (
    'map forEach filter reduce reduceRight some every flatMap find findIndex findLast ' +
    'findLastIndex'
  ).split(' '),
);
const EVENTS = new Set(['data', 'line', 'row', 'chunk', 'message', 'entry']);

/**
 * The loops around a node within its function, innermost first. Loops over a short literal or to a
 * small constant are left out: they repeat nothing that grows.
 */
export function loopsAround(code: CodeFile, node: SyntaxNode): Loop[] {
  const found: Loop[] = [];
  let child = node;
  for (const parent of code.above(node)) {
    if (isFunction(parent)) {
      const loop = callbackLoop(code, parent);
      if (loop === null) {
        return found; // whoever calls this function is out of sight
      }
      if (loop !== 'small') {
        found.push(loop);
      }
    } else if (repeats(parent, child) && !isSmallStatement(code, parent)) {
      found.push({ node: parent, kind: 'statement', method: '' });
    }
    child = parent;
  }
  return found;
}

function repeats(parent: SyntaxNode, child: SyntaxNode): boolean {
  if (parent.type === 'ForStatement') {
    return child !== parent.init;
  }
  if (parent.type === 'ForOfStatement' || parent.type === 'ForInStatement') {
    return child === parent.body;
  }
  return parent.type === 'WhileStatement' || parent.type === 'DoWhileStatement';
}

function isSmallStatement(code: CodeFile, loop: SyntaxNode): boolean {
  if (loop.type === 'ForOfStatement') {
    return valueKind(code, loop.right) === 'small-array';
  }
  if (loop.type !== 'ForStatement' || loop.test?.type !== 'BinaryExpression') {
    return false;
  }
  const bounds = [loop.test.left, loop.test.right].map((each) => plain(each));
  return bounds.some((each) => each.type === 'NumericLiteral' && each.value <= SMALL_LITERAL_MAX)
    ? isCountedUp(loop.init ?? null)
    : false;
}

/** `i = 0` up to a small number; `i = list.length` down to 0 is no small loop. */
function isCountedUp(start: SyntaxNode | null): boolean {
  if (start?.type !== 'VariableDeclaration') {
    return false;
  }
  return start.declarations.some(({ init }) => init?.type === 'NumericLiteral');
}

function callbackLoop(code: CodeFile, callback: FunctionNode): Loop | 'small' | null {
  const call = code.parentOf(callback);
  if (call === null || !isCall(call) || call.callee === callback) {
    return null;
  }
  const method = methodCall(call);
  if (method === null) {
    return null;
  }
  if (REPEATING.has(method.name) && method.args[0] === callback) {
    return valueKind(code, method.object) === 'small-array'
      ? 'small'
      : { node: callback, kind: 'callback', method: method.name };
  }
  if (method.name === 'from' && method.args[1] === callback) {
    return { node: callback, kind: 'callback', method: 'from' };
  }
  const event = method.args[0];
  return method.name === 'on' &&
    event?.type === 'StringLiteral' &&
    EVENTS.has(event.value) &&
    method.args[1] === callback
    ? { node: callback, kind: 'events', method: 'on' }
    : null;
}
