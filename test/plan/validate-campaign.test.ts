import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Errors } from 'typebox/value';

import { harmIn } from '../../src/gates/index.ts';
import {
  type Decision,
  DevManifest,
  GateResult,
  type MetricResult,
  type MetricsByBenchmark,
  PerformanceComparison,
} from '../../src/model/index.ts';
import {
  type CampaignFacts,
  devManifest,
  performanceComparison,
  validateCampaign,
} from '../../src/plan/index.ts';
import { NOW, suiteWith, TARGET } from './suites.ts';

const suite = suiteWith([TARGET]);
const SHA = 'ab'.repeat(32);
const start = (schema: string) => ({
  schema,
  run: 'run-1',
  commit: 'a1'.repeat(20),
  suiteHash: SHA,
});

function result(
  baseMs: number,
  candidateMs: number,
  more: Partial<MetricResult> = {},
): MetricResult {
  const estimate = candidateMs / baseMs;
  const far = Math.abs(estimate - 1) > 0.02;
  return {
    verdict: far ? (estimate < 1 ? 'improved' : 'regressed') : 'unchanged',
    reason: 'the interval says so',
    unit: 'ns',
    direction: 'lower',
    claimed: true,
    placement: 'free',
    ratio: { estimate, lo: estimate * 0.99, hi: estimate * 1.01, confidence: 0.95 },
    halves: [],
    pairs: { screening: 10, confirmation: 60 },
    screening: 'win',
    pValue: far ? 0.001 : 0.5,
    minEffect: 0.02,
    base: { median: baseMs * 1e6, mad: 1e4 },
    candidate: { median: candidateMs * 1e6, mad: 1e4 },
    ...more,
  };
}

const metrics: MetricsByBenchmark = {
  parse: { wall: result(12, 7.5) },
  render: { wall: result(20, 20) },
};

const decision: Decision = {
  proposal: 'cache.patch',
  title: 'Cache the formatter',
  decision: 'kept',
  check: null,
  reason: 'parse wall -37.5 %',
  commit: 'b2'.repeat(20),
  headline: { benchmark: 'parse', metric: 'wall' },
  metrics,
  holdout: {},
  notes: [],
};
const refused: Decision = {
  ...decision,
  proposal: 'cheat.patch',
  decision: 'rejected',
  check: 'admission',
  reason: 'It touches a frozen path.',
  commit: null,
};

const facts: CampaignFacts = {
  gate: {
    gate_id: 'validation',
    run_id: 'run-1',
    workflow: 'performance',
    step: '5',
    agent: 'qa',
    timestamp: NOW,
    evidence: [{ path: 'performance-comparison.json', sha256: SHA }],
  },
  suite,
  comparisons: metrics,
  decisions: [decision, refused],
  tests: [{ command: 'npm test', passed: true, message: 'exit code 0' }],
  outputs: [
    { benchmark: 'parse', same: true, message: 'by hash' },
    { benchmark: 'render', same: true, message: 'by hash' },
  ],
  harmOf: (all) => harmIn(all, { targeted: { parse: ['wall'] }, harm: { rss: 0.05 } }),
};

function failedChecks(more: Partial<CampaignFacts>): string[] {
  const gate = validateCampaign({ ...facts, ...more });
  assert.deepEqual([...Errors(GateResult, { ...start('hone.gate-result.v1'), ...gate })], []);
  assert.equal(gate.allowed, gate.status === 'passed');
  return gate.validations.filter(({ passed }) => !passed).map(({ name }) => name);
}

test('passes when something improved, targets are reached and nothing broke', () => {
  assert.deepEqual(failedChecks({}), []);
  const gate = validateCampaign(facts);
  assert.equal(gate.status, 'passed');
  const target = gate.validations.find(({ name }) => name === 'target parse wall');
  assert.equal(target?.message, 'Wanted <= 8 ms; measured 7.5 ms.');
});

const missing: readonly {
  name: string;
  more: Partial<CampaignFacts>;
  checks: readonly string[];
}[] = [
  {
    name: 'the measurement',
    more: { comparisons: null },
    checks: ['measured', 'improved', 'target parse wall', 'no harm'],
  },
  {
    name: 'one benchmark',
    more: { comparisons: { parse: metrics['parse'] ?? {} } },
    checks: ['measured'],
  },
  {
    name: 'the confirmation of a benchmark',
    more: {
      comparisons: {
        ...metrics,
        render: { wall: result(20, 20, { pairs: { screening: 10, confirmation: 0 } }) },
      },
    },
    checks: ['measured'],
  },
  { name: 'the decisions', more: { decisions: null }, checks: ['kept'] },
  { name: 'a kept proposal', more: { decisions: [refused] }, checks: ['kept'] },
  {
    name: 'the commit of what was kept',
    more: { decisions: [{ ...decision, commit: null }] },
    checks: ['kept'],
  },
  { name: 'the tests', more: { tests: null }, checks: ['tests'] },
  { name: 'a test command', more: { tests: [] }, checks: ['tests'] },
  { name: 'the outputs', more: { outputs: null }, checks: ['same output'] },
  {
    name: 'one output',
    more: { outputs: facts.outputs?.slice(1) ?? [] },
    checks: ['same output'],
  },
  {
    name: 'the comparison of one output',
    more: { outputs: facts.outputs?.map((one) => ({ ...one, same: null })) ?? [] },
    checks: ['same output'],
  },
];
for (const { name, more, checks } of missing) {
  test(`fails without ${name}`, () => {
    assert.deepEqual(failedChecks(more), checks);
  });
}

