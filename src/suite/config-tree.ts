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

import { assert } from '../base/index.ts';
import { CONFIG_BYTES_MAX, CONFIG_DEPTH_MAX, CONFIG_NODES_MAX } from './limits.ts';
import type { Finding } from './problem.ts';

/** A text, number, truth value or nothing, as it stands in the file. */
export interface ScalarTree {
  readonly kind: 'scalar';
  readonly offset: number;
  readonly value: string | number | boolean | null;
  /** How it was written, without quotes: `1.0` and `0x10` stay that way. */
  readonly text: string;
  /** Where the content begins if the file holds it letter by letter, else null. */
  readonly contentOffset: number | null;
}

/** A list. */
export interface ListTree {
  readonly kind: 'list';
  readonly offset: number;
  readonly items: readonly Tree[];
}

/** A map with text keys. */
export interface MapTree {
  readonly kind: 'map';
  readonly offset: number;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** One key of a map with its value. */
export interface Entry {
  readonly keyOffset: number;
  readonly value: Tree;
}

/** A YAML document in the part of the language that hone.yaml uses, with places. */
export type Tree = ScalarTree | ListTree | MapTree;

/** What reading gave: a tree, if the text is YAML at all, and what was found on the way. */
export interface ReadTree {
  readonly tree: Tree | null;
  readonly findings: readonly Finding[];
  readonly placeOf: (offset: number) => { line: number; col: number };
}

/**
 * Reads YAML 1.2 without aliases, tags, several documents or keys that are not texts, none of
 * which a configuration needs and some of which can be used to blow up a reader.
 */
export function readTree(text: string, fileName: string): ReadTree {
  if (new TextEncoder().encode(text).length > CONFIG_BYTES_MAX) {
    const message = `${fileName} is larger than ${CONFIG_BYTES_MAX / 1_048_576} MiB.`;
    const hint = 'Is this the right file? Keep data in files of their own and name them here.';
    return failed([{ offset: 0, message, hint }]);
  }
  const lines = new LineCounter();
  const placeOf = (offset: number): { line: number; col: number } => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? { line: 1, col: 1 } : { line, col };
  };
  const document = parsed(text, lines);
  if (document === null) {
    const message = `${fileName} is nested too deeply to be read.`;
    return failed([{ offset: 0, message, hint: 'A hone.yaml needs at most 6 levels.' }]);
  }
  const [first] = [...document.errors, ...document.warnings];
  if (first !== undefined) {
    return {
      tree: null,
      findings: [syntaxFinding(first.code, first.message, first.pos[0])],
      placeOf,
    };
  }
  if (document.contents === null) {
    return failed([emptyFinding(fileName)]);
  }
  const state: State = { text, findings: [], nodes: 0 };
  const tree = treeOf(document.contents, state, 0);
  if (tree.kind === 'scalar' && tree.value === null && state.findings.length === 0) {
    return failed([emptyFinding(fileName)]);
  }
  return { tree: state.findings.length === 0 ? tree : null, findings: state.findings, placeOf };
}

function failed(findings: readonly Finding[]): ReadTree {
  return { tree: null, findings, placeOf: () => ({ line: 1, col: 1 }) };
}

function emptyFinding(fileName: string): Finding {
  return {
    offset: 0,
    message: `${fileName} is empty.`,
    hint: 'Run "hone init" to have one proposed; it needs at least version and benchmarks.',
  };
}

function parsed(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false, // found below, with the place of the first one
      logLevel: 'error', // 'silent' would also accept a second document and ignore it
    });
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      return null; // the parser recurses, and somebody nested a hundred thousand brackets
    }
    throw thrown;
  }
}

/** Words of our own for the mistakes that people make; the library's for the rest. */
function syntaxFinding(code: string, message: string, offset: number): Finding {
  const known = SYNTAX[code];
  return {
    offset,
    message: known?.[0] ?? `This is not YAML: ${message.trimEnd().replace(/\.?$/, '.')}`,
    hint: known?.[1] ?? null,
  };
}

const SYNTAX: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  TAB_AS_INDENT: ['This line is indented with a tab.', 'YAML takes only spaces; use two.'],
  MULTIPLE_DOCS: ['A second document begins here.', 'Keep everything in one; remove the ---.'],
  TAG_RESOLVE_FAILED: ['Tags (words that begin with !) are not used in hone.yaml.', 'Remove it.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'There is a second ": " on this line.',
    'Put the value in quotes, or begin a new line.',
  ],
  BAD_ALIAS: ['A * at the start of a value is an alias in YAML.', 'Put the value in quotes.'],
};

interface State {
  readonly text: string;
  readonly findings: Finding[];
  nodes: number;
}

const NOTHING = { kind: 'scalar', value: null, text: '', contentOffset: null } as const;

function treeOf(node: Node | null, state: State, depth: number, fallback = 0): Tree {
  const offset = node?.range?.[0] ?? fallback;
  const nothing: Tree = { ...NOTHING, offset };
  state.nodes += 1;
  if (depth > CONFIG_DEPTH_MAX || state.nodes > CONFIG_NODES_MAX) {
    if (!state.findings.some((finding) => finding.message.startsWith('This is more'))) {
      const message = `This is more than ${CONFIG_DEPTH_MAX} levels or ${CONFIG_NODES_MAX} values.`;
      state.findings.push({ offset, message, hint: null });
    }
    return nothing;
  }
  if (node === null) {
    return nothing;
  }
  if (isAlias(node)) {
    const message = `Aliases (*${node.source}) are not used in hone.yaml.`;
    const hint = 'Write the value out, or put it in quotes if the * belongs to it.';
    state.findings.push({ offset, message, hint });
    return nothing;
  }
  if (isMap(node)) {
    return mapOf(node.items, state, depth, offset);
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => treeOf(nodeOf(item), state, depth + 1, offset));
    return { kind: 'list', offset, items };
  }
  return scalarOf(node, state, offset);
}

/** The library types what is inside a collection as unknown; a parser only puts nodes there. */
function nodeOf(item: unknown): Node | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return (item ?? null) as Node | null;
}

function mapOf(pairs: readonly Pair[], state: State, depth: number, offset: number): MapTree {
  const entries = new Map<string, Entry>();
  for (const pair of pairs) {
    const keyNode = nodeOf(pair.key);
    const keyOffset = keyNode?.range?.[0] ?? offset;
    const value = treeOf(nodeOf(pair.value), state, depth + 1, keyOffset);
    if (keyNode === null || !isScalar(keyNode)) {
      const message = 'A key must be a text.';
      state.findings.push({ offset: keyOffset, message, hint: 'Is a quote missing here?' });
      continue;
    }
    const key = textOf(keyNode.source, keyNode.value);
    if (entries.has(key)) {
      const message = `The key "${key}" stands here a second time.`;
      state.findings.push({ offset: keyOffset, message, hint: 'Keep one of them.' });
      continue;
    }
    entries.set(key, { keyOffset, value });
  }
  return { kind: 'map', offset, entries };
}

function scalarOf(node: Node, state: State, offset: number): ScalarTree {
  assert(isScalar(node), 'a node is an alias, a collection or a scalar');
  const { value } = node;
  const text = textOf(node.source, value);
  const quote = /^['"]/.test(state.text.charAt(offset)) ? 1 : 0;
  const literal = state.text.startsWith(text, offset + quote);
  const contentOffset = literal ? offset + quote : null;
  const simple =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { kind: 'scalar', offset, value: simple ? value : null, text, contentOffset };
}

function textOf(source: string | undefined, value: unknown): string {
  return source ?? (typeof value === 'string' ? value : '');
}
