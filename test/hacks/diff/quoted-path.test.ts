import assert from 'node:assert/strict';
import { test } from 'node:test';

import { unquotedPath } from '../../../src/hacks/diff/quoted-path.ts';

test('takes away quotes and the escapes of C', () => {
  assert.equal(unquotedPath('plain name'), 'plain name');
  assert.equal(unquotedPath('"a\\tb\\n\\"c\\\\"'), 'a\tb\n"c\\');
  assert.equal(unquotedPath('"\\303\\244 ä 😀"'), 'ä ä 😀');
});

test('takes damaged quotes as they are', () => {
  assert.equal(unquotedPath('"'), '');
  assert.equal(unquotedPath('"open'), 'open');
  assert.equal(unquotedPath('"\\377"'), '\ufffd');
  assert.equal(unquotedPath('"a\\'), 'a\0');
});
