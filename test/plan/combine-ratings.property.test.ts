import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { combineRatings, RUBRIC_DEFAULT } from '../../src/plan/index.ts';

const score = fc.double({ min: 0, max: 10, noNaN: true });
const scores = fc.record({
  completeness: score,
  feasibility: score,
  risk_mitigation: score,
  agent_coverage: score,
  integration: score,
});

test('the overall score lies between the lowest and the highest, and decides alone', () => {
  fc.assert(
    fc.property(fc.array(scores, { minLength: 1, maxLength: 5 }), (all) => {
      const ratings = all.map((one, index) => ({ rater: `r${index}`, scores: one }));
      const { overall, passed, disagreement } = combineRatings(ratings, RUBRIC_DEFAULT);
      const values = all.flatMap((one) => Object.values(one));
      assert.ok(overall !== null);
      assert.ok(overall >= Math.floor(Math.min(...values) * 10) / 10 - 1e-9);
      assert.ok(overall <= Math.max(...values) + 1e-9);
      assert.equal(passed, overall >= 7);
      assert.equal(disagreement === null, all.length < 2);
    }),
  );
});

test('whatever raters send, there is an answer, and junk never passes', () => {
  const junk = fc.array(
    fc.record({ rater: fc.string(), scores: fc.dictionary(fc.string(), fc.jsonValue()) }),
  );
  fc.assert(
    fc.property(junk, (ratings) => {
      assert.equal(combineRatings(ratings, RUBRIC_DEFAULT).passed, false);
    }),
  );
});
