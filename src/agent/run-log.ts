import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { diskErrorFrom } from '../base/index.ts';
import type { Command } from '../model/index.ts';
import { commandText } from './command-text.ts';

/** The record of one run for people: what was run, what it printed in order, how it ended. */
export interface RunLog {
  /** Null when it was written; else why not. Never throws. */
  write(stream: string, chunk: Buffer): { readonly cause: unknown } | null;
  close(ending: string): void;
}

/**
 * @param path - absolute, or null for a log that keeps nothing; an older file is replaced
 * @throws HoneError E_DISK when the file can't be begun
 */
export function openRunLog(path: string | null, command: Command, cwd: string): RunLog {
  if (path === null) {
    return { write: () => null, close: () => {} };
  }
  let descriptor: number;
  try {
    mkdirSync(dirname(path), { recursive: true });
    descriptor = openSync(path, 'w', 0o600);
    writeSync(descriptor, `$ ${commandText(command)}\n[in ${cwd}]\n`);
  } catch (thrown) {
    throw diskErrorFrom(thrown, path);
  }
  let last = '';
  const write = (stream: string, chunk: Buffer | string): { cause: unknown } | null => {
    try {
      if (stream !== last) {
        writeSync(descriptor, `\n[${stream}]\n`);
        last = stream;
      }
      let written = 0;
      const bytes = Buffer.from(chunk);
      while (written < bytes.length) {
        written += writeSync(descriptor, bytes, written);
      }
      return null;
    } catch (thrown) {
      return { cause: diskErrorFrom(thrown, path) };
    }
  };
  return {
    write,
    close(ending) {
      write('end', `${ending}\n`); // a full disk was reported before; here nobody waits for it
      closeSync(descriptor);
    },
  };
}
