import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';

import { assert } from '../../base/index.ts';
import type { Complaints, Place } from './problem.ts';

/** A text, number, truth value or nothing, as it stands in the file. */
export interface ScalarTree {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
  /** How it was written, without quotes: `1.0` and `0x10` stay that way. */
  readonly text: string;
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
  readonly entries: ReadonlyMap<string, { readonly keyPlace: Place; readonly value: Tree }>;
}

/** A YAML document in the part of the language that configuration needs, with places. */
export type Tree = ScalarTree | ListTree | MapTree;

/** What one kind of file may be, and how messages call it. */
export interface Reading {
  /** Such as `flow.yaml`. */
  readonly fileName: string;
  readonly bytesMax: number;
  readonly depthMax: number;
  /** Keys, list items and texts together. */
  readonly nodesMax: number;
  /** What to do about an empty file, as a sentence. */
  readonly whenEmpty: string;
}

/**
 * Reads YAML 1.2 without aliases, tags, several documents or keys that are not texts, none of
 * which configuration needs and some of which can be used to blow up a reader.
 *
 * @returns null when something was refused, which `complaints` then says
 */
export function readTree(text: string, reading: Reading, complaints: Complaints): Tree | null {
  const { fileName, bytesMax, whenEmpty } = reading;
  const top = { line: 1, column: 1 };
  if (new TextEncoder().encode(text).length > bytesMax) {
    const message = `${fileName} is larger than ${Math.floor(bytesMax / 1_024)} KiB.`;
    complaints.refuse(top, message, 'Is this the right file?');
    return null;
  }
  const lines = new LineCounter();
  const document = parsed(text, lines);
  if (document === null) {
    complaints.refuse(top, `${fileName} is nested too deeply to be read.`, null);
    return null;
  }
  const reader = new TreeReader(reading, lines, complaints);
  const [first] = [...document.errors, ...document.warnings];
  if (first !== undefined) {
    reader.refuseSyntax(first.code, first.message, first.pos[0]);
    return null;
  }
  const tree = reader.treeOf(document.contents, 0, 0);
  if (!reader.refused && tree.kind === 'scalar' && tree.value === null) {
    complaints.refuse(top, `${fileName} is empty.`, whenEmpty);
    return null;
  }
  return reader.refused ? null : tree;
}

function parsed(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false, // found below, with a message of our own
      logLevel: 'error', // 'silent' would also accept a second document and ignore it
    });
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      return null; // the parser recurses, and somebody nested a hundred thousand brackets
    }
    throw thrown;
  }
}

const SYNTAX: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  TAB_AS_INDENT: ['This line is indented with a tab.', 'YAML takes only spaces; use two.'],
  MULTIPLE_DOCS: ['A second document begins here.', 'Keep everything in one; remove the ---.'],
  TAG_RESOLVE_FAILED: ['Tags (words that begin with !) are not used here.', 'Remove it.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'There is a second ": " on this line.',
    'Put the value in quotes, or begin a new line.',
  ],
  BAD_ALIAS: ['A * at the start of a value is an alias in YAML.', 'Put the value in quotes.'],
};

class TreeReader {
  refused = false;
  readonly #reading: Reading;
  readonly #lines: LineCounter;
  readonly #complaints: Complaints;
  #nodes = 0;

  constructor(reading: Reading, lines: LineCounter, complaints: Complaints) {
    this.#reading = reading;
    this.#lines = lines;
    this.#complaints = complaints;
  }

  /** Words of our own for the mistakes that people make; the library's for the rest. */
  refuseSyntax(code: string, message: string, offset: number): void {
    const known = SYNTAX[code];
    const sentence = `This is not YAML: ${message.trimEnd().replace(/\.?$/, '.')}`;
    this.#refuse(offset, known?.[0] ?? sentence, known?.[1] ?? null);
  }

  treeOf(node: Node | null, depth: number, fallback: number): Tree {
    const offset = node?.range?.[0] ?? fallback;
    const place = this.#placeOf(offset);
    const nothing: Tree = { kind: 'scalar', value: null, text: '', place };
    const { depthMax, nodesMax } = this.#reading;
    this.#nodes += 1;
    if (depth > depthMax || this.#nodes > nodesMax) {
      if (this.#nodes <= nodesMax + 1) {
        const message = `This is more than ${depthMax} levels or ${nodesMax} values.`;
        this.#refuse(offset, message, null);
      }
      return nothing;
    }
    if (node === null) {
      return nothing;
    }
    if (isAlias(node)) {
      const message = `Aliases (*${node.source}) are not used here.`;
      const hint = 'Write the value out, or put it in quotes if the * belongs to it.';
      this.#refuse(offset, message, hint);
      return nothing;
    }
    if (isMap(node)) {
      return this.#mapOf(node.items, depth, offset);
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.treeOf(nodeOf(item), depth + 1, offset));
      return { kind: 'list', place, items };
    }
    assert(isScalar(node), 'a node is an alias, a collection or a scalar');
    const { value } = node;
    const isSimple =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const text = textOf(node.source, value);
    return { kind: 'scalar', place, value: isSimple ? value : null, text };
  }

  #mapOf(pairs: readonly Pair[], depth: number, offset: number): MapTree {
    const entries = new Map<string, { keyPlace: Place; value: Tree }>();
    for (const pair of pairs) {
      const keyNode = nodeOf(pair.key);
      const keyOffset = keyNode?.range?.[0] ?? offset;
      const value = this.treeOf(nodeOf(pair.value), depth + 1, keyOffset);
      if (keyNode === null || !isScalar(keyNode)) {
        this.#refuse(keyOffset, 'A key must be a text.', 'Is a quote missing here?');
        continue;
      }
      const key = textOf(keyNode.source, keyNode.value);
      if (entries.has(key)) {
        const message = `The key "${key}" stands here a second time.`;
        this.#refuse(keyOffset, message, 'Keep one of them.');
        continue;
      }
      entries.set(key, { keyPlace: this.#placeOf(keyOffset), value });
    }
    return { kind: 'map', place: this.#placeOf(offset), entries };
  }

  #refuse(offset: number, message: string, hint: string | null): void {
    this.refused = true;
    this.#complaints.refuse(this.#placeOf(offset), message, hint);
  }

  #placeOf(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return line === 0 ? { line: 1, column: 1 } : { line, column: col };
  }
}

/** The library types what is inside a collection as unknown; a parser only puts nodes there. */
function nodeOf(item: unknown): Node | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return (item ?? null) as Node | null;
}

function textOf(source: string | undefined, value: unknown): string {
  return source ?? (typeof value === 'string' ? value : '');
}
