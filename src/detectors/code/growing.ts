import { calledName, plain } from './calls.ts';
import type { Binding, CodeFile } from './code-file.ts';
import { isDeclaredIn } from './dependence.ts';
import type { Loop } from './loops.ts';
import { isFunction, type SyntaxNode } from './syntax.ts';

/**
 * True when a value that was made from a name becomes what the name stands for in the next turn of
 * a loop: it is assigned to the name, or it is what the callback of `reduce` gives back.
 */
export function growsIn(code: CodeFile, value: SyntaxNode, grown: Binding, loop: Loop): boolean {
  if (loop.kind === 'callback' && loop.method.startsWith('reduce')) {
    return (
      isFunction(loop.node) &&
      loop.node.params[0] === grown.node &&
      isResult(code, value, loop.node)
    );
  }
  return !isDeclaredIn(code, grown, loop.node) && isAssignedTo(code, value, grown);
}

function isResult(code: CodeFile, value: SyntaxNode, callback: SyntaxNode): boolean {
  const holder = holderOf(code, value);
  if (holder?.parent.type === 'ReturnStatement') {
    return code.functionAround(holder.parent) === callback;
  }
  return holder?.parent === callback;
}

function isAssignedTo(code: CodeFile, value: SyntaxNode, binding: Binding): boolean {
  const holder = holderOf(code, value);
  return (
    holder?.parent.type === 'AssignmentExpression' &&
    holder.parent.right === holder.child &&
    holder.parent.left.type === 'Identifier' &&
    code.bindingOf(holder.parent.left.name, holder.parent.left) === binding
  );
}

/**
 * What a value goes into, seen through types, parentheses, the branches of `a ? b : c` and
 * `new Set(…)`.
 */
function holderOf(
  code: CodeFile,
  value: SyntaxNode,
): { readonly parent: SyntaxNode; readonly child: SyntaxNode } | null {
  let child = value;
  for (const parent of code.above(value)) {
    const isBranch = parent.type === 'ConditionalExpression' && parent.test !== child;
    const isWrapped =
      parent.type === 'NewExpression' && /^(?:Set|Map)$/.test(calledName(parent) ?? '');
    if (!isBranch && !isWrapped && plain(parent) === parent) {
      return { parent, child };
    }
    child = parent;
  }
  return null;
}
