import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Latency, percentile } from '../src/latency.js';

test('takes the nearest rank', () => {
  const values = [15, 20, 35, 40, 50]; // the example of the usual definition
  assert.equal(percentile(values, 5), 15);
  assert.equal(percentile(values, 30), 20);
  assert.equal(percentile(values, 40), 20);
  assert.equal(percentile(values, 50), 35);
  assert.equal(percentile(values, 100), 50);
});

test('sorts by number and leaves the values as they are', () => {
  const values = [100, 9, 20];
  assert.equal(percentile(values, 50), 20);
  assert.deepEqual(values, [100, 9, 20]);
});

test('sums up many durations', () => {
  const latency = new Latency();
  for (let durationMs = 1; durationMs <= 200; durationMs += 1) {
    latency.add(201 - durationMs);
  }
  assert.deepEqual(latency.summary(), { p50: 100, p95: 190, p99: 198, max: 200 });
});

test('sums up nothing as 0', () => {
  assert.deepEqual(new Latency().summary(), { p50: 0, p95: 0, p99: 0, max: 0 });
});
