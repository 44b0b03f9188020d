import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Holds a text against its golden file. `UPDATE_GOLDEN=1` writes the file instead; look at the
 * difference before you commit it.
 */
export function matchesGolden(text: string, name: string): void {
  const path = join(import.meta.dirname, '..', 'golden', 'flow', name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  assert.equal(text, readFileSync(path, 'utf8'), `${name} changed; UPDATE_GOLDEN=1 accepts that`);
}
