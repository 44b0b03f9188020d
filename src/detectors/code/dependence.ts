import { methodCall, plain } from './calls.ts';
import type { Binding, CodeFile } from './code-file.ts';
import type { Loop } from './loops.ts';
import { isReference } from './reference.ts';
import type { NodeOf, SyntaxNode } from './syntax.ts';
import { assignmentsTo } from './writes.ts';

/** The names that an expression reads, with what they stand for; null for global ones. */
export function namesRead(
  code: CodeFile,
  expression: SyntaxNode,
): { readonly use: NodeOf<'Identifier'>; readonly binding: Binding | null }[] {
  return code
    .below(expression)
    .filter((node) => node.type === 'Identifier')
    .filter((node) => isReference(node, code.parentOf(node)))
    .map((use) => ({ use, binding: code.bindingOf(use.name, use) }));
}

/**
 * True when an expression may have another value in each turn of a loop, because it reads a name
 * that is declared in the loop or assigned in it. A name that only grows from itself
 * (`all = [...all, next]`) is the same thing in each turn.
 */
export function dependsOnLoop(code: CodeFile, expression: SyntaxNode, loop: Loop): boolean {
  return namesRead(code, expression).some(
    ({ binding }) =>
      binding !== null &&
      !code.isWithin(binding.identifier, expression) && // a parameter of a callback inside it
      (isDeclaredIn(code, binding, loop.node) || isReplacedIn(code, binding, loop.node)),
  );
}

/** True when a name is new in each turn of a loop. */
export function isDeclaredIn(code: CodeFile, binding: Binding, loop: SyntaxNode): boolean {
  return code.isWithin(binding.scope, loop) || code.isWithin(binding.identifier, loop);
}

/** Remembered, because a loop may ask about the same name a thousand times. */
const replaced = new WeakMap<Binding, WeakMap<SyntaxNode, boolean>>();

function isReplacedIn(code: CodeFile, binding: Binding, loop: SyntaxNode): boolean {
  const answers = replaced.get(binding) ?? new WeakMap<SyntaxNode, boolean>();
  replaced.set(binding, answers);
  const known = answers.get(loop);
  if (known !== undefined) {
    return known;
  }
  const isReplaced = assignmentsTo(code, binding).some(
    (assignment) => code.isWithin(assignment, loop) && !growsFromItself(code, assignment, binding),
  );
  answers.set(loop, isReplaced);
  return isReplaced;
}

/**
 * `all = [...all, next]` and `all = all.concat(next)`, but not `node = node.next` or `i = i +
 * 1`.
 */
function growsFromItself(code: CodeFile, assignment: SyntaxNode, binding: Binding): boolean {
  if (assignment.type !== 'AssignmentExpression' || assignment.operator !== '=') {
    return false;
  }
  const value = plain(assignment.right);
  const isLonger = value.type === 'ArrayExpression' || methodCall(value)?.name === 'concat';
  return isLonger && namesRead(code, value).some((read) => read.binding === binding);
}
