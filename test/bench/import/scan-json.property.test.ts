import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { scanJson } from '../../../src/bench/import/scan-json.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the answer that was asked for
  }
};

const faultless = (text: string): boolean => {
  const { fault, notNumbers } = scanJson(text);
  return fault === null && notNumbers.length === 0;
};

const jsonText = fc
  .tuple(fc.jsonValue(), fc.constantFrom(0, 1, '\t'))
  .map(([value, indent]) => JSON.stringify(value, null, indent));

test('finds no fault in what JSON.stringify writes', () => {
  fc.assert(fc.property(jsonText, (text) => faultless(text)));
});

test('finds a fault exactly where JSON.parse does', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    ' ',
    '\n',
    '"a"',
    '1',
    '-',
    '0',
    '.',
    'e',
    'true',
    'nul',
    '\\u00',
    'NaN',
    '\u0001',
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.tuple(jsonText, fc.nat(), pieces).map(([whole, place, piece]) => {
      const at = place % (whole.length + 1);
      return whole.slice(0, at) + piece + whole.slice(at + 1);
    }),
  );
  fc.assert(
    fc.property(text, (one) => {
      assert.equal(faultless(one), parses(one), one);
    }),
    { numRuns: 3_000 },
  );
});

test('calls a text that was cut off an early end, not something unexpected', () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
  fc.assert(
    fc.property(record, fc.nat(), (value, place) => {
      const whole = JSON.stringify(value);
      const cut = whole.slice(0, place % whole.length);
      assert.equal(scanJson(cut).fault?.kind, 'ends', cut);
    }),
  );
});

test('points at what is not JSON', () => {
  assert.deepEqual(scanJson('[1, x]').fault, { kind: 'unexpected', offset: 4 });
  assert.deepEqual(scanJson('{"a" 1}').fault, { kind: 'unexpected', offset: 5 });
  assert.deepEqual(scanJson('"a\nb"').fault, { kind: 'unexpected', offset: 2 });
  assert.deepEqual(scanJson('[1] 2').fault, { kind: 'unexpected', offset: 4 });
});

test('finds numbers that are none', () => {
  assert.deepEqual(scanJson('[NaN, -Infinity, "NaN"]'), {
    fault: null,
    notNumbers: [
      [1, 4],
      [6, 15],
    ],
  });
});
