import assert from 'node:assert/strict';
import { test } from 'node:test';

import { linkEscapes, unsafePathReason } from '../../src/git/index.ts';
import { collidingPaths } from '../../src/git/tree-path.ts';

test('refuses paths that leave the tree or reach into .git on any file system', () => {
  const refused = [
    '',
    '/etc/passwd',
    '..',
    '../x',
    'a/../../x',
    'a//b',
    './a',
    '.git',
    '.git/config',
    'a/.GIT/hooks/post-checkout',
    '.g\u200Cit/config',
    '.git /config',
    '.git./config',
    'GIT~1/config',
    'a\0b',
  ];
  for (const path of refused) {
    assert.notEqual(unsafePathReason(path), null, JSON.stringify(path));
  }
});

test('accepts every other path', () => {
  const accepted = ['a', '.gitignore', '.github/x', 'a.git/x', '...', 'ü\n\t"x"', '-rf', 'a\\b'];
  for (const path of accepted) {
    assert.equal(unsafePathReason(path), null, JSON.stringify(path));
  }
});

test('keeps links inside the tree and finds those that leave it', () => {
  const none = new Map<string, string>();
  assert.equal(linkEscapes('a/b/link', '../../c', none), false);
  assert.equal(linkEscapes('a/b/link', '../../../c', none), true);
  assert.equal(linkEscapes('link', '/etc/passwd', none), true);
  assert.equal(linkEscapes('link', 'missing/but/inside', none), false);
  assert.equal(linkEscapes('link', 'a/../..', none), true);
  assert.equal(linkEscapes('a/link', '..', none), false);
  assert.equal(linkEscapes('link', '', none), false);
});

test('follows other links of the tree on the way', () => {
  // Spelt out, x/y/up/../etc stays inside; followed, up is the root and .. leaves it.
  const links = new Map([['x/y/up', '../..']]);
  assert.equal(linkEscapes('x/y/bad', 'up/../etc', links), true);
  assert.equal(linkEscapes('x/y/good', 'up/etc', links), false);
  assert.equal(linkEscapes('bad', 'X/Y/UP/../etc', links), true);
});

test('takes links in a circle for harmless', () => {
  const links = new Map([
    ['a', 'b'],
    ['b', 'a'],
  ]);
  assert.equal(linkEscapes('c', 'a/..', links), false);
});

test('finds names that can not both exist', () => {
  assert.equal(collidingPaths(['a', 'b/c', 'b/d', 'b/e/f'], true), null);
  assert.deepEqual(collidingPaths(['a', 'a/b'], false), ['a', 'a/b']);
  assert.deepEqual(collidingPaths(['a', 'a'], false), ['a', 'a']);
  assert.deepEqual(collidingPaths(['README', 'readme'], true), ['README', 'readme']);
  assert.equal(collidingPaths(['README', 'readme'], false), null);
  assert.deepEqual(collidingPaths(['A/x', 'a/y'], true), ['A', 'a/y']);
  assert.deepEqual(collidingPaths(['\u00e9', 'e\u0301'], true), ['\u00e9', 'e\u0301']);
});
