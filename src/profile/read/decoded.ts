import { type HoneError, messageOf } from '../../base/index.ts';
import { jsonFault } from './json-fault.ts';
import { quoted } from './json-value.ts';
import { JSON_BYTES_MAX, LINE_BYTES_MAX, TEXT_CHUNK_BYTES } from './limits.ts';
import { type ReadContext, unreadable } from './reader.ts';

const NEWLINE = 0x0a;

/**
 * A JSON file as a value. Bytes that are no UTF-8 are replaced, with a caveat.
 *
 * @throws HoneError E_FORMAT when it is longer than one string can be, cut off or broken
 */
export function parseJson(bytes: Uint8Array, context: ReadContext): unknown {
  if (bytes.length > JSON_BYTES_MAX) {
    throw unreadable(
      context.name,
      `is a JSON file of ${Math.round(bytes.length / 2 ** 20)} MiB; at most ` +
        `${Math.floor(JSON_BYTES_MAX / 2 ** 20)} MiB can be read at once. Record for a shorter ` +
        `time or with a longer sampling interval, or export a text format such as folded stacks.`,
    );
  }
  const text = textOfBytes(bytes, context);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const closed = closedArray(text);
    if (closed !== null) {
      context.caveat('The list of events was not closed, as traces of a stopped program are.');
      return closed;
    }
    throw brokenJson(context.name, text, thrown);
  }
}

/** A trace whose closing bracket is missing, which its format allows; null when that is not it. */
function closedArray(text: string): unknown {
  if (!/^\s*\[/.test(text) || !/\}\s*,?\s*$/.test(text.slice(-1_000))) {
    return null;
  }
  try {
    return JSON.parse(`${text.replace(/\s*,?\s*$/, '')}]`);
  } catch {
    return null; // broken in another way, which the first error tells
  }
}

function brokenJson(name: string, text: string, thrown: unknown): HoneError {
  const { kind, offset } = jsonFault(text);
  if (kind === 'ends') {
    return unreadable(
      name,
      `is cut off: its JSON ends after ${text.length} characters, before it is complete. What ` +
        `wrote it may have been killed or the disk was full; record the profile again.`,
      thrown,
    );
  }
  const before = text.slice(0, offset);
  return unreadable(
    name,
    `is broken JSON: ${quoted(text.slice(offset, offset + 20))} at line ` +
      `${before.split('\n').length}, column ${offset - before.lastIndexOf('\n')} is not what may ` +
      `stand there. Let the tool write the file again, or remove what was mixed into it.`,
    thrown,
  );
}

/** Bytes as text; what is no UTF-8 is replaced, with a caveat. A byte order mark is dropped. */
export function textOfBytes(bytes: Uint8Array, context: ReadContext): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) {
      throw unreadable(context.name, `can't be decoded: ${messageOf(thrown)}.`, thrown);
    }
    context.caveat('Some of its text is no UTF-8; the bytes concerned were replaced.');
    return new TextDecoder().decode(bytes);
  }
}

/**
 * The lines of a text file, without their ends, decoded piece by piece so that files that are
 * longer than one string can be read.
 *
 * @throws HoneError E_FORMAT when a line is longer than any of a profile
 */
export function* linesOf(bytes: Uint8Array, context: ReadContext): Generator<string> {
  let start = 0;
  while (start < bytes.length) {
    const end = chunkEnd(bytes, start, context.name);
    const text = textOfBytes(bytes.subarray(start, end), context);
    let from = 0;
    while (from < text.length) {
      const found = text.indexOf('\n', from);
      const to = found === -1 ? text.length : found;
      yield text.slice(from, to > from && text[to - 1] === '\r' ? to - 1 : to);
      from = to + 1;
    }
    start = end;
  }
}

/** The end of the last whole line within a chunk, or of the first line when it is longer. */
function chunkEnd(bytes: Uint8Array, start: number, name: string): number {
  const target = start + TEXT_CHUNK_BYTES;
  if (target >= bytes.length) {
    return bytes.length;
  }
  const last = bytes.lastIndexOf(NEWLINE, target);
  if (last >= start) {
    return last + 1;
  }
  const next = bytes.indexOf(NEWLINE, target);
  const end = next === -1 ? bytes.length : next + 1;
  if (end - start > LINE_BYTES_MAX) {
    throw unreadable(
      name,
      `has a line of more than ${LINE_BYTES_MAX / 2 ** 20} MiB at byte ${start}. That is no ` +
        `profile in a text format.`,
    );
  }
  return end;
}
