import { closeSync, openSync, writeSync } from 'node:fs';

import { diskErrorFrom } from '../../base/index.ts';
import type { Secret } from './secret.ts';

/** The record of a conversation for people. */
export interface ConversationLog {
  readonly path: string;
  /**
   * @param heading - who speaks or what it is, such as `model` or `read_file`
   * @throws HoneError E_DISK when it can't be written
   */
  add(heading: string, text: string): void;
  /** Never throws. */
  close(ending: string): void;
}

/**
 * Begins a record. It has no key in it, and it stops growing at its bound, which it says.
 *
 * @throws HoneError E_DISK when the file can't be begun
 */
export function openConversationLog(
  path: string,
  bytesMax: number,
  { hideIn }: Secret,
): ConversationLog {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'w', 0o600);
  } catch (thrown) {
    throw diskErrorFrom(thrown, path);
  }
  let left = bytesMax;
  const write = (text: string): void => {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) {
      written += writeSync(descriptor, bytes, written);
    }
  };
  return {
    path,
    add(heading, text) {
      if (left <= 0) {
        return;
      }
      const entry = hideIn(`[${heading}]\n${text.trimEnd()}\n\n`);
      left -= Buffer.byteLength(entry);
      try {
        write(left > 0 ? entry : '[the record has reached its bound; the work goes on]\n\n');
      } catch (thrown) {
        throw diskErrorFrom(thrown, path);
      }
    },
    close(ending) {
      try {
        write(hideIn(`[end]\n${ending}\n`));
      } catch {
        // Why the work ended counts more than that it could not be written down.
      }
      closeSync(descriptor);
    },
  };
}
