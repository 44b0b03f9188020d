import { NODES_MAX } from '../limits.ts';
import { type Binding, CodeFile } from './code-file.ts';
import { declaredBy } from './declared-by.ts';
import { isReference } from './reference.ts';
import { isFunction, type SyntaxNode } from './syntax.ts';

/** Fields that hold no code that runs. */
const SKIPPED = new Set([
  'loc',
  'extra',
  'errors',
  'comments',
  'tokens',
  'typeAnnotation',
  'typeParameters',
  'returnType',
  'typeArguments',
]);

/**
 * Walks a program once, without recursion because code may be nested deeper than our stack, and
 * notes parents, scopes and uses of names.
 *
 * @returns null when the program has more than NODES_MAX nodes
 */
export function indexCode(file: string, text: string, program: SyntaxNode): CodeFile | null {
  const nodes: SyntaxNode[] = [];
  const parents = new Map<SyntaxNode, SyntaxNode>();
  const stack: SyntaxNode[] = [program];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    nodes.push(node);
    if (nodes.length > NODES_MAX) {
      return null;
    }
    for (const child of childrenOf(node)) {
      if (!parents.has(child)) {
        parents.set(child, node);
        stack.push(child);
      }
    }
  }
  nodes.sort((left, right) => (left.start ?? 0) - (right.start ?? 0) || endFirst(left, right));
  return new CodeFile({ file, text, program, nodes, parents, ...namesOf(nodes, parents) });
}

function endFirst(left: SyntaxNode, right: SyntaxNode): number {
  return (right.end ?? 0) - (left.end ?? 0);
}

/** Written for speed: it runs for every node, and most fields are no nodes. */
function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  const fields: Readonly<Record<string, unknown>> = { ...node };
  for (const field in fields) {
    const value = fields[field];
    if (typeof value !== 'object' || value === null || SKIPPED.has(field)) {
      continue;
    }
    if (isNode(value)) {
      children.push(value);
    } else if (Array.isArray(value)) {
      for (const each of value) {
        if (isNode(each)) {
          children.push(each);
        }
      }
    }
  }
  return children;
}

function isNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value
  );
}

function namesOf(
  nodes: readonly SyntaxNode[],
  parents: ReadonlyMap<SyntaxNode, SyntaxNode>,
): {
  scopes: Map<SyntaxNode, Map<string, Binding>>;
  uses: Map<string, SyntaxNode[]>;
} {
  const scopes = new Map<SyntaxNode, Map<string, Binding>>();
  const uses = new Map<string, SyntaxNode[]>();
  const scopeAround = (from: SyntaxNode | undefined, isScope: (node: SyntaxNode) => boolean) => {
    let next = from;
    while (next !== undefined && !isScope(next)) {
      next = parents.get(next);
    }
    return next;
  };
  for (const node of nodes) {
    if (node.type === 'Identifier' && isReference(node, parents.get(node) ?? null)) {
      const known = uses.get(node.name);
      if (known === undefined) {
        uses.set(node.name, [node]);
      } else {
        known.push(node);
      }
    }
    for (const { reach, ...declared } of declaredBy(node)) {
      const scope =
        reach === 'own'
          ? node
          : scopeAround(parents.get(node), reach === 'function' ? holdsVars : isBlock);
      if (scope !== undefined) {
        const names = scopes.get(scope) ?? new Map<string, Binding>();
        scopes.set(scope, names.set(declared.name, { ...declared, scope }));
      }
    }
  }
  return { scopes, uses };
}

function holdsVars(node: SyntaxNode): boolean {
  return node.type === 'Program' || isFunction(node);
}

const BLOCKS: ReadonlySet<string> = new Set([
  'Program',
  'BlockStatement',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'SwitchStatement',
  'StaticBlock',
  'TSModuleBlock',
]);

function isBlock(node: SyntaxNode): boolean {
  return BLOCKS.has(node.type) || isFunction(node);
}
