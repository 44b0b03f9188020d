import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { decide, type Outcome, type TrialFacts } from '../../src/gates/index.ts';
import type { MetricResult } from '../../src/model/index.ts';
import { failed, GOOD, PASSED, resultOf, RULES, SUSPICIOUS, withoutNumber } from './trial-facts.ts';

const outcomes: fc.Arbitrary<Outcome | null> = fc.constantFrom(PASSED, PASSED, failed('x'), null);

const results: fc.Arbitrary<MetricResult> = fc.oneof(
  fc.double({ min: 0.05, max: 1.5, noNaN: true }).map((ratio) => resultOf(ratio)),
  fc.constant(withoutNumber()),
  fc
    .double({ min: 0.05, max: 1.5, noNaN: true })
    .map((ratio) => resultOf(ratio, { verdict: 'inconclusive' })),
);

const metrics = fc.dictionary(
  fc.constantFrom('parse', 'print', 'other'),
  fc.dictionary(fc.constantFrom('wall', 'rss', 'cpu'), results, { maxKeys: 3 }),
  { maxKeys: 3 },
);

const facts: fc.Arbitrary<TrialFacts> = fc.record({
  admission: fc.constantFrom<Outcome>(PASSED, PASSED, failed('x')),
  worth: fc.constantFrom<Outcome | null>(null, PASSED, failed('x')),
  build: outcomes,
  tests: outcomes,
  output: outcomes,
  metrics: fc.oneof(metrics, fc.constant(GOOD.metrics)),
  holdout: fc.oneof(
    fc.dictionary(fc.constant('unseen'), fc.dictionary(fc.constant('wall'), results)),
    fc.constant(GOOD.holdout),
  ),
  holdoutOutput: outcomes,
  unexplained: fc.constantFrom<Record<string, string>>({}, {}, { parse: 'too much' }),
  suspicions: fc.constantFrom([], [], [SUSPICIOUS]),
  clearance: fc.constantFrom<TrialFacts['clearance']>(
    null,
    { verdict: 'honest', by: 'ada', reason: 'read it' },
    { verdict: 'hack', by: '3 judges', reason: 'a cache' },
    { verdict: 'person', by: '2 judges', reason: 'unsure' },
  ),
});

test('keeps nothing unless every check ran and passed and every number is there', () => {
  let kept = 0;
  fc.assert(
    fc.property(facts, (found) => {
      const ruling = decide(found, RULES);
      if (ruling.decision === 'rejected') {
        assert.notEqual(ruling.check, null);
        assert.notEqual(ruling.reason, '');
        return;
      }
      if (ruling.decision === 'kept') {
        kept += 1;
        assert.notEqual(found.worth?.kind, 'failed');
        const isOpen =
          found.suspicions.length > 0 ||
          Object.hasOwn(found.unexplained, ruling.headline?.benchmark ?? '');
        assert.ok(!isOpen || found.clearance?.verdict === 'honest');
      }
      for (const outcome of [found.build, found.tests, found.output, found.holdoutOutput]) {
        assert.deepEqual(outcome, PASSED);
      }
      for (const benchmark of RULES.benchmarks) {
        const claimed = Object.values(found.metrics[benchmark] ?? {});
        assert.ok(claimed.some((result) => result.ratio !== null));
        assert.ok(claimed.every((result) => result.ratio !== null));
      }
      const { benchmark = '', metric = '' } = ruling.headline ?? {};
      assert.equal(found.metrics[benchmark]?.[metric]?.verdict, 'improved');
      assert.ok(found.holdout['unseen']?.['wall']?.ratio != null);
      assert.notEqual(found.holdout['unseen']?.['wall']?.verdict, 'regressed');
    }),
    { numRuns: 5_000, seed: 1 },
  );
  assert.ok(kept > 0, 'the property has seen something that was kept');
});

test('taking a fact away from what is kept never leaves it kept', () => {
  const keys = ['build', 'tests', 'output', 'holdoutOutput'] as const;
  fc.assert(
    fc.property(facts, fc.constantFrom(...keys), (found, key) => {
      fc.pre(decide(found, RULES).decision !== 'rejected');
      assert.equal(decide({ ...found, [key]: null }, RULES).decision, 'rejected');
    }),
    { numRuns: 30, maxSkipsPerRun: 2_000 },
  );
});

test('the order in which benchmarks were measured does not matter', () => {
  fc.assert(
    fc.property(facts, (found) => {
      const turned = Object.fromEntries(Object.entries(found.metrics).toReversed());
      const ruling = decide({ ...found, metrics: turned }, RULES);
      const before = decide(found, RULES);
      assert.equal(ruling.decision, before.decision);
      assert.equal(ruling.check, before.check);
    }),
    { numRuns: 1_000 },
  );
});
