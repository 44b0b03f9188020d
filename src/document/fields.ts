import { assert } from '../base/index.ts';
import type { ListTree, MapTree, ScalarTree, Tree } from './tree.ts';

// These read a tree that was held against its schema, so a wrong kind is a bug of ours.

/** The map that a tree is. */
export function asMap(tree: Tree): MapTree {
  assert(tree.kind === 'map', 'the schema was checked, so this is a map');
  return tree;
}

/** The text, number or truth value that a tree is. */
export function asScalar(tree: Tree): ScalarTree {
  assert(tree.kind === 'scalar', 'the schema was checked, so this is a scalar');
  return tree;
}

/** The list that a tree is. */
export function asList(tree: Tree): ListTree {
  assert(tree.kind === 'list', 'the schema was checked, so this is a list');
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

/** The items of the list at a key, none when the key is not there. */
export function itemsAt(map: MapTree, key: string): readonly Tree[] {
  const tree = valueAt(map, key);
  return tree === null ? [] : asList(tree).items;
}
