import { at } from '../../base/index.ts';
import type { FunctionIndex, KnownFunction } from './function-index.ts';
import { SNIPPET_CHARS } from './limits.ts';
import type { SourceOf } from './subject.ts';
import { textHash } from './text-hash.ts';

/** What names a function across runs and commits. */
export interface FunctionIdentity {
  /** 12 hex digits; unique among the functions that were identified together. */
  readonly id: string;
  /** Of the text around its definition; null when there was no source. */
  readonly snippetHash: string | null;
}

/**
 * Identities of functions that survive moved lines and changed bodies. An identity is made of the
 * name, the file and the text in which the function is introduced (`items.map((item) =>`), without
 * white space: the rest of its line before it and its parameters, not what it does.
 *
 * Functions with the same name, file and introduction are told apart by their order in the file.
 * Without source an anonymous function is known by line and column, which do not survive a move;
 * a named one by its name and order.
 *
 * @returns one for each function, in their order
 */
export function functionIdentities(
  functions: readonly KnownFunction[],
  sourceOf: SourceOf,
): FunctionIdentity[] {
  const lines = new Map<string, readonly string[] | null>();
  const drafts = functions.map((one) => {
    const snippet = snippetOf(one, linesOf(one.file, sourceOf, lines));
    const place = snippet ?? (isAnonymous(one) ? `${one.line}:${one.column}` : '');
    return { snippet, key: `${nameKey(one)}\0${place}` };
  });
  const alike = Map.groupBy(drafts.keys(), (index) => at(drafts, index).key);
  const ordinals = new Int32Array(functions.length);
  for (const indices of alike.values()) {
    indices
      .toSorted((left, right) => byPlace(at(functions, left), at(functions, right)))
      .forEach((index, ordinal) => {
        ordinals[index] = ordinal;
      });
  }
  return drafts.map(({ snippet, key }, index) => {
    const ordinal = ordinals[index] ?? 0;
    return {
      id: textHash(ordinal === 0 ? key : `${key}\0${ordinal}`),
      snippetHash: snippet === null ? null : textHash(snippet),
    };
  });
}

/** What functions of the same name in one file have in common. */
export function nameKey({ kind, name, file }: KnownFunction): string {
  return [kind, name, file].join('\0');
}

/**
 * Identities of some functions of an index, by number. Those of the same name and file are
 * identified with them, so that which of them were asked for changes nothing.
 */
export function identifiedFunctions(
  { functions }: FunctionIndex,
  wanted: readonly number[],
  sourceOf: SourceOf,
): Map<number, FunctionIdentity> {
  const keys = new Set(wanted.map((number) => nameKey(at(functions, number))));
  const numbers = [...functions.keys()].filter((number) =>
    keys.has(nameKey(at(functions, number))),
  );
  const identities = functionIdentities(
    numbers.map((number) => at(functions, number)),
    sourceOf,
  );
  return new Map(numbers.map((number, index) => [number, at(identities, index)]));
}

function isAnonymous({ name }: KnownFunction): boolean {
  return name === '' || name === '(anonymous)';
}

function byPlace(left: KnownFunction, right: KnownFunction): number {
  return left.line - right.line || left.column - right.column;
}

function linesOf(
  file: string,
  sourceOf: SourceOf,
  known: Map<string, readonly string[] | null>,
): readonly string[] | null {
  const found = known.get(file);
  if (found !== undefined) {
    return found;
  }
  const source = file === '' ? null : sourceOf(file);
  const lines = source === null ? null : source.split('\n');
  known.set(file, lines);
  return lines;
}

/** The text in which a function is introduced; null when its line is not there. */
function snippetOf(one: KnownFunction, lines: readonly string[] | null): string | null {
  const line = lines?.[one.line - 1];
  if (line === undefined) {
    return null;
  }
  // The function that wraps a whole module begins wherever its first line does.
  if (isAnonymous(one) && one.line === 1 && one.column <= 1) {
    return '(module)';
  }
  const start = Math.max(0, one.column - 1);
  const before = line.slice(Math.max(0, start - SNIPPET_CHARS.before), start);
  const after = line.slice(start, start + SNIPPET_CHARS.after).replace(/(?:\{|=>).*$/s, '');
  return `${before}${after}`.replaceAll(/\s+/g, '');
}
