import assert from 'node:assert/strict';
import { test } from 'node:test';

import { array, assert as holds, constantFrom, integer, property, record } from 'fast-check';

import { functionIndex } from '../../../src/profile/index.ts';
import { flameTree } from '../../../src/report/flame/make-flame-tree.ts';
import { MAIN, madeProfile, noSource, SUBJECT } from '../../profile/analyse/made-profile.ts';

const sample = record({
  stack: array(constantFrom('a', 'b', 'c', 'gc:g'), { minLength: 1, maxLength: 6 }),
  value: integer({ min: 0, max: 10_000 }),
  thread: integer({ min: 0, max: 1 }),
});
const threads = [MAIN, { ...MAIN, tid: 2, name: 'worker', main: false }];

test('totals are the sums below them, whatever was sampled', () => {
  holds(
    property(array(array(sample, { minLength: 1 }), { minLength: 1, maxLength: 3 }), (runs) => {
      const tree = flameTree({
        runs: runs.map((samples) => [madeProfile(samples, { threads })]),
        index: functionIndex(SUBJECT),
        sourceOf: noSource,
      });
      const { parent, total, self } = tree.nodes;
      const sums = self.slice();
      for (let node = parent.length - 1; node > 0; node--) {
        const above = parent[node] ?? -1;
        assert.ok(above >= 0 && above < node, 'a node stands after its parent');
        sums[above] = (sums[above] ?? 0) + (sums[node] ?? 0);
      }
      const all = runs.flat().reduce((sum, { value }) => sum + value, 0) / runs.length;
      for (const [node, sum] of sums.entries()) {
        assert.ok(Math.abs(sum - (total[node] ?? 0)) < 1e-6);
      }
      assert.ok(Math.abs((total[0] ?? 0) - all) < 1e-6);
    }),
    { numRuns: 60 },
  );
});
