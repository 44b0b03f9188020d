import { type Fields, isFields } from './agent-reader.ts';
import { JSON_LINE_BYTES_MAX } from './limits.ts';

const NEWLINE = 0x0a;
const OPENING_BRACE = 0x7b;

/** Finds the JSON objects among the lines of a stream of bytes. */
export interface JsonLines {
  /** The objects of the lines that this chunk completes. */
  add(chunk: Buffer): readonly Fields[];
  /** The object of the last line when no newline ends it. */
  end(): readonly Fields[];
}

/**
 * Lines that are no JSON object are skipped, and so are those that are longer than the bound, of
 * which no more than that is held.
 */
export function jsonLines(lineBytesMax: number = JSON_LINE_BYTES_MAX): JsonLines {
  let parts: Buffer[] = [];
  let held = 0;
  let isSkipped = false;

  const take = (piece: Buffer): void => {
    held += piece.length;
    const [first = piece] = parts;
    isSkipped ||= held > lineBytesMax || (first.length > 0 && first[0] !== OPENING_BRACE);
    if (isSkipped) {
      parts = [];
    } else if (piece.length > 0) {
      parts.push(Buffer.from(piece)); // a copy, because a view keeps the whole chunk
    }
  };
  const line = (): readonly Fields[] => {
    const bytes = Buffer.concat(parts);
    const isWhole = !isSkipped && bytes.length > 0;
    parts = [];
    held = 0;
    isSkipped = false;
    return isWhole ? objectsIn(bytes.toString('utf8')) : [];
  };

  return {
    add(chunk) {
      const found: Fields[] = [];
      let from = 0;
      for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, to));
        found.push(...line());
        from = to + 1;
      }
      take(chunk.subarray(from));
      return found;
    },
    end: line,
  };
}

function objectsIn(text: string): readonly Fields[] {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? [value] : [];
  } catch {
    return []; // an agent's line of plain text, or one that was cut
  }
}
