import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { backtracking } from '../../../src/detectors/regex/backtracking.ts';
import { parsePattern } from '../../../src/detectors/regex/parse-pattern.ts';

// Each was timed on growing input in Node 24 before it was put on its list.
const EXPONENTIAL: readonly RegExp[] = [
  /(a+)+$/,
  /^(\w+\s?)*$/,
  /(.|\s)*x/,
  /(?:\w|\d)+@/,
  /^([a-z0-9]+[-.]?)+@/,
  /^(([a-z])+.)+[A-Z]([a-z])+$/,
  /((ab)+)+c/,
  /(x+x+)+y/,
  /(?:[^}"']+|"[^"]*")*\}/,
  /([a-z]+|[A-Z])*1/i,
];

const POLYNOMIAL: readonly RegExp[] = [/\s+$/, /^\s+|\s+$/g, /.*.*=/, /\d+\d+x/, /^(.*?),?(.*);$/];

const HARMLESS: readonly RegExp[] = [
  /(a+b)+c/,
  /(\d\.\d*)*x/,
  /(a+)+/,
  /"(?:[^"\\]|\\.)*"/,
  /^(?:\/\w+)+$/,
  /(?:[^>"']|"[^"]*"|'[^']*')*>/,
  /^[\w.]+@[\w.]+$/,
  /^(?:a|b|c)*$/,
  /\p{L}+\p{N}+x/u,
  /^\d+(?:\.\d+)?$/,
  /[\s\S]{1,80}x/,
  /\s+$/y,
];

test('names nested repeats and twofold alternatives that something follows', () => {
  for (const { source, flags } of EXPONENTIAL) {
    assert.equal(backtracking(source, flags)?.growth, 'exponential', source);
  }
});

test('names neighbouring repeats and trailing runs', () => {
  for (const { source, flags } of POLYNOMIAL) {
    assert.equal(backtracking(source, flags)?.growth, 'polynomial', source);
  }
});

test('is silent about what can match in one way only, or can not fail', () => {
  for (const { source, flags } of HARMLESS) {
    assert.equal(backtracking(source, flags), null, source);
  }
});

test('is silent about what it does not understand', () => {
  assert.equal(backtracking('([\\w--\\d]+)+x', 'v'), null);
  assert.equal(backtracking('(a+)+b'.repeat(1_000), ''), null);
  assert.equal(backtracking(`${'('.repeat(200)}a${')'.repeat(200)}`, ''), null);
  assert.equal(backtracking('(a+', ''), null);
  assert.equal(backtracking('*a', ''), null);
});

test('takes apart every expression that the engine accepts, and never throws on the others', () => {
  const text = fc.array(fc.constantFrom(...Array.from('ab()[]{}|*+?^$.\\-1,dwsbk<>:=!')), {
    maxLength: 14,
  });
  fc.assert(
    fc.property(text, fc.constantFrom('', 'i', 'u'), (chars, flags) => {
      const source = chars.join('');
      const pattern = parsePattern(source, flags);
      let isValid = true;
      try {
        RegExp(source, flags);
      } catch {
        isValid = false; // what the engine refuses never ran, so any answer will do
      }
      assert.ok(!isValid || pattern !== null, source);
      backtracking(source, flags);
    }),
    { numRuns: 2_000 },
  );
});
