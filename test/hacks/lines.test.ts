import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { hackFindings } from '../../src/hacks/index.ts';
import { CONTEXT, patchOf } from './corpus.ts';

const text = readFileSync(join(import.meta.dirname, 'corpus/lines.txt'), 'utf8');
const cases = text
  .split('\n')
  .map((line) => line.split(' | '))
  .filter((parts) => parts.length >= 3)
  .map(([wanted = '', path = '', ...line]) => ({ wanted, path, line: line.join(' | ') }));

test('there are lines for every family of rules', () => {
  assert.ok(cases.length >= 150, `${cases.length}`);
});

for (const { wanted, path, line } of cases) {
  test(`${wanted === '-' ? 'nothing' : wanted} in ${path}: ${line}`, () => {
    // In a file that was there, so that nothing is found in the file as such.
    const { findings } = hackFindings(patchOf(path, [' ', `+${line}`]), CONTEXT);
    const found = findings.map(({ severity, rule }) => `${severity} ${rule}`);
    if (wanted === '-') {
      assert.deepEqual(found, []);
    } else {
      assert.ok(found.includes(wanted), found.join(', '));
    }
  });
}
