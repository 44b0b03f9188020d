import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refuseIfNoiseHidesTargets } from '../../../../src/campaign/flow/built-in/noise-floor.ts';
import type { MetricResult, Target } from '../../../../src/model/index.ts';
import { suiteWith } from '../../../plan/suites.ts';

const MS = 1e6;

/** The base against itself: 10 ms, with an interval of so much on either side. */
function wall(half: number, confirmation = 25): MetricResult {
  return {
    verdict: 'unchanged',
    reason: 'the same code',
    unit: 'ns',
    direction: 'lower',
    claimed: true,
    placement: 'free',
    ratio: { estimate: 1, lo: 1 / (1 + half), hi: 1 + half, confidence: 0.95 },
    halves: [],
    pairs: { screening: 0, confirmation },
    screening: 'skipped',
    pValue: 0.5,
    minEffect: 0.02,
    base: { median: 10 * MS, mad: MS },
    candidate: { median: 10 * MS, mad: MS },
  };
}

function look(target: Target, metric: MetricResult | null, pairsMax = 100): void {
  const metrics = metric === null ? {} : { [target.metric]: metric };
  const benchmark = {
    benchmark: target.benchmark,
    claimed: 'wall',
    metrics,
    notes: [],
    failure: null,
    samplesBlob: '',
    samples: 50,
  };
  const baseline = { benchmarks: [{ benchmark: 'parse' }] };
  refuseIfNoiseHidesTargets(
    suiteWith([target]),
    { benchmarks: [benchmark] },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the names are read
    baseline as Parameters<typeof refuseIfNoiseHidesTargets>[2],
    pairsMax,
  );
}

function toReach(ms: number): Target {
  return { benchmark: 'parse', metric: 'wall', atMost: ms * MS };
}

test('a target within the noise is refused with what it asks for and what can be seen', () => {
  // ± 20 % with 25 pairs are about ± 10 % with 100; 5 % are asked for.
  assert.throws(
    () => look(toReach(9.5), wall(0.2)),
    (thrown: unknown) => {
      assert.ok(thrown instanceof Error && 'code' in thrown);
      assert.equal(thrown.code, 'E_NOISE');
      assert.match(thrown.message, /parse wall: the target asks for 5 %, .*below 9\.5 %/);
      assert.match(thrown.message, /--max-pairs/);
      return true;
    },
  );
});

test('a target beyond the noise, or one that is reached, is let through', () => {
  look(toReach(8), wall(0.2));
  look(toReach(10), wall(0.2));
  look(toReach(12), wall(0.2));
});

test('the pairs of this run decide how much can be seen', () => {
  look(toReach(7), wall(0.2), 25);
  assert.throws(() => look(toReach(8), wall(0.2), 10), /E_NOISE|can't see/);
  look(toReach(9.5), wall(0.2), 1_000);
});

test('what was not measured is for others to refuse', () => {
  look(toReach(9.5), null);
  look(toReach(9.5), { ...wall(0.2), ratio: null });
  look(toReach(9.5), wall(0.2, 0));
});

test('a target for more of something is held against the same noise', () => {
  const rows = { ...wall(0.2), unit: 'ops/s', direction: 'higher' as const };
  const target = { benchmark: 'parse', metric: 'rows', atLeast: 10.5 * MS };
  assert.throws(() => look(target, rows), /parse rows: the target asks for 5 %/);
  look({ ...target, atLeast: 12 * MS }, rows);
});
