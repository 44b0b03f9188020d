import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { matchesGlob, parseGlob } from '../../src/suite/index.ts';

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => !/[/\\]/.test(text) && text !== '.' && text !== '..');
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

function escaped(text: string): string {
  return text.replaceAll(/[*?[\]{}!\\,]/g, String.raw`\$&`);
}

test('a path, escaped, matches itself and everything below it', () => {
  fc.assert(
    fc.property(path, name, (own, below) => {
      const parsed = parseGlob(escaped(own));
      assert.ok(parsed.kind === 'ok', JSON.stringify(parsed));
      assert.ok(matchesGlob(parsed.glob, own));
      assert.ok(matchesGlob(parsed.glob, `${own}/${below}`));
      assert.ok(!matchesGlob(parsed.glob, `${below}/${own}/x`) || own.startsWith(below));
    }),
  );
});

/** Another way to the same answer: exponential in the worst case, but small inputs are fine. */
function reference(pattern: string): RegExp {
  const source = pattern
    .split('/')
    .map((part, index, parts) => {
      if (part === '**') {
        return index === parts.length - 1 ? '(?:[^/]+/)*[^/]+/' : '(?:[^/]+/)*';
      }
      return `${part.replaceAll(/\*+/g, '[^/]*').replaceAll('?', '[^/]')}/`;
    })
    .join('');
  const last = pattern.split('/').at(-1) ?? '';
  const below = /[*?]/.test(last) ? '' : '(?:[^/]+/)*';
  return new RegExp(`^${source}${below}$`);
}

test('agrees with a regular expression on small patterns', () => {
  const segment = fc.oneof(
    fc.constant('**'),
    fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 4 }),
  );
  const pattern = fc
    .array(segment, { minLength: 1, maxLength: 4 })
    // A last ** also matches nothing at all, which the reference does not say.
    .filter((parts) => parts.every((part, index) => part !== '**' || index < parts.length - 1))
    .map((parts) => parts.join('/'));
  const part = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 });
  const paths = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(pattern, paths, (text, one) => {
      const parsed = parseGlob(text);
      assert.ok(parsed.kind === 'ok');
      assert.equal(
        matchesGlob(parsed.glob, one),
        reference(text).test(`${one}/`),
        `${text} ${one}`,
      );
    }),
    { numRuns: 2_000 },
  );
});

test('patterns that ruin a backtracking matcher end', () => {
  // A matcher that tries every wildcard again would need more steps than there are atoms.
  const long = 'a'.repeat(3_000);
  for (const pattern of [
    '*a'.repeat(120) + '*b',
    '**/a/'.repeat(60) + 'b',
    '{*a,a*}*a*a*a*a*a*b',
  ]) {
    const parsed = parseGlob(pattern);
    assert.ok(parsed.kind === 'ok', pattern);
    assert.equal(matchesGlob(parsed.glob, long), false);
    assert.equal(matchesGlob(parsed.glob, 'a/'.repeat(1_500) + 'a'), false);
  }
});

test('any text is a pattern or an error, never an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), path, (text, one) => {
      const parsed = parseGlob(text);
      if (parsed.kind === 'ok') {
        assert.equal(typeof matchesGlob(parsed.glob, one), 'boolean');
      }
    }),
  );
});
