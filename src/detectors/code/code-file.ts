import { CLIMB_MAX } from '../limits.ts';
import { type FunctionNode, isFunction, lastLineOf, lineOf, type SyntaxNode } from './syntax.ts';

/** What a name stands for. */
export interface Binding {
  readonly name: string;
  readonly kind:
    | 'const'
    | 'let'
    | 'var'
    | 'parameter'
    | 'function'
    | 'class'
    | 'import'
    | 'catch'
    | 'type';
  /** The block, loop, function or program in which the name is known. */
  readonly scope: SyntaxNode;
  /** The declarator, parameter, function, class, specifier or handler. */
  readonly node: SyntaxNode;
  /** The value it starts with, when it is declared by its plain name. */
  readonly start: SyntaxNode | null;
  /** The identifier that declares it. */
  readonly identifier: SyntaxNode;
}

/** One parsed file with ways up the tree and from names to what they stand for. */
export class CodeFile {
  readonly file: string;
  readonly text: string;
  readonly program: SyntaxNode;
  /** Every node, parents before their children, in the order of the text. */
  readonly nodes: readonly SyntaxNode[];
  readonly #parents: ReadonlyMap<SyntaxNode, SyntaxNode>;
  readonly #scopes: ReadonlyMap<SyntaxNode, ReadonlyMap<string, Binding>>;
  readonly #uses: ReadonlyMap<string, readonly SyntaxNode[]>;
  #functions: readonly FunctionNode[] | null = null;
  readonly #resolved = new Map<string, ReadonlyMap<Binding, readonly SyntaxNode[]>>();

  constructor(parts: {
    file: string;
    text: string;
    program: SyntaxNode;
    nodes: readonly SyntaxNode[];
    parents: ReadonlyMap<SyntaxNode, SyntaxNode>;
    scopes: ReadonlyMap<SyntaxNode, ReadonlyMap<string, Binding>>;
    uses: ReadonlyMap<string, readonly SyntaxNode[]>;
  }) {
    this.file = parts.file;
    this.text = parts.text;
    this.program = parts.program;
    this.nodes = parts.nodes;
    this.#parents = parts.parents;
    this.#scopes = parts.scopes;
    this.#uses = parts.uses;
  }

  /** The node above, or null for the program. */
  parentOf(node: SyntaxNode): SyntaxNode | null {
    return this.#parents.get(node) ?? null;
  }

  /** The nodes above, nearest first, at most CLIMB_MAX. */
  *above(node: SyntaxNode): Generator<SyntaxNode> {
    let next = this.parentOf(node);
    for (let climbed = 0; next !== null && climbed < CLIMB_MAX; climbed += 1) {
      yield next;
      next = this.parentOf(next);
    }
  }

  /** True when `outer` is the node itself or above it. */
  isWithin(node: SyntaxNode, outer: SyntaxNode): boolean {
    if (node === outer) {
      return true;
    }
    const [start, end] = [node.start ?? 0, node.end ?? 0];
    const [from, to] = [outer.start ?? 0, outer.end ?? 0];
    if (start < from || end > to) {
      return false;
    }
    if (start > from || end < to) {
      return true; // trees nest: what lies inside and is smaller is below
    }
    for (const each of this.above(node)) {
      if (each === outer) {
        return true;
      }
    }
    return false;
  }

  /** What a name stands for at a node; null for a global one. */
  bindingOf(name: string, from: SyntaxNode): Binding | null {
    const own = this.#scopes.get(from)?.get(name);
    if (own !== undefined) {
      return own;
    }
    for (const each of this.above(from)) {
      const found = this.#scopes.get(each)?.get(name);
      if (found !== undefined) {
        return found;
      }
    }
    return null;
  }

  /** The identifiers that mean a binding, without the one that declares it. */
  usesOf(binding: Binding): readonly SyntaxNode[] {
    const known = this.#resolved.get(binding.name) ?? this.#resolve(binding.name);
    this.#resolved.set(binding.name, known);
    return known.get(binding) ?? [];
  }

  /** All identifiers of a name at once: in minified code a thousand things are called `e`. */
  #resolve(name: string): Map<Binding, SyntaxNode[]> {
    const uses = new Map<Binding, SyntaxNode[]>();
    for (const use of this.#uses.get(name) ?? []) {
      const binding = this.bindingOf(name, use);
      if (binding !== null && binding.identifier !== use) {
        const known = uses.get(binding) ?? [];
        known.push(use);
        uses.set(binding, known);
      }
    }
    return uses;
  }

  /** The nodes at or below one. */
  below(outer: SyntaxNode): SyntaxNode[] {
    const [from, to] = [outer.start ?? 0, outer.end ?? 0];
    const first = this.#firstFrom(from);
    const found: SyntaxNode[] = [];
    for (let index = first; index < this.nodes.length; index += 1) {
      const node = this.nodes[index];
      if (node === undefined || (node.start ?? 0) >= to) {
        break;
      }
      if ((node.end ?? 0) <= to && this.isWithin(node, outer)) {
        found.push(node);
      }
    }
    return found;
  }

  /** The function around a node, or null at the top of the file. */
  functionAround(node: SyntaxNode): FunctionNode | null {
    for (const each of this.above(node)) {
      if (isFunction(each)) {
        return each;
      }
    }
    return null;
  }

  /** The function that begins at a line, the outermost when several do; else the one around it. */
  functionAt(line: number): FunctionNode | null {
    this.#functions ??= this.nodes.filter(isFunction);
    return (
      this.#functions.find((each) => lineOf(each) === line) ??
      this.#functions.findLast((each) => lineOf(each) <= line && line <= lastLineOf(each)) ??
      null
    );
  }

  /** The code of a node on one line, shortened. */
  quote(node: SyntaxNode, charsMax: number): string {
    const text = this.text
      .slice(node.start ?? 0, Math.min(node.end ?? 0, (node.start ?? 0) + charsMax * 4))
      .replaceAll(/\s+/g, ' ');
    return text.length > charsMax ? `${text.slice(0, charsMax - 1)}…` : text;
  }

  /** Index of the first node that starts at an offset or later. */
  #firstFrom(offset: number): number {
    let [low, high] = [0, this.nodes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.nodes[middle]?.start ?? 0) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
