import type { Binding, CodeFile } from './code-file.ts';
import { isCall, isMember, memberName } from './calls.ts';
import type { SyntaxNode } from './syntax.ts';

const CHANGING = new Set(
  (
    'push pop shift unshift splice sort reverse fill copyWithin set add delete clear append ' +
    'write ' +
    'writeUInt8 writeUInt32LE emit'
  ).split(' '),
);

/** What happens to a name anywhere in its file. */
interface Writes {
  readonly assignments: readonly SyntaxNode[];
  readonly isWritten: boolean;
}

/** Remembered, because a name that is used a thousand times is asked about a thousand times. */
const known = new WeakMap<Binding, Writes>();

function writesOf(code: CodeFile, binding: Binding): Writes {
  const before = known.get(binding);
  if (before !== undefined) {
    return before;
  }
  const uses = code.usesOf(binding);
  const writes = {
    assignments: uses.map((use) => assignmentOf(code, use)).filter((each) => each !== null),
    isWritten: uses.some((use) => isWriteThrough(code, use)),
  };
  known.set(binding, writes);
  return writes;
}

/** The assignments, and the updates like `n += 1` and `n++`, whose target is the name itself. */
export function assignmentsTo(code: CodeFile, binding: Binding): readonly SyntaxNode[] {
  return writesOf(code, binding).assignments;
}

/** The node that assigns to an identifier or to a field of it, or null. */
export function assignmentOf(code: CodeFile, target: SyntaxNode): SyntaxNode | null {
  const parent = code.parentOf(target);
  if (parent?.type === 'AssignmentExpression' && parent.left === target) {
    return parent;
  }
  if (parent?.type === 'UpdateExpression') {
    return parent;
  }
  if (
    (parent?.type === 'ForOfStatement' || parent?.type === 'ForInStatement') &&
    parent.left === target
  ) {
    return parent;
  }
  // `[a, b] = pair` and `({ a } = pair)`
  return parent?.type === 'ArrayPattern' || parent?.type === 'ObjectPattern' ? parent : null;
}

/** True when the value of a name is replaced or changed in place anywhere. */
export function isWritten(code: CodeFile, binding: Binding): boolean {
  return writesOf(code, binding).isWritten;
}

/**
 * True when an expression is assigned to, or something in it is: `x = 1`, `x.y = 1`,
 * `x.push(1)`.
 */
export function isWriteThrough(code: CodeFile, use: SyntaxNode): boolean {
  let target = use;
  for (const parent of code.above(use)) {
    if (assignmentOf(code, target) !== null) {
      return true;
    }
    if (parent.type === 'UnaryExpression') {
      return parent.operator === 'delete';
    }
    if (!isMember(parent) || parent.object !== target) {
      return false;
    }
    const call = code.parentOf(parent);
    if (call !== null && isCall(call) && call.callee === parent) {
      return CHANGING.has(memberName(parent) ?? '');
    }
    target = parent;
  }
  return false;
}
