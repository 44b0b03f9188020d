import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Errors } from 'typebox/value';

import {
  BaselineMetrics,
  BottleneckReport,
  PerformanceAnalysis,
  type BaselineBody,
} from '../../src/model/index.ts';
import { baselineFrom, measuredCostReport, performanceAnalysis } from '../../src/plan/index.ts';
import { baselineFacts, baselineOf, NOW, sample, suiteWith, TARGET } from './suites.ts';

const suite = suiteWith([TARGET]);
const start = (schema: string) => ({
  schema,
  run: 'run-1',
  commit: 'a1'.repeat(20),
  suiteHash: 'b2'.repeat(32),
});

function baselineFromRuns(runs: readonly ReturnType<typeof sample>[]): BaselineBody {
  const outcome = baselineFrom(baselineFacts(suite, [...runs, sample('render', 20)]));
  assert.ok(outcome.kind === 'ok');
  return outcome.baseline;
}

test('has every number with n and spread, in ms and bytes, and fits its schema', () => {
  const baseline = baselineOf(suite);
  const [parse] = baseline.benchmarks;
  assert.deepEqual(parse?.metrics.response_time, {
    average: 12,
    p50: 12,
    p75: 13,
    p90: 13.6,
    p95: 13.8,
    p99: 13.96,
    max: 14,
    mad: 1,
    iqr: 2,
  });
  assert.equal(parse?.n, 5);
  assert.equal(parse?.metrics.resource_utilization.cpu?.share.toFixed(6), '0.900000');
  assert.equal(parse?.metrics.resource_utilization.memory?.max, 4e7);
  assert.equal(parse?.metrics.throughput.runs_per_second?.toFixed(3), '83.333');
  assert.equal(parse?.metrics.values['rows']?.unit, 'ops/s');
  assert.equal(baseline.headline_benchmark, 'parse');
  assert.deepEqual(
    [...Errors(BaselineMetrics, { ...start('hone.baseline-metrics.v1'), ...baseline })],
    [],
  );
});

test('says why each number that is not there is not there', () => {
  const blind = sample('parse', 10, { userNs: null, peakRssBytes: null, values: {} });
  const { metrics } = baselineFromRuns([blind, sample('parse', 12)]);
  const fields = metrics.not_measured.map(({ field }) => field);
  assert.deepEqual(fields, [
    'throughput.requests_per_second',
    'throughput.transactions_per_second',
    'throughput.concurrent_users',
    'resource_utilization.cpu',
    'resource_utilization.memory',
    'values.rows',
  ]);
  assert.equal(metrics.resource_utilization.cpu, null);
  assert.deepEqual(metrics.values, {});
});

test('failed runs are errors and in no other number; warm-up is in none', () => {
  const failed = sample('parse', 1, { exit: { kind: 'exited', code: 1 } });
  const leftover = sample('parse', 1, { leftovers: ['node 12'] });
  const warmup = sample('parse', 900, { phase: 'warmup' });
  const { metrics, benchmarks } = baselineFromRuns([warmup, failed, leftover, sample('parse', 10)]);
  assert.deepEqual(metrics.error_rates, { runs: 3, failed: 2, rate: 2 / 3 });
  assert.equal(metrics.response_time.max, 10);
  assert.equal(benchmarks[0]?.n, 1);
});

test('without a usable run of each benchmark there is no baseline', () => {
  const none = baselineFrom(baselineFacts(suite, []));
  assert.deepEqual(none, { kind: 'incomplete', benchmarks: ['parse', 'render'] });
  const failed = sample('parse', 1, { exit: { kind: 'timed-out', afterMs: 1 } });
  const part = baselineFrom(baselineFacts(suite, [failed, sample('render', 20)]));
  assert.deepEqual(part, { kind: 'incomplete', benchmarks: ['parse'] });
});

test('samples of two sides make no figures', () => {
  const mixed = [sample('parse', 10), sample('parse', 8, { side: 'head' }), sample('render', 20)];
  assert.throws(() => baselineFrom(baselineFacts(suite, mixed)), /one side/);
});

test('the analysis says how far each target is and what it did not look at', () => {
  const facts = {
    suite,
    baseline: baselineOf(suite),
    madeBy: 'hone',
    now: NOW,
    whyNoProfile: 'No profile was taken.',
  };
  const analysis = performanceAnalysis(facts);
  const [target] = analysis.targets;
  assert.equal(target?.reached, false);
  assert.equal(target?.current, 12e6);
  assert.equal(target?.change_needed?.toFixed(4), '-0.3333');
  assert.match(analysis.findings.join('\n'), /parse wall is at 12 ms; the target of 8 ms is not/);
  assert.match(analysis.findings.join('\n'), /Single runs of parse spread by 8\.33 %/);
  const document = { ...start('hone.performance-analysis.v1'), ...analysis };
  assert.deepEqual([...Errors(PerformanceAnalysis, document)], []);
});

test('the cost report ranks benchmarks, owns to have no profile and fits its schema', () => {
  const facts = {
    suite,
    baseline: baselineOf(suite),
    madeBy: 'hone',
    now: NOW,
    whyNoProfile: 'No profile was taken.',
  };
  const report = measuredCostReport(facts);
  assert.equal(report.source, 'measured-cost');
  assert.deepEqual(
    report.bottlenecks.map(({ benchmark, impact }) => [benchmark, impact.share]),
    [
      ['render', 0.625],
      ['parse', 0.375],
    ],
  );
  assert.match(report.not_examined.join(), /No profile was taken/);
  const document = { ...start('hone.bottleneck-report.v1'), ...report };
  assert.deepEqual([...Errors(BottleneckReport, document)], []);
});
