import assert from 'node:assert/strict';
import { test } from 'node:test';

import { languageOf } from '../../../src/hacks/language/language-of.ts';

test('knows languages by ending, name and interpreter', () => {
  assert.equal(languageOf('src/a.test.TSX', null), 'javascript');
  assert.equal(languageOf('a/Makefile', null), 'config');
  assert.equal(languageOf('CMakeLists.txt', null), 'config');
  assert.equal(languageOf('bin/run', '#!/usr/bin/env python3'), 'python');
  assert.equal(languageOf('bin/run', '#!/bin/sh -e'), 'shell');
  assert.equal(languageOf('README', null), 'prose');
});

test('what is not known is generic', () => {
  for (const path of ['', 'a', '.', '.hidden', 'a.', 'a.xyz', 'constructor', 'a.constructor']) {
    assert.equal(languageOf(path, 'first line'), 'generic');
  }
});
