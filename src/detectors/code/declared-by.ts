import type { Binding } from './code-file.ts';
import { type FunctionNode, isFunction, type NodeOf, type SyntaxNode } from './syntax.ts';

/** A name before the scope in which it is known was looked up. */
export interface Declared extends Omit<Binding, 'scope'> {
  /** Known in the node itself, in the nearest block, or in the whole function around it. */
  readonly reach: 'own' | 'block' | 'function';
}

/** The names that a node declares by itself, without those below it. */
export function declaredBy(node: SyntaxNode): Declared[] {
  if (isFunction(node)) {
    return [...parametersOf(node), ...ownName(node)];
  }
  if (node.type === 'VariableDeclaration') {
    return node.declarations.flatMap((each) => variables(each, node.kind));
  }
  if (node.type === 'ClassDeclaration') {
    return node.id === null || node.id === undefined
      ? []
      : [declared(node.id, 'class', node, 'block')];
  }
  if (node.type === 'ImportDeclaration') {
    return node.specifiers.map((each) => declared(each.local, 'import', each, 'block'));
  }
  return node.type === 'CatchClause'
    ? namesIn(node.param ?? null).map((each) => declared(each, 'catch', node, 'own'))
    : [];
}

function declared(
  identifier: NodeOf<'Identifier'>,
  kind: Binding['kind'],
  node: SyntaxNode,
  reach: Declared['reach'],
): Declared {
  return { name: identifier.name, kind, node, start: null, identifier, reach };
}

function variables(
  declarator: NodeOf<'VariableDeclarator'>,
  keyword: NodeOf<'VariableDeclaration'>['kind'],
): Declared[] {
  const kind = keyword === 'var' || keyword === 'let' ? keyword : 'const';
  const reach = kind === 'var' ? 'function' : 'block';
  const isPlain = declarator.id.type === 'Identifier';
  return namesIn(declarator.id).map((each) => ({
    ...declared(each, kind, declarator, reach),
    start: isPlain ? (declarator.init ?? null) : null,
  }));
}

function parametersOf(node: FunctionNode): Declared[] {
  return node.params.flatMap((parameter: SyntaxNode) =>
    namesIn(parameter).map((each) => ({
      ...declared(each, 'parameter', parameter, 'own'),
      // A default is a hint at the type of what is handed in.
      start: parameter.type === 'AssignmentPattern' ? parameter.right : null,
    })),
  );
}

function ownName(node: SyntaxNode): Declared[] {
  if (node.type === 'FunctionDeclaration' && node.id !== null && node.id !== undefined) {
    return [declared(node.id, 'function', node, 'block')];
  }
  return node.type === 'FunctionExpression' && node.id !== null && node.id !== undefined
    ? [declared(node.id, 'function', node, 'own')]
    : [];
}

/** The identifiers of a pattern such as `{ a, b: [c = 1] }`. */
export function namesIn(pattern: SyntaxNode | null): NodeOf<'Identifier'>[] {
  const found: NodeOf<'Identifier'>[] = [];
  const open: (SyntaxNode | null)[] = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === null) {
      continue;
    }
    if (next.type === 'Identifier') {
      found.push(next);
    } else if (next.type === 'ObjectPattern') {
      next.properties.forEach((each) => open.push(partOf(each)));
    } else if (next.type === 'ArrayPattern') {
      next.elements.forEach((each) => open.push(each)); // may be too many to spread
    } else if (next.type === 'AssignmentPattern') {
      open.push(next.left);
    } else if (next.type === 'RestElement') {
      open.push(next.argument);
    } else if (next.type === 'TSParameterProperty') {
      open.push(next.parameter);
    }
  }
  return found;
}

function partOf(property: SyntaxNode): SyntaxNode {
  return property.type === 'ObjectProperty' ? property.value : property;
}
