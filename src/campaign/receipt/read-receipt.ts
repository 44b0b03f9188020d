import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';

import { Value } from 'typebox/value';

import { BYTES_PER_MIB, canonicalJson, HoneError, messageOf } from '../../base/index.ts';
import { Receipt, RECEIPT_SCHEMA } from '../../model/index.ts';
import { NESTING_MAX, RECEIPT_BYTES_MAX } from './limits.ts';

/**
 * Reads a receipt. What comes back has the shape of one; whether it is true is another matter.
 *
 * @throws HoneError E_NOT_FOUND when it can't be read, E_FORMAT when it is too large, no JSON,
 *   nested too deeply, of another version, or lacks something
 */
export function readReceipt(path: string): Receipt {
  return parseReceipt(readText(path), path);
}

/** The same from a text. @param name - for messages. @throws HoneError E_FORMAT */
export function parseReceipt(text: string, name: string): Receipt {
  if (text.trim() === '') {
    throw notOne(name, 'it is empty');
  }
  if (deepest(text) > NESTING_MAX) {
    throw notOne(name, `its brackets are nested more than ${NESTING_MAX} deep`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    const isCut = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
    throw notOne(name, isCut ? 'its end is missing' : `it is no JSON (${messageOf(thrown)})`);
  }
  const schema = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : null;
  if (schema !== RECEIPT_SCHEMA) {
    throw otherSchema(name, schema);
  }
  try {
    canonicalJson(json);
  } catch (thrown) {
    throw notOne(name, messageOf(thrown)); // 1e999 is a number to JSON.parse and to nobody else
  }
  if (!Value.Check(Receipt, json)) {
    const [problem] = Value.Errors(Receipt, json);
    const where = problem === undefined || problem.instancePath === '' ? '/' : problem.instancePath;
    throw notOne(name, `${where} is not as ${RECEIPT_SCHEMA} says (${problem?.message ?? ''})`);
  }
  return json;
}

/** The size is looked at on the open file, so that it can't be another one's. */
function readText(path: string): string {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    const found = fstatSync(descriptor);
    if (!found.isFile()) {
      throw notOne(path, 'it is not a plain file');
    }
    if (found.size > RECEIPT_BYTES_MAX) {
      const limit = RECEIPT_BYTES_MAX / BYTES_PER_MIB;
      throw notOne(path, `it has ${found.size} bytes, and hone reads up to ${limit} MiB`);
    }
    return readFileSync(descriptor, 'utf8').replace(/^\uFEFF/, '');
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      throw thrown;
    }
    throw new HoneError('E_NOT_FOUND', `Could not read the receipt ${path}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  } finally {
    if (descriptor !== null) {
      closeSync(descriptor);
    }
  }
}

/** How deep brackets are nested outside of strings; without recursion, so that no text is fatal. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (quoted) {
      if (code === 0x5c) {
        index++; // a backslash and what it escapes
      } else if (code === 0x22) {
        quoted = false;
      }
    } else if (code === 0x22) {
      quoted = true;
    } else if (code === 0x7b || code === 0x5b) {
      depth++;
      most = Math.max(most, depth);
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return most;
}

function otherSchema(name: string, schema: unknown): HoneError {
  if (typeof schema === 'string' && /^hone\.receipt\.v\d+$/.test(schema)) {
    return new HoneError(
      'E_FORMAT',
      `${name} is a receipt of the format ${schema}; this hone reads ${RECEIPT_SCHEMA}. Check it ` +
        `with the version of hone that wrote it.`,
    );
  }
  const seen = typeof schema === 'string' ? ` but ${JSON.stringify(schema.slice(0, 60))}` : '';
  return notOne(name, `its "schema" is not "${RECEIPT_SCHEMA}"${seen}`);
}

function notOne(name: string, why: string): HoneError {
  return new HoneError(
    'E_FORMAT',
    `${name} is not a receipt that can be checked: ${why}. "hone receipt create" writes one; if ` +
      `it was sent to you, ask for it again.`,
  );
}
