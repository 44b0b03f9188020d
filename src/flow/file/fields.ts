import { assert } from '../../base/index.ts';
import type { Place } from '../document/problem.ts';
import type { MapTree, ScalarTree, Tree } from '../document/tree.ts';

/** A text of the file with its place. */
export interface PlacedText {
  readonly text: string;
  readonly place: Place;
}

// These read a tree that was held against the schema, so a wrong kind is a bug of ours.

/** The value of a key, if it is there. */
export function valueAt(map: MapTree, key: string): Tree | null {
  return map.entries.get(key)?.value ?? null;
}

/** The map at a key; an empty one where there is none. */
export function mapAt(map: MapTree, key: string): MapTree {
  const value = valueAt(map, key);
  return value === null ? { kind: 'map', place: map.place, entries: new Map() } : asMap(value);
}

/** The items of the list at a key; none where there is no list. */
export function itemsAt(map: MapTree, key: string): readonly Tree[] {
  const value = valueAt(map, key);
  if (value === null) {
    return [];
  }
  assert(value.kind === 'list', `"${key}" was checked to be a list`);
  return value.items;
}

/** The texts of the list at a key. */
export function textsAt(map: MapTree, key: string): PlacedText[] {
  return itemsAt(map, key).map((item) => placedText(asScalar(item)));
}

/** The text at a key, without space around it. */
export function textAt(map: MapTree, key: string): PlacedText | null {
  const value = valueAt(map, key);
  return value === null ? null : placedText(asScalar(value));
}

/** The number at a key. */
export function numberAt(map: MapTree, key: string): number | null {
  const value = valueAt(map, key);
  return value !== null && value.kind === 'scalar' && typeof value.value === 'number'
    ? value.value
    : null;
}

/** The truth value at a key. */
export function truthAt(map: MapTree, key: string): boolean | null {
  const value = valueAt(map, key);
  return value !== null && value.kind === 'scalar' && typeof value.value === 'boolean'
    ? value.value
    : null;
}

/** The word at a key, which the schema held against the same words. */
export function wordAt<W extends string>(map: MapTree, key: string, words: readonly W[]): W | null {
  const text = textAt(map, key)?.text;
  return words.find((word) => word === text) ?? null;
}

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

/** A scalar as text: numbers in their shortest form, so that 0.10 is 0.1. */
export function placedText({ value, text, place }: ScalarTree): PlacedText {
  return { text: typeof value === 'string' ? value.trim() : String(value ?? text), place };
}
