import {
  asMap,
  asScalar,
  itemsAt,
  type MapTree,
  type Place,
  type ScalarTree,
  valueAt,
} from '../../document/index.ts';

/** A text of the file with its place. */
export interface PlacedText {
  readonly text: string;
  readonly place: Place;
}

// These read a tree that was held against the schema, so a wrong kind is a bug of ours.

/** The map at a key; an empty one where there is none. */
export function mapAt(map: MapTree, key: string): MapTree {
  const value = valueAt(map, key);
  return value === null ? { kind: 'map', place: map.place, entries: new Map() } : asMap(value);
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

/** A scalar as text: numbers in their shortest form, so that 0.10 is 0.1. */
export function placedText({ value, text, place }: ScalarTree): PlacedText {
  return { text: typeof value === 'string' ? value.trim() : String(value ?? text), place };
}
