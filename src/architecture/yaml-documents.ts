import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Document,
} from 'yaml';

import {
  NESTING_MAX,
  YAML_ALIASES_MAX,
  YAML_DEPTH_MAX,
  YAML_DOCUMENTS_MAX,
  YAML_VALUES_MAX,
} from './limits.ts';

/** A value of a YAML or JSON file with the line on which it, or its key, begins. */
export type Located =
  | { readonly kind: 'map'; readonly line: number; readonly entries: ReadonlyMap<string, Located> }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Located[] }
  | { readonly kind: 'text'; readonly line: number; readonly text: string };

/** The documents of a file that could be read, and what is wrong with the others. */
export interface YamlDocuments {
  readonly documents: readonly Located[];
  readonly problem: string | null;
}

/**
 * Reads all documents of a YAML file, or JSON, with anchors and merged keys as compose files have
 * them. Nothing is thrown, and what is too large or refers to itself is cut off.
 */
export function yamlDocuments(text: string): YamlDocuments {
  if (isNestedDeeply(text)) {
    return { documents: [], problem: TOO_DEEP };
  }
  const lines = new LineCounter();
  let parsed: Document.Parsed[];
  try {
    parsed = [
      ...parseAllDocuments(text, {
        lineCounter: lines,
        prettyErrors: false,
        uniqueKeys: false,
        logLevel: 'silent',
      }),
    ];
  } catch {
    return { documents: [], problem: TOO_DEEP };
  }
  const reader = new LocatedReader(lines);
  const documents: Located[] = [];
  let problem: string | null = null;
  for (const document of parsed.slice(0, YAML_DOCUMENTS_MAX)) {
    const [error] = document.errors;
    if (error !== undefined) {
      const { line } = lines.linePos(error.pos[0]);
      problem ??= `Line ${line} is not YAML: ${error.message.trim().replace(/\.?$/, '.')}`;
      continue;
    }
    const value = reader.read(document, document.contents, { depth: 0, line: 1 });
    if (value !== null) {
      documents.push(value);
    }
  }
  const isLong = parsed.length > YAML_DOCUMENTS_MAX || reader.isFull;
  return {
    documents,
    problem: problem ?? (isLong ? 'It is too large to be read as a whole.' : null),
  };
}

const TOO_DEEP = 'It is nested too deeply to be read.';

/** The parser takes long for thousands of levels, so it is never asked about them. */
function isNestedDeeply(text: string): boolean {
  if (/^(?:[ \t]*[-?:] ){200}/m.test(text)) {
    return true;
  }
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > NESTING_MAX) {
      return true;
    }
  }
  return false;
}

interface At {
  readonly depth: number;
  /** Of the key, or of what is around. */
  readonly line: number;
}

class LocatedReader {
  isFull = false;
  readonly #lines: LineCounter;
  #values = 0;
  #aliases = 0;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  read(document: Document.Parsed, node: unknown, { depth, line }: At): Located | null {
    this.#values += 1;
    if (depth > YAML_DEPTH_MAX || this.#values > YAML_VALUES_MAX) {
      this.isFull = true;
      return null;
    }
    if (isAlias(node)) {
      this.#aliases += 1;
      if (this.#aliases > YAML_ALIASES_MAX) {
        this.isFull = true;
        return null;
      }
      return this.read(document, node.resolve(document), { depth: depth + 1, line });
    }
    if (isMap(node)) {
      const entries = new Map<string, Located>();
      for (const { key, value } of node.items) {
        const own = this.#lineOf(key, line);
        const read = this.read(document, value, { depth: depth + 1, line: own });
        if (read === null || !isScalar(key)) {
          continue;
        }
        if (key.value === '<<') {
          merge(entries, read);
        } else {
          entries.set(String(key.value), { ...read, line: own });
        }
      }
      return { kind: 'map', line: this.#lineOf(node, line), entries };
    }
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => {
        const own = this.#lineOf(item, line);
        return this.read(document, item, { depth: depth + 1, line: own }) ?? [];
      });
      return { kind: 'list', line: this.#lineOf(node, line), items };
    }
    const value = isScalar(node) ? node.value : null;
    const text = typeof value === 'string' ? value : isPlain(value) ? String(value) : '';
    return { kind: 'text', line: this.#lineOf(node, line), text };
  }

  #lineOf(node: unknown, otherwise: number): number {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parser only puts nodes
    const offset = (node as Node | null)?.range?.[0];
    const { line } = offset === undefined ? { line: 0 } : this.#lines.linePos(offset);
    return line === 0 ? otherwise : line;
  }
}

function isPlain(value: unknown): value is number | boolean | bigint {
  return ['number', 'boolean', 'bigint'].includes(typeof value);
}

/** What a key does not have itself it takes from a merged map, or from several. */
function merge(entries: Map<string, Located>, merged: Located): void {
  for (const one of merged.kind === 'list' ? merged.items : [merged]) {
    for (const [key, value] of one.kind === 'map' ? one.entries : []) {
      if (!entries.has(key)) {
        entries.set(key, value);
      }
    }
  }
}

/** What is at a way of keys; null when there is nothing. */
export function at(value: Located | null, ...keys: readonly string[]): Located | null {
  let found = value;
  for (const key of keys) {
    found = found?.kind === 'map' ? (found.entries.get(key) ?? null) : null;
  }
  return found;
}

/** The keys of a map with their values; none for anything else. */
export function entriesOf(value: Located | null): [string, Located][] {
  return value?.kind === 'map' ? [...value.entries] : [];
}

/** The items of a list; none for anything else. */
export function itemsOf(value: Located | null): readonly Located[] {
  return value?.kind === 'list' ? value.items : [];
}

/** A text; the texts of a list with spaces between them; empty for anything else. */
export function textIn(value: Located | null): string {
  if (value?.kind === 'list') {
    return value.items.map((item) => textIn(item)).join(' ');
  }
  return value?.kind === 'text' ? value.text : '';
}
