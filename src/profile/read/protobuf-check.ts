/** What is wrong with a protobuf message, and at which byte. */
export interface ProtobufFault {
  readonly offset: number;
  readonly kind: 'cut' | 'broken';
}

const VARINT_BYTES_MAX = 10;
const VARINT = 0;
const DELIMITED = 2;

/** Which fields of a message are messages themselves, by field number. */
export interface MessageShape {
  readonly [field: number]: MessageShape;
}

/**
 * Checks that a message is whole, before a decoder that trusts it gets to see it: every number
 * ends, every length stays inside of what it is part of. No recursion beyond the shape.
 *
 * @param end - the byte after the message
 * @returns null when nothing is wrong
 */
export function protobufFault(
  bytes: Uint8Array,
  shape: MessageShape,
  start = 0,
  end: number = bytes.length,
): ProtobufFault | null {
  let at = start;
  while (at < end) {
    const tag = bytes[at] ?? 0;
    const mode = tag & 7;
    // Field numbers above 15 take two bytes; profiles have none.
    if (tag >= 0x80 || tag < 8 || (mode !== VARINT && mode !== DELIMITED)) {
      return { offset: at, kind: 'broken' };
    }
    const number = varintAt(bytes, at + 1, end);
    if (typeof number === 'string') {
      return { offset: at + 1, kind: number };
    }
    if (mode === VARINT) {
      at = number.next;
      continue;
    }
    const next = number.next + number.value;
    if (next > end) {
      return { offset: at, kind: next > bytes.length ? 'cut' : 'broken' };
    }
    const inner = shape[tag >> 3];
    const fault = inner === undefined ? null : protobufFault(bytes, inner, number.next, next);
    if (fault !== null) {
      return fault;
    }
    at = next;
  }
  return null;
}

/** A number and where the next thing begins; a word when it does not end. */
function varintAt(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly value: number; readonly next: number } | ProtobufFault['kind'] {
  let value = 0;
  let factor = 1;
  for (let at = start; at < Math.min(end, start + VARINT_BYTES_MAX); at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte < 0x80) {
      return { value, next: at + 1 };
    }
  }
  return start + VARINT_BYTES_MAX <= end ? 'broken' : 'cut';
}
