import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { parseConfig } from '../../src/suite/index.ts';
import { FULL_CONFIG } from './full-config.ts';

function checkProblems(text: string): void {
  const parsed = parseConfig(text, 'hone.yaml');
  if (parsed.kind === 'ok') {
    return;
  }
  const lines = text.split('\n');
  assert.ok(parsed.problems.length > 0);
  for (const { line, column, message } of parsed.problems) {
    assert.ok(line >= 1 && line <= lines.length, `${line} of ${lines.length}: ${message}`);
    assert.ok(column >= 1 && column <= (lines[line - 1] ?? '').length + 1, message);
    assert.match(message, /\S\.$/);
  }
}

test('any text is a suite or has problems with places inside it', () => {
  const unit = fc.constantFrom(...'ab1:-[]{}"\'#&*!|>%@`,?~ \n\t\\'.split(''));
  fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), checkProblems), { numRuns: 1_000 });
});

test('so is a whole file with any damage', () => {
  const damage = fc.record({
    at: fc.nat(FULL_CONFIG.length),
    gone: fc.nat(30),
    put: fc.string({ unit: fc.constantFrom(...'a1:-[]{}"\'&*! \n\t'.split('')), maxLength: 5 }),
  });
  fc.assert(
    fc.property(damage, ({ at, gone, put }) => {
      checkProblems(FULL_CONFIG.slice(0, at) + put + FULL_CONFIG.slice(at + gone));
    }),
    { numRuns: 300 },
  );
});

test('a key with one letter more is found, with the key that was meant', () => {
  const keys = [...FULL_CONFIG.matchAll(/^(?: {2}- | {4})?([a-z_]+):/gm)];
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.constantFrom('x', 's', '_'), (match, letter) => {
      const key = match[1] ?? '';
      fc.pre(`${key}${letter}` !== 'metrics');
      const at = (match.index ?? 0) + match[0].length - 1;
      const text = FULL_CONFIG.slice(0, at) + letter + FULL_CONFIG.slice(at);
      const parsed = parseConfig(text, 'hone.yaml');
      assert.ok(parsed.kind === 'invalid');
      const line = FULL_CONFIG.slice(0, at).split('\n').length;
      const problem = parsed.problems.find(({ message }) => message.includes(`"${key}${letter}"`));
      assert.equal(problem?.line, line);
      assert.equal(problem?.hint, `Did you mean "${key}"?`);
    }),
  );
});
