import { readFileSync } from 'node:fs';

import { parseLine } from './parse-line.js';

/**
 * Reads a whole access log.
 *
 * @param {string} path
 * @returns {{ entries: import('./parse-line.js').Entry[], skipped: number }} entries in the order
 *   of the file, and how many lines were no entries; empty lines and comments (#) don't count
 * @throws when the file can't be read
 */
export function readLog(path) {
  return parseLog(readFileSync(path, 'utf8'));
}

/** The same for text that is already in memory. */
export function parseLog(text) {
  const entries = [];
  let skipped = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) {
      continue;
    }
    const entry = parseLine(line);
    if (entry === null) {
      skipped += 1;
    } else {
      entries.push(entry);
    }
  }
  return { entries, skipped };
}
