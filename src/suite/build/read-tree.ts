import { assert } from '../../base/index.ts';
import type { ListTree, MapTree, ScalarTree, Tree } from '../config-tree.ts';

// The schema has been checked when these are called, so a wrong kind is a bug of ours.

/** A tree that the schema says is a map. */
export function asMap(tree: Tree): MapTree {
  assert(tree.kind === 'map', 'the schema makes this a map');
  return tree;
}

/** A tree that the schema says is a scalar. */
export function asScalar(tree: Tree): ScalarTree {
  assert(tree.kind === 'scalar', 'the schema makes this a scalar');
  return tree;
}

/** A tree that the schema says is a list. */
export function asList(tree: Tree): ListTree {
  assert(tree.kind === 'list', 'the schema makes this a list');
  return tree;
}

/** The value of a key, or null when the key is not there. */
export function valueAt(map: MapTree, key: string): Tree | null {
  return map.entries.get(key)?.value ?? null;
}

/** The scalar of a key, or null when the key is not there. */
export function scalarAt(map: MapTree, key: string): ScalarTree | null {
  const tree = valueAt(map, key);
  return tree === null ? null : asScalar(tree);
}

/** The items of a key that holds a list, none when the key is not there. */
export function itemsAt(map: MapTree, key: string): readonly Tree[] {
  const tree = valueAt(map, key);
  return tree === null ? [] : asList(tree).items;
}

/** A list as its items, anything else as the only item. */
export function oneOrMore(tree: Tree | null): readonly Tree[] {
  return tree === null ? [] : tree.kind === 'list' ? tree.items : [tree];
}
