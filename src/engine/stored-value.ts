import { canonicalJson, HoneError, type Json } from '../base/index.ts';
import type { Stored } from './events.ts';
import type { FlowJournal } from './journal-port.ts';
import { INLINE_BYTES_MAX, RESULT_BYTES_MAX } from './limits.ts';

/** A value on its way into the journal: checked to be JSON, with its size. */
export interface Encoded {
  readonly text: string;
  /** The value as a run that goes on will read it. */
  readonly json: unknown;
  /** Length of `text` in UTF-8. */
  readonly bytes: number;
}

/**
 * @param value - `undefined` is taken as null
 * @throws TypeError for what JSON can't carry
 * @throws HoneError E_USAGE for more than `RESULT_BYTES_MAX`
 */
export function encoded(value: unknown): Encoded {
  const text = canonicalJson(value ?? null);
  const bytes = Buffer.byteLength(text);
  if (bytes > RESULT_BYTES_MAX) {
    throw new HoneError(
      'E_USAGE',
      `The result has ${bytes} bytes as JSON, at most ${RESULT_BYTES_MAX} can be recorded. Write ` +
        'it into a file and return its path.',
    );
  }
  return { text, json: JSON.parse(text), bytes };
}

/** What an event says about a value. A large one is on the disk when this returns. */
export function stored(journal: FlowJournal, { text, json, bytes }: Encoded): Stored {
  return bytes <= INLINE_BYTES_MAX
    ? { bytes, result: json }
    : { blob: journal.putBlob(text), bytes };
}

/** @throws HoneError E_JOURNAL when it is damaged, E_NOT_FOUND when it was removed by retention */
export function loaded(journal: FlowJournal, value: Stored): Json {
  const json: unknown =
    'blob' in value
      ? JSON.parse(new TextDecoder().decode(journal.getBlob(value.blob)))
      : value.result;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came from JSON.parse
  return json as Json;
}

/**
 * The same for showing: a value that is gone must not hide the rest of a run from who looks at it,
 * so it is replaced by a text that says why.
 */
export function shownValue(journal: FlowJournal, value: Stored): Json {
  try {
    return loaded(journal, value);
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      return `(not available: ${thrown.message})`;
    }
    throw thrown;
  }
}
