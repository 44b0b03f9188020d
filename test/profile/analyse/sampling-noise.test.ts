import assert from 'node:assert/strict';
import { test } from 'node:test';

import { functionIndex, profileDiff, weighRun } from '../../../src/profile/index.ts';
import { madeProfile, noSource, SUBJECT } from './made-profile.ts';

/** Three runs that agree to the sample; `light` takes so many samples of 1 ms in each. */
function side(light: number, sampleNs: number | null) {
  const index = functionIndex(SUBJECT);
  const runs = [0, 1, 2].map(() =>
    weighRun(
      {
        cpu: [
          madeProfile([
            { stack: ['main@/app/a.js:1:1'], value: 100e6 },
            { stack: ['main@/app/a.js:1:1', 'light@/app/a.js:9:1'], value: light * 1e6 },
          ]),
        ],
        allocation: [],
      },
      index,
    ),
  );
  const common = { index, runs, cpuNs: null, sourceOf: noSource };
  return sampleNs === null ? common : { ...common, sampleNs };
}

function verdictOnLight(before: number, after: number, sampleNs: number | null) {
  const diff = profileDiff(side(before, sampleNs), side(after, sampleNs));
  assert.ok(diff.kind === 'compared');
  return diff.changes.find(({ label }) => label.startsWith('light'))?.verdict;
}

test('runs that agree by luck do not make a change of two samples a sure one', () => {
  assert.equal(verdictOnLight(1, 3, 1e6), 'unclear');
  assert.equal(verdictOnLight(1, 3, null), 'slower', 'without samples only the spread is known');
});

test('a change of many samples is one, in both directions', () => {
  assert.equal(verdictOnLight(5, 40, 1e6), 'slower');
  assert.equal(verdictOnLight(40, 5, 1e6), 'faster');
  assert.equal(verdictOnLight(0, 20, 1e6), 'slower', 'also where it was not there before');
});
