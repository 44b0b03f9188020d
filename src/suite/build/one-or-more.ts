import type { Tree } from '../../document/index.ts';

/** A list as its items, anything else as the only item. */
export function oneOrMore(tree: Tree | null): readonly Tree[] {
  return tree === null ? [] : tree.kind === 'list' ? tree.items : [tree];
}
