import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  displayWidth,
  oneLine,
  padColumns,
  shortenMiddle,
  toAscii,
  visible,
  wrapText,
} from '../../src/report/safe-text.ts';

test('what a terminal would act on is shown instead', () => {
  assert.equal(visible('\u001b[31mred\u0007'), '\\u001b[31mred\\u0007');
  assert.equal(visible('a\nb\tc\r'), 'a\\nb\\tc\\r');
  assert.equal(visible('\u202egnp.exe\u2066'), '\\u202egnp.exe\\u2066');
  assert.equal(visible('zero\u200bwidth\ufeff\u{e0041}'), 'zero\\u200bwidth\\ufeff\\u{e0041}');
  assert.equal(visible('\ud800'), '\\ud800');
});

test('words of other scripts stay as they are', () => {
  assert.equal(visible('größer 表 👍🏽 नमस्ते'), 'größer 表 👍🏽 नमस्ते');
});

test('sentences from outside become one line of bounded length', () => {
  assert.equal(oneLine('  a \n\n  b\t c '), 'a b c');
  assert.equal(oneLine('x'.repeat(5_000)).length, 2_001);
});

test('ASCII spells signs out', () => {
  assert.equal(toAscii('1 ± 2 µs → 3 … é表'), '1 +/- 2 us -> 3 ... \\u00e9\\u8868');
});

test('columns are counted as terminals draw them', () => {
  assert.equal(displayWidth('abc'), 3);
  assert.equal(displayWidth('表'), 2);
  assert.equal(displayWidth('e\u0301'), 1);
  assert.equal(displayWidth('👍'), 2);
});

test('long names keep both ends', () => {
  assert.equal(shortenMiddle('benchmarks/parse-large.json', 15), 'benchma…ge.json');
  assert.equal(shortenMiddle('short', 15), 'short');
  assert.equal(shortenMiddle('abcdef', 3, '...'), 'abf');
  assert.equal(shortenMiddle('表表表表', 5), '表…表');
});

test('padding counts columns, not characters', () => {
  assert.equal(padColumns('表', 4, 'left'), '表  ');
  assert.equal(padColumns('ab', 4, 'right'), '  ab');
});

test('lines break between words, never between a number and its unit', () => {
  assert.deepEqual(wrapText('it is 12.4 % faster', 10), ['it is', '12.4 %', 'faster']);
  assert.deepEqual(wrapText('abcdefgh ij', 4), ['abcd', 'efgh', 'ij']);
  assert.deepEqual(wrapText('', 10), []);
});
