import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hackFindings } from '../../src/hacks/index.ts';
import { CONTEXT, patchOf } from './corpus.ts';

const CHARS = 20_000;

/** Texts on which careless patterns and readers take quadratic time or worse. */
const UNITS = [
  'a',
  ' ',
  'a.',
  'a ',
  '(',
  '{',
  '[',
  '"',
  "'",
  '`',
  '${',
  '`${',
  '/',
  '(/[',
  '/*',
  '*/',
  '\\',
  '=',
  '0',
  '0x0',
  'if (',
  'catch (',
  'Error(',
  'open(',
  'f?open',
  'process.env.',
  'a % b ',
  'floor(a/',
  '//a*',
  'join(',
  "['a' + ",
  '/proc/self',
  'r#"',
  '"""',
  '=begin',
  'eval(',
  'fromCharCode(1,',
  'case "',
  '.filter((a, b) => a ',
  'const {',
  '\u2028',
  '\ud800',
];

/**
 * No claim about speed, only an end: a pattern that tries every split of a line would need hours.
 * That no pattern can is held by the test on bounded repetitions.
 */
const MS_MAX = 60_000;

for (const path of ['a.js', 'b.py', 'c.rs', 'd.sh', 'e.rb', 'f.xyz']) {
  test(`one line that repeats anything ends soon (${path})`, { timeout: MS_MAX }, () => {
    for (const unit of UNITS) {
      const line = unit.repeat(CHARS / unit.length);
      const { findings } = hackFindings(patchOf(path, [`+${line}`]), CONTEXT);
      assert.ok(findings.length <= 100);
    }
  });
}

test('many short lines that repeat anything end soon', { timeout: MS_MAX }, () => {
  for (const unit of UNITS) {
    const lines = Array.from({ length: 1_500 }, () => `+${unit}`);
    const gone = Array.from({ length: 1_500 }, (_, index) => `-${unit}${index % 7}`);
    hackFindings(patchOf('a.js', [...lines, ...gone]), CONTEXT);
  }
});
