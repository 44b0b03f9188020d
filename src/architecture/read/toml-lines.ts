import { numberedLines } from '../file-notes.ts';

/** A key of a TOML file as it stands there. */
export interface TomlLine {
  /** The table that it is in, without brackets; empty before the first. */
  readonly table: string;
  /** How many tables of a list of that name began before, from 0. */
  readonly index: number;
  readonly key: string;
  /** Without quotes where it is a text; else as written. */
  readonly value: string;
  readonly line: number;
  /** Texts of a list, each with its own line; empty for anything else. */
  readonly items: readonly { readonly text: string; readonly line: number }[];
}

/**
 * The keys of a TOML file with their lines. It understands as much as manifests use: tables, lists
 * of tables, texts, and lists over several lines; what it does not understand it leaves out.
 */
export function tomlLines(text: string): TomlLine[] {
  const found: TomlLine[] = [];
  const counts = new Map<string, number>();
  let table = '';
  let open: { items: { text: string; line: number }[] } | null = null;
  for (const { line, text: raw } of numberedLines(text)) {
    const own = withoutComment(raw).trim();
    if (open !== null) {
      open.items.push(...textsIn(own, line));
      open = closes(own) ? null : open;
      continue;
    }
    const head = /^\[(\[?)\s*([^\]]+?)\s*\]\]?$/.exec(own);
    if (head !== null) {
      table = (head[2] ?? '').replaceAll(/["']/g, '');
      counts.set(table, (counts.get(table) ?? -1) + 1);
      continue;
    }
    const [, key = '', value = ''] =
      /^("[^"]*"|'[^']*'|[A-Za-z0-9_.-]+)\s*=\s*(.*)$/.exec(own) ?? [];
    if (key === '') {
      continue;
    }
    const items = value.startsWith('[') ? textsIn(value, line) : [];
    const index = counts.get(table) ?? 0;
    found.push({ table, index, key: unquoted(key), value: unquoted(value), line, items });
    open = value.startsWith('[') && !closes(value) ? { items } : null;
  }
  return found;
}

function closes(text: string): boolean {
  return /\]\s*,?$/.test(text.replaceAll(/"[^"]*"|'[^']*'/g, ''));
}

function textsIn(text: string, line: number): { text: string; line: number }[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => ({
    text: double ?? single ?? '',
    line,
  }));
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}

/** Up to the first `#` that is in no text. */
function withoutComment(text: string): string {
  return /^(?:[^"'#]|"[^"]*"|'[^']*')*/.exec(text)?.[0] ?? text;
}
