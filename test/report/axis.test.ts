import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  axisFor,
  boxOf,
  densityOn,
  linearTicks,
  positionOn,
  valueAt,
} from '../../src/report/axis.ts';
import { formatTick } from '../../src/report/text-picture.ts';

test('ticks are round and inside', () => {
  assert.deepEqual(linearTicks(103.2, 148.9, 5), [110, 120, 130, 140]);
  assert.deepEqual(linearTicks(-0.031, 0.042, 4), [-0.02, 0, 0.02, 0.04]);
});

test('values far apart get a log axis', () => {
  const axis = axisFor(
    [
      [1, 1.1, 0.9],
      [20, 21, 19],
    ],
    5,
  );
  assert.equal(axis.kind, 'log');
  assert.deepEqual(axis.ticks, [1, 2, 5, 10, 20]);
  assert.ok(Math.abs(valueAt(axis, positionOn(axis, 7)) - 7) < 1e-9);
});

test('one wild value is counted, not drawn to scale', () => {
  const values = Array.from({ length: 40 }, (_, index) => 100 + (index % 7));
  const axis = axisFor([[...values, 900]], 5);
  assert.ok(axis.hi < 200);
  assert.deepEqual(axis.beyond, { below: 0, above: 1 });
});

test('equal values still have an axis', () => {
  for (const value of [0, 5, -3, 1e9]) {
    const axis = axisFor([[value, value]], 4);
    assert.ok(axis.lo < value && axis.hi > value);
    assert.ok(axis.ticks.length >= 1);
  }
});

test('a density has its mass on the axis and its peak at the values', () => {
  const values = Array.from({ length: 101 }, (_, index) => 100 + (index - 50) / 25);
  const axis = axisFor([values, [80, 120]], 5);
  const density = densityOn(axis, values, 80);
  const mean = density.reduce((sum, value) => sum + value, 0) / density.length;
  assert.ok(Math.abs(mean - 1) < 0.02);
  const peak = density.indexOf(Math.max(...density));
  assert.ok(Math.abs(valueAt(axis, (peak + 0.5) / 80) - 100) < 1);
});

test('a box has the quartiles of numpy', () => {
  assert.deepEqual(boxOf([1, 2, 3, 4]), {
    low: 1.15,
    quartile1: 1.75,
    median: 2.5,
    quartile3: 3.25,
    high: 3.8499999999999996,
  });
});

test('tick labels have the digits that tell neighbours apart', () => {
  const axis = axisFor([[120.1e6, 120.2e6, 120.3e6, 120.4e6]], 4);
  const labels = axis.ticks.map((tick) => formatTick(tick, axis, 'ns'));
  assert.equal(new Set(labels).size, labels.length, labels.join(' '));
});
