import { HoneError } from '../../base/index.ts';
import type { ImportFile } from './imported.ts';
import { LINE_LENGTH_MAX } from './limits.ts';
import { isRecord, JsonNode } from './json-node.ts';
import { namesOf, quoted } from './quote.ts';
import { parseJson } from './parse-json.ts';

/** A file after the one look at what it is made of. */
export type ImportDocument =
  | {
      readonly kind: 'json';
      readonly path: string;
      readonly root: JsonNode;
      readonly notNumbers: number;
    }
  | { readonly kind: 'text'; readonly path: string; readonly text: string };

/** A document that holds one JSON value. */
export type JsonDocument = Extract<ImportDocument, { kind: 'json' }>;

// `go test -json` writes one JSON object a line, so the file as a whole is no JSON.
const TEST_EVENT = /^\s*\{"[^\n]*"Action":"/;

/**
 * What a file is made of: JSON when it begins like it, else text.
 *
 * @throws HoneError E_FORMAT when it begins like JSON and is broken or cut off
 */
export function documentOf(file: ImportFile): ImportDocument {
  const text = file.text.startsWith('\ufeff') ? file.text.slice(1) : file.text;
  if (!/^\s*[{[]/.test(text) || TEST_EVENT.test(text)) {
    return { kind: 'text', path: file.path, text };
  }
  const { value, notNumbers } = parseJson(file.path, text);
  return { kind: 'json', path: file.path, root: new JsonNode(value, file.path), notNumbers };
}

/** What a document looks like, in words, for somebody who expected it to be recognised. */
export function appearanceOf(document: ImportDocument): string {
  if (document.kind === 'json') {
    return jsonAppearance(document.root.value);
  }
  const text = document.text.trim();
  if (text === '') {
    return 'an empty file';
  }
  return text.includes('\0')
    ? 'binary data'
    : `text that begins with ${quoted(text.slice(0, LINE_LENGTH_MAX).split(/\r?\n/, 1).join(''))}`;
}

function jsonAppearance(value: unknown): string {
  if (isRecord(value)) {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty JSON object' : `a JSON object with ${namesOf(keys)}`;
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const first = items[0];
  if (isRecord(first)) {
    return `a JSON array of ${items.length} objects with ${namesOf(Object.keys(first))}`;
  }
  return items.length === 0 ? 'an empty JSON array' : `a JSON array of ${items.length} values`;
}

/**
 * The document as JSON, for a format that is forced.
 *
 * @throws HoneError E_FORMAT when it is text
 */
export function asJson(document: ImportDocument, title: string): JsonDocument {
  if (document.kind === 'json') {
    return document;
  }
  throw new HoneError(
    'E_FORMAT',
    `${document.path} was to be read as ${title}, which is JSON, but it looks like ` +
      `${appearanceOf(document)}. Name the right file, or leave the format to be recognised.`,
  );
}
