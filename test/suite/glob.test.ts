import assert from 'node:assert/strict';
import { test } from 'node:test';

import { matchesAny, matchesGlob, parseGlob } from '../../src/suite/index.ts';
import { literalDepth } from '../../src/suite/glob.ts';

function globOf(text: string) {
  const parsed = parseGlob(text);
  assert.ok(parsed.kind === 'ok', `${text}: ${JSON.stringify(parsed)}`);
  return parsed.glob;
}

const TABLE: readonly [pattern: string, matches: readonly string[], not: readonly string[]][] = [
  ['src/a.js', ['src/a.js', 'src/a.js/b'], ['src/a', 'a.js', 'x/src/a.js', 'src/aXjs']],
  ['src', ['src', 'src/a', 'src/a/b'], ['src2', 'a/src']],
  ['src/', ['src/a', 'src/a/b'], ['src2/a']],
  ['/src/**', ['src/a'], ['x/src/a']],
  ['./src/**', ['src/a/b'], ['src2/b']],
  ['*', ['a', '.env', 'a.b'], ['a/b']],
  ['*.js', ['a.js', '.js'], ['a/b.js', 'a.jsx']],
  ['src/*', ['src/a', 'src/.a'], ['src', 'src/a/b']],
  ['**', ['a', 'a/b/c', '.x/y'], []],
  ['**/*.js', ['a.js', 'a/b.js', 'a/b/c.js'], ['a.ts']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b', 'a/b/below'], ['a/x', 'b']],
  ['**/test/**', ['test/a', 'x/test/a', 'x/test/y/z'], ['x/tests/a']],
  ['a**b', ['ab', 'axxb'], ['a/b']],
  ['?.js', ['a.js', '🦀.js'], ['.js', 'ab.js', '/.js']],
  ['[a-c].js', ['a.js', 'c.js'], ['d.js', 'A.js']],
  ['[!a-c].js', ['d.js'], ['a.js']],
  ['[^a].js', ['b.js'], ['a.js']],
  ['[]a].js', [']'.concat('.js'), 'a.js'], ['b.js']],
  ['[a-].js', ['-.js', 'a.js'], ['b.js']],
  ['[{,}]x', ['{x', ',x', '}x'], ['ax']],
  ['*.{js,ts}', ['a.js', 'a.ts'], ['a.py']],
  ['{src,lib}/**', ['src/a', 'lib/a/b'], ['test/a']],
  ['a{,b{c,d}}e', ['ae', 'abce', 'abde'], ['abe']],
  [String.raw`a\*b`, ['a*b'], ['axb']],
  [String.raw`\[x\]`, ['[x]'], ['x']],
  [String.raw`\{a,b\}`, ['{a,b}'], ['a']],
  ['a b/ü', ['a b/ü'], ['a b/u']],
];

test('matches what its documentation says', () => {
  for (const [pattern, matches, not] of TABLE) {
    const glob = globOf(pattern);
    for (const path of matches) {
      assert.equal(matchesGlob(glob, path), true, `${pattern} matches ${path}`);
    }
    for (const path of not) {
      assert.equal(matchesGlob(glob, path), false, `${pattern} does not match ${path}`);
    }
  }
});

test('the last pattern of a list that matches decides', () => {
  const globs = ['src/**', '!src/api/**', 'src/api/own.js'].map(globOf);
  assert.equal(matchesAny(globs, 'src/a.js'), true);
  assert.equal(matchesAny(globs, 'src/api/x.js'), false);
  assert.equal(matchesAny(globs, 'src/api/own.js'), true);
  assert.equal(matchesAny(globs, 'other'), false);
  assert.equal(matchesAny([], 'other'), false);
});

test('says what is wrong with a pattern', () => {
  const wrong: readonly [string, RegExp][] = [
    ['', /names nothing/],
    ['!', /names nothing/],
    ['/', /names nothing/],
    ['../x', /`\.\.`/],
    ['a/../b', /`\.\.`/],
    ['a//b', /empty segment/],
    ['[a', /no \]/],
    ['a[b/c]', /no \]/],
    ['{a,b', /do not pair/],
    ['a}', /do not pair/],
    ['a\\', /backslash/],
    ['x'.repeat(501), /longer than 500/],
    ['{a,b}'.repeat(8), /more than 100/],
  ];
  for (const [pattern, message] of wrong) {
    const parsed = parseGlob(pattern);
    assert.ok(parsed.kind === 'invalid', pattern);
    assert.match(parsed.message, message, pattern);
  }
});

test('knows how far a pattern names a path without wildcards', () => {
  assert.equal(literalDepth(globOf('src/a.js'), 'src/a.js'), 2);
  assert.equal(literalDepth(globOf('src/**'), 'src/a.js'), 1);
  assert.equal(literalDepth(globOf('**'), 'src/a.js'), 0);
  assert.equal(literalDepth(globOf('{src,*}/a.js'), 'src/a.js'), 2);
  assert.equal(literalDepth(globOf('lib/**'), 'src/a.js'), -1);
});
