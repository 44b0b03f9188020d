import assert from 'node:assert/strict';
import { test } from 'node:test';

import { harmedMetrics } from '../../../src/campaign/tasks/harmed-metrics.ts';
import { metricNamed, type MeasuredEffect } from '../../../src/model/index.ts';
import { suiteFrom } from '../../../src/campaign/read-suite.ts';

const CONFIG = `version: 1
test: "true"
benchmarks:
  - {id: parse, run: ./parse, metrics: [wall, cpu, rss]}
budgets: {harm: {cpu: 90%, rss: {share: 5%, absolute: 16 MB}}}
`;
const { suite } = suiteFrom(CONFIG, 'hone.yaml');

function change(metric: string, estimate: number, verdict: MeasuredEffect['verdict'], base = 1e6) {
  const { direction } = metricNamed(metric);
  const ratio = { estimate, lo: estimate * 0.99, hi: estimate * 1.01, confidence: 0.95 };
  const candidate = base * estimate;
  return { benchmark: 'parse', metric, direction, verdict, ratio, base, candidate };
}

const harmed = (...changes: ReturnType<typeof change>[]) => harmedMetrics(changes, suite);

test('within its limit a metric may become worse', () => {
  assert.deepEqual(harmed(change('cpu', 1.5, 'regressed')), []);
  assert.deepEqual(harmed(change('cpu', 1.95, 'regressed')), ['parse cpu']);
  assert.deepEqual(harmed(change('cpu', 1.95, 'inconclusive')), []);
});

test('of a share and an amount the larger counts', () => {
  assert.deepEqual(harmed(change('rss', 1.5, 'regressed', 10e6)), []);
  assert.deepEqual(harmed(change('rss', 1.5, 'regressed', 100e6)), ['parse rss']);
});

test('what was asked for may not become worse at all', () => {
  assert.deepEqual(harmed(change('wall', 1.03, 'regressed')), ['parse wall']);
  const [own] = suite.benchmarks;
  const targets = [{ benchmark: own?.id ?? '', metric: 'cpu', atMost: 5 }];
  assert.deepEqual(harmedMetrics([change('wall', 1.03, 'regressed')], { ...suite, targets }), []);
});
