import type { Place } from './problem.ts';

/** A text, number, truth value or nothing, as it stands in the file. */
export interface ScalarTree {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
  /** How it was written, without quotes: `1.0` and `0x10` stay that way. */
  readonly text: string;
  /** Where the content begins if the file holds it letter by letter on one line, else null. */
  readonly contentPlace: Place | null;
}

/** A list. */
export interface ListTree {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly Tree[];
}

/** A map with text keys. */
export interface MapTree {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** One key of a map with its value. */
export interface Entry {
  readonly keyPlace: Place;
  readonly value: Tree;
}

/** A YAML document in the part of the language that configuration needs, with places. */
export type Tree = ScalarTree | ListTree | MapTree;