test('5 of 5 failed tests do not pass', () => {
  const tests = Array.from({ length: 5 }, () => ({
    command: 'npm test',
    passed: false,
    message: 'exit code 1',
  }));
  assert.deepEqual(failedChecks({ tests }), ['tests']);
});

test('a target that is missed by a little is missed', () => {
  const comparisons = { ...metrics, parse: { wall: result(12, 8.001) } };
  assert.deepEqual(failedChecks({ comparisons }), ['target parse wall']);
});

test('a target in another unit or without a number is not reached', () => {
  for (const more of [{ unit: 'ms' }, { candidate: { median: NaN, mad: 0 } }]) {
    const comparisons = { ...metrics, parse: { wall: result(12, 7.5, more) } };
    assert.deepEqual(failedChecks({ comparisons }), ['target parse wall']);
  }
});

test('harm elsewhere fails, although the target is reached', () => {
  const comparisons = { ...metrics, render: { wall: result(20, 25) } };
  assert.deepEqual(failedChecks({ comparisons }), ['no harm']);
});

test('other output fails, on a holdout too', () => {
  const other = { benchmark: 'hidden', same: false, message: 'line 3 differs' };
  assert.deepEqual(failedChecks({ outputs: [...(facts.outputs ?? []), other] }), ['same output']);
});

test('an inconclusive result is no improvement', () => {
  const comparisons = { ...metrics, parse: { wall: result(12, 7.5, { verdict: 'inconclusive' }) } };
  assert.deepEqual(failedChecks({ comparisons }), ['improved']);
});

test('what the suite does not ask for is said and does not fail', () => {
  const ignored = suite.benchmarks.map((one) => ({ ...one, output: { kind: 'ignore' as const } }));
  const silent = { ...suite, test: [], targets: [], benchmarks: ignored };
  const gate = validateCampaign({ ...facts, suite: silent, tests: null, outputs: null });
  assert.equal(gate.status, 'passed');
  const all = gate.validations.map(({ message }) => message).join('\n');
  assert.match(all, /names no tests/);
  assert.match(all, /sets no target/);
  assert.match(all, /2 declared unpredictable/);
});

test('the comparison carries the numbers over and fits its schema', () => {
  const comparison = performanceComparison({
    suite,
    baseCommit: 'a1'.repeat(20),
    candidateCommit: 'b2'.repeat(20),
    metrics,
    samples: { sha256: SHA, count: 240 },
    now: NOW,
  });
  assert.deepEqual(comparison.counts, { improved: 1, regressed: 0, unchanged: 1, inconclusive: 0 });
  assert.equal(comparison.targets[0]?.reached, true);
  assert.equal(comparison.comparisons[0]?.ratio?.estimate, 0.625);
  const document = { ...start('hone.performance-comparison.v1'), ...comparison };
  assert.deepEqual([...Errors(PerformanceComparison, document)], []);
});

const MANIFEST_FACTS = {
  baseCommit: 'a1'.repeat(20),
  stackCommit: 'b2'.repeat(20),
  branch: null,
  files: {
    files_created: [],
    files_modified: ['src/format.js'],
    files_deleted: [],
    dependencies_added: [],
    tests_added: [],
  },
  now: NOW,
};

test('the manifest says where a proposal came from that git rebased', () => {
  const ontoBase = {
    by: 'git' as const,
    fork: 'c3'.repeat(20),
    from: { commit: 'd4'.repeat(20), tree: 'e5'.repeat(20), diff: SHA },
    onto: 'a1'.repeat(20),
    to: { tree: 'f6'.repeat(20), diff: SHA },
  };
  const patch = { ...ontoBase, fork: null, from: { commit: null, tree: null, diff: SHA } };
  const manifest = devManifest({
    ...MANIFEST_FACTS,
    decisions: [
      { ...decision, ontoBase },
      { ...refused, ontoBase: patch },
    ],
  });
  assert.deepEqual(manifest.optimizations[0]?.onto_base, ontoBase);
  assert.deepEqual(manifest.rejected[0]?.onto_base, patch);
  const document = { ...start('hone.dev-manifest.v1'), ...manifest };
  assert.deepEqual([...Errors(DevManifest, document)], []);
  const broken = { ...document, optimizations: [{ ...document.optimizations[0], onto_base: {} }] };
  assert.notDeepEqual([...Errors(DevManifest, broken)], []);
});

test('the manifest lists what was kept with its effect and what was not with its reason', () => {
  const manifest = devManifest({ ...MANIFEST_FACTS, decisions: [decision, refused] });
  assert.equal(manifest.summary, '1 of 2 proposals were kept, 1 rejected, 0 wait for a person.');
  assert.equal(manifest.optimizations[0]?.effects[0]?.ratio?.hi, 0.625 * 1.01);
  assert.equal(manifest.rejected[0]?.check, 'admission');
  const document = { ...start('hone.dev-manifest.v1'), ...manifest };
  assert.deepEqual([...Errors(DevManifest, document)], []);
});
