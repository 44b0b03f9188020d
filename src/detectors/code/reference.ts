import type { SyntaxNode } from './syntax.ts';

/** True for an identifier that stands for a value: no name after a dot, no key of an object. */
export function isReference(node: SyntaxNode, parent: SyntaxNode | null): boolean {
  if (parent?.type === 'MemberExpression' || parent?.type === 'OptionalMemberExpression') {
    return parent.property !== node || parent.computed;
  }
  if (
    parent?.type === 'ObjectProperty' ||
    parent?.type === 'ObjectMethod' ||
    parent?.type === 'ClassMethod' ||
    parent?.type === 'ClassProperty'
  ) {
    return parent.key !== node || parent.computed;
  }
  return true;
}
