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
  type Scalar,
} from 'yaml';

import { assert, BYTES_PER_MIB } from '../base/index.ts';
import type { FileKind } from './file-kind.ts';
import { type Complaints, type Place, placeAfter } from './problem.ts';
import type { Entry, MapTree, ScalarTree, Tree } from './tree.ts';

/**
 * Reads YAML 1.2 without aliases, tags, several documents or keys that are not texts, none of
 * which configuration needs and some of which can be used to blow up a reader.
 *
 * @param fileName - how messages call the file
 * @returns null when something was refused, which `complaints` then says
 */
export function readTree(
  text: string,
  fileName: string,
  fileKind: FileKind,
  complaints: Complaints,
): Tree | null {
  const { bytesMax, advice } = fileKind;
  const top = { line: 1, column: 1 };
  if (new TextEncoder().encode(text).length > bytesMax) {
    const message = `${fileName} is larger than ${bytesMax / BYTES_PER_MIB} MiB.`;
    complaints.refuse(top, message, advice.whenLarge);
    return null;
  }
  const lines = new LineCounter();
  const document = parsed(text, lines);
  const [first] = document === null ? [] : [...document.errors, ...document.warnings];
  if (document === null || first?.code === 'RESOURCE_EXHAUSTION') {
    complaints.refuse(top, `${fileName} is nested too deeply to be read.`, advice.whenDeep);
    return null;
  }
  const reader = new TreeReader(text, fileKind, lines, complaints);
  if (first !== undefined) {
    reader.refuseSyntax(first.code, first.message, first.pos[0]);
    return null;
  }
  const tree = reader.treeOf(document.contents, 0, 0);
  if (!reader.refused && tree.kind === 'scalar' && tree.value === null) {
    complaints.refuse(top, `${fileName} is empty.`, advice.whenEmpty);
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
      return null; // the parser recurses, and not all of it reports its own exhaustion
    }
    throw thrown;
  }
}

const SYNTAX: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  TAB_AS_INDENT: ['This line is indented with a tab.', 'YAML takes only spaces; use two.'],
  MULTIPLE_DOCS: ['A second document begins here.', 'Keep everything in one; remove the ---.'],
  TAG_RESOLVE_FAILED: ['Tags (words that begin with !) are not used {where}.', 'Remove it.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'There is a second ": " on this line.',
    'Put the value in quotes, or begin a new line.',
  ],
  BAD_ALIAS: ['A * at the start of a value is an alias in YAML.', 'Put the value in quotes.'],
};

class TreeReader {
  refused = false;
  readonly #text: string;
  readonly #fileKind: FileKind;
  readonly #lines: LineCounter;
  readonly #complaints: Complaints;
  #nodes = 0;
  #isFull = false;

  constructor(text: string, fileKind: FileKind, lines: LineCounter, complaints: Complaints) {
    this.#text = text;
    this.#fileKind = fileKind;
    this.#lines = lines;
    this.#complaints = complaints;
  }

  /** Words of our own for the mistakes that people make; the library's for the rest. */
  refuseSyntax(code: string, message: string, offset: number): void {
    const known = SYNTAX[code];
    const sentence = `This is not YAML: ${message.trimEnd().replace(/\.?$/, '.')}`;
    const own = known?.[0].replace('{where}', this.#fileKind.where);
    this.#refuse(offset, own ?? sentence, known?.[1] ?? this.#bracesHint(offset));
  }

  /** In a list in brackets, `a-{{run_id}}.md` is taken for a map; most who meet it do not know. */
  #bracesHint(offset: number): string | null {
    const begin = this.#text.lastIndexOf('\n', offset - 1) + 1;
    const line = this.#text.slice(begin).split('\n', 1)[0] ?? '';
    return line.includes('{{') ? 'Put each text with {{…}} into quotes.' : null;
  }

  treeOf(node: Node | null, depth: number, fallback: number): Tree {
    const offset = node?.range?.[0] ?? fallback;
    const place = this.#placeOf(offset);
    const nothing: Tree = { kind: 'scalar', value: null, text: '', place, contentPlace: null };
    const { depthMax, nodesMax, where } = this.#fileKind;
    this.#nodes += 1;
    if (depth > depthMax || this.#nodes > nodesMax) {
      if (!this.#isFull) {
        this.#isFull = true;
        const message = `This is more than ${depthMax} levels or ${nodesMax} values.`;
        this.#refuse(offset, message, null);
      }
      return nothing;
    }
    if (node === null) {
      return nothing;
    }
    if (isAlias(node)) {
      const message = `Aliases (*${node.source}) are not used ${where}.`;
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
    return this.#scalarOf(node, offset);
  }

  #scalarOf({ value, source, type }: Scalar, offset: number): ScalarTree {
    const text = textOf(source, value);
    const place = this.#placeOf(offset);
    const isSimple =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const quote = type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE' ? 1 : 0;
    const isBlock = type === 'BLOCK_FOLDED' || type === 'BLOCK_LITERAL';
    const isLiteral = !isBlock && this.#text.startsWith(text, offset + quote);
    return {
      kind: 'scalar',
      place,
      value: isSimple ? value : null,
      text,
      contentPlace: isLiteral ? placeAfter(place, quote) : null,
    };
  }

  #mapOf(pairs: readonly Pair[], depth: number, offset: number): MapTree {
    const entries = new Map<string, Entry>();
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
