import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nearest, suggestion } from '../../src/document/index.ts';

test('finds the word that was meant', () => {
  assert.equal(nearest('plannr', ['developer', 'planner']), 'planner');
  assert.equal(nearest('minEffect', ['metric', 'min_effect']), 'min_effect');
  assert.equal(nearest('tst', ['test', 'tests']), 'test', 'the nearest one');
});

test('names nothing that is as far away as any other word', () => {
  assert.equal(nearest('xy', ['a', 'bc']), null);
  assert.equal(nearest('x'.repeat(61), ['x'.repeat(60)]), null);
  assert.equal(nearest('', ['a']), null);
});

test('lists the options where none is near, a dozen at most', () => {
  const many = Array.from({ length: 20 }, (_, index) => `word-${index}`);
  assert.equal(suggestion('zzzz', [], 'words'), 'There are no words.');
  assert.equal(suggestion('zzzz', ['a1', 'b1'], 'words'), 'The words are: a1, b1.');
  assert.match(suggestion('zzzz', many, 'words'), /word-0, .* word-11, …\.$/);
});
