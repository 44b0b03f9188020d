import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { nominate, NOTHING_OBSERVED, type Observed } from '../../src/detectors/index.ts';
import { hot } from './observed-for.ts';

const PIECES = [
  'for (const a of b) {',
  'list.map((x) => ',
  'while (true) {',
  'all = [...all, a];',
  'all = all.concat(a);',
  'await f(a);',
  'list.includes(a)',
  'JSON.parse(JSON.stringify(a))',
  'new RegExp(a)',
  '/(a+)+$/.test(a)',
  'async function f({ a, b: [c = 1] }, ...d) {',
  '}',
  ')',
  '(',
  '`${',
  '}`',
  'const a = 1;',
  'let b;',
  '\n',
  'ü',
  '😀',
];

const anyCode = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

function observed(file: string, text: string, lines: readonly number[]): Observed {
  return {
    hotFunctions: [hot(file, lines[0] ?? 1, lines)],
    files: [file],
    sourceOf: () => text,
    runtime: {
      ...NOTHING_OBSERVED,
      loop: { utilisation: 0.1, idleShare: 0.9 },
      calls: [{ name: 'f', file, line: 1, count: 5_000, distinctArguments: 2 }],
      syncIo: [{ name: 'readFileSync', file, line: 2, count: 9, ms: 90 }],
    },
  };
}

test('any text gives an answer, the same each time, sorted and without doubles', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('a.js', 'a.ts', 'a.tsx', 'a.go'),
      anyCode,
      fc.array(fc.integer({ min: -2, max: 12 }), { minLength: 1, maxLength: 4 }),
      (file, text, lines) => {
        const report = nominate(observed(file, text, lines));
        assert.deepEqual(report, nominate(observed(file, text, lines)));
        const places = report.nominations.map(
          ({ rule, file: where, line, subject }) =>
            `${rule} ${line === null ? subject : where} ${line}`,
        );
        assert.equal(new Set(places).size, places.length);
        const order = ['confirmed', 'likely', 'weak'];
        const ranks = report.nominations.map(({ confidence }) => order.indexOf(confidence));
        assert.deepEqual(
          ranks,
          ranks.toSorted((left, right) => left - right),
        );
      },
    ),
    { numRuns: 300 },
  );
});
