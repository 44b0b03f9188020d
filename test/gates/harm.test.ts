import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decide, type DecisionRules, type TrialFacts } from '../../src/gates/index.ts';
import type { HarmLimit, MetricResult } from '../../src/model/index.ts';
import { GOOD, resultOf, RULES } from './trial-facts.ts';

/** A gain on `parse` with one more metric beside it, which nobody claimed. */
function withMetric(name: string, result: MetricResult): TrialFacts {
  const parse = Object.fromEntries([
    ['wall', resultOf(0.9)],
    [name, result],
  ]);
  return { ...GOOD, metrics: { ...GOOD.metrics, parse } };
}

function limiting(name: string, limit: HarmLimit): DecisionRules {
  return { ...RULES, harm: Object.fromEntries([[name, limit]]) };
}

/** A small change that is real: beyond 1, within the smallest change that matters. */
function smallRise(ratio: number, overrides: Partial<MetricResult> = {}): MetricResult {
  return resultOf(ratio, {
    verdict: 'unchanged',
    claimed: false,
    ratio: { estimate: ratio, lo: ratio - 0.003, hi: ratio + 0.003, confidence: 0.95 },
    ...overrides,
  });
}

/** What is left of a metric that rose from 0. */
function risenFromZero(
  difference: Partial<MetricResult['difference']>,
  overrides: Partial<MetricResult> = {},
): MetricResult {
  return resultOf(1, {
    verdict: 'inconclusive',
    claimed: false,
    unit: 'count',
    ratio: null,
    difference: { estimate: 3, mean: 3.2, lo: 2, hi: 4, confidence: 0.95, ...difference },
    base: { median: 0, mad: 0 },
    candidate: { median: 3, mad: 1 },
    ...overrides,
  });
}

test('a declared limit below the smallest change that matters counts on its own', () => {
  const ruling = decide(withMetric('cpu', smallRise(1.012)), limiting('cpu', 0.005));
  assert.equal(ruling.check, 'no-harm');
  assert.match(ruling.reason, /cpu \+1\.2 % .* limit of 0\.5 %/);
  const within = decide(withMetric('cpu', smallRise(1.004)), limiting('cpu', 0.005));
  assert.equal(within.decision, 'kept');
  assert.match(within.reason, /not excluded: parse cpu/, 'the interval reaches beyond the limit');
});

test('a small limit holds for what should be high as well', () => {
  const fallen = smallRise(0.988, { direction: 'higher' });
  const rules = limiting('throughput', 0.005);
  assert.equal(decide(withMetric('throughput', fallen), rules).check, 'no-harm');
  const risen = smallRise(1.012, { direction: 'higher' });
  assert.equal(decide(withMetric('throughput', risen), rules).decision, 'kept');
});

test('a rise that may be noise is no harm, however small the limit', () => {
  const rules = limiting('cpu', 0.005);
  const includesOne = { ratio: { estimate: 1.012, lo: 0.999, hi: 1.025, confidence: 0.95 } };
  const open = decide(withMetric('cpu', smallRise(1.012, includesOne)), rules);
  assert.equal(open.decision, 'kept');
  assert.match(open.reason, /Harm is not excluded/);
  const adjusted = smallRise(1.012, { pValue: 0.06 });
  assert.equal(decide(withMetric('cpu', adjusted), rules).decision, 'kept');
});

test('without a declared limit only what matters is harm', () => {
  const wall = smallRise(1.012, { claimed: true });
  const facts = { ...GOOD, metrics: { ...GOOD.metrics, print: { wall } } };
  assert.equal(decide(facts, RULES).decision, 'kept');
});

test('a rise from zero is harm unless an amount is allowed', () => {
  const facts = withMetric('errors', risenFromZero({}));
  const ruling = decide(facts, limiting('errors', 0.5));
  assert.equal(ruling.check, 'no-harm');
  assert.match(ruling.reason, /errors went from 0 to 3 count \(on average \+3\.2, .* \+2 to \+4/);
  assert.match(ruling.reason, /Values of 0 have no ratio.* limit of 0 count/);
  const allowed = { share: 0, absolute: 5 };
  assert.equal(decide(facts, limiting('errors', allowed)).decision, 'kept');
  assert.equal(decide(facts, limiting('errors', { share: 0, absolute: 2 })).check, 'no-harm');
});

test('a rise in a quarter of the pairs is seen although its middle is zero', () => {
  const few = risenFromZero({ estimate: 0, lo: 0, hi: 0, mean: 0.25 });
  assert.equal(decide(withMetric('errors', few), limiting('errors', 0.5)).check, 'no-harm');
});

test('zero that stays zero harms nothing, and a fall never does', () => {
  const still = risenFromZero({ estimate: 0, mean: 0, lo: 0, hi: 0 }, { pValue: 1 });
  const ruling = decide(withMetric('errors', still), limiting('errors', 0.05));
  assert.equal(ruling.decision, 'kept');
  assert.doesNotMatch(ruling.reason, /not excluded/);
  const fallen = risenFromZero({ estimate: -3, mean: -3, lo: -4, hi: -2 });
  assert.equal(decide(withMetric('errors', fallen), limiting('errors', 0.05)).decision, 'kept');
});

test('a metric that should be high is harmed when it falls from or to zero', () => {
  const fallen = risenFromZero({ estimate: -3, mean: -3, lo: -4, hi: -2 }, { direction: 'higher' });
  assert.equal(decide(withMetric('hits', fallen), limiting('hits', 0.05)).check, 'no-harm');
});

test('too few pairs to tell about a zero do not pass', () => {
  const noInterval = risenFromZero({ confidence: 0.75 });
  const ruling = decide(withMetric('errors', noInterval), limiting('errors', 0.05));
  assert.equal(ruling.check, 'no-harm');
  assert.match(ruling.reason, /gave no number \(too few fresh pairs/);
  const noP = risenFromZero({}, { pValue: null });
  assert.equal(decide(withMetric('errors', noP), limiting('errors', 0.05)).check, 'no-harm');
});

test('an amount that is allowed covers a share that is not', () => {
  const rss = resultOf(1.2, {
    claimed: false,
    unit: 'bytes',
    base: { median: 1e6, mad: 0 },
    candidate: { median: 1.2e6, mad: 0 },
  });
  assert.equal(decide(withMetric('rss', rss), limiting('rss', 0.05)).check, 'no-harm');
  const generous = { share: 0.05, absolute: 500_000 };
  assert.equal(decide(withMetric('rss', rss), limiting('rss', generous)).decision, 'kept');
  const ruling = decide(withMetric('rss', rss), limiting('rss', { share: 0.05, absolute: 1e5 }));
  assert.match(ruling.reason, /limit of 5 % and 100000 bytes/);
});

test('amounts are shown in the declared unit', () => {
  const risen = risenFromZero(
    { estimate: 3e6, mean: 3e6, lo: 2e6, hi: 4e6 },
    { unit: 'ns', shownIn: 'ms', candidate: { median: 3e6, mad: 0 } },
  );
  const ruling = decide(withMetric('pause', risen), limiting('pause', 0.05));
  assert.match(ruling.reason, /pause went from 0 to 3 ms \(on average \+3, .* \+2 to \+4 ms\)/);
});

test('a metric with a name that objects have anyway is guarded like any other', () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    const facts = withMetric(name, resultOf(1.5, { claimed: false }));
    assert.equal(decide(facts, limiting(name, 0.05)).check, 'no-harm', name);
    assert.equal(decide(facts, { ...RULES, harm: {} }).decision, 'kept', `${name} has no limit`);
  }
});
