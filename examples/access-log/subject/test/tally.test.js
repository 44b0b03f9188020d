import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Tally } from '../src/tally.js';

function tallyOf(...names) {
  const tally = new Tally();
  names.forEach((name) => tally.add(name));
  return tally;
}

test('puts the largest first and equal ones in the order of their names', () => {
  assert.deepEqual(tallyOf('b', 'a', 'c', 'c').top(2), [
    { name: 'c', count: 2 },
    { name: 'a', count: 1 },
  ]);
});

test('orders by code unit, capitals first', () => {
  const names = tallyOf('é', 'b', 'B').byName();
  assert.deepEqual(
    names.map(({ name }) => name),
    ['B', 'b', 'é'],
  );
});

test('counts different names', () => {
  assert.equal(tallyOf('a', 'b', 'a').size, 2);
});
