import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rerunOutcome } from '../../../src/campaign/receipt/rerun-outcome.ts';
import type { Decision, MetricResult } from '../../../src/model/index.ts';

/** Decisions as far as the comparison of two of them looks. */
function decisionWith(
  ruling: Pick<Decision, 'decision' | 'check'>,
  result: { verdict: MetricResult['verdict']; ratio: readonly [number, number, number] | null },
): Decision {
  const spread = { median: 1, mad: 0 };
  const [estimate, lo, hi] = result.ratio ?? [1, 1, 1];
  const cost: MetricResult = {
    verdict: result.verdict,
    reason: 'as it is',
    unit: 'count',
    direction: 'lower',
    claimed: true,
    placement: 'free',
    ratio: result.ratio === null ? null : { estimate, lo, hi, confidence: 0.95 },
    halves: [],
    pairs: { screening: 10, confirmation: 20 },
    screening: 'win',
    pValue: 0.001,
    minEffect: 0.02,
    base: spread,
    candidate: spread,
  };
  return {
    proposal: 'gain',
    title: 'gain',
    ...ruling,
    reason: 'the reason.',
    commit: null,
    headline: { benchmark: 'alpha', metric: 'cost' },
    metrics: { alpha: { cost } },
    holdout: {},
    notes: [],
  };
}

const KEPT = decisionWith(
  { decision: 'kept', check: null },
  { verdict: 'improved', ratio: [0.5, 0.4, 0.6] },
);

test('what a machine says about a gain depends on its decision, verdict and interval', () => {
  const faster = { decision: 'rejected', check: 'faster' } as const;
  const cases = [
    [KEPT, 'holds', true],
    [decisionWith(KEPT, { verdict: 'improved', ratio: [0.8, 0.7, 0.9] }), 'holds', false],
    [decisionWith(faster, { verdict: 'unchanged', ratio: [1, 0.99, 1.01] }), 'fails', false],
    [decisionWith(faster, { verdict: 'regressed', ratio: [1.2, 1.1, 1.3] }), 'fails', false],
    [decisionWith(faster, { verdict: 'inconclusive', ratio: [1, 0.5, 2] }), 'inconclusive', true],
    [decisionWith(faster, { verdict: 'inconclusive', ratio: [1, 0.8, 1.2] }), 'fails', false],
    [decisionWith(faster, { verdict: 'inconclusive', ratio: null }), 'inconclusive', null],
    [
      decisionWith(
        { decision: 'rejected', check: 'no-harm' },
        { verdict: 'improved', ratio: [0.5, 0.4, 0.6] },
      ),
      'fails',
      true,
    ],
    [
      decisionWith(
        { decision: 'needs-person', check: 'plausible' },
        { verdict: 'improved', ratio: [0.01, 0.01, 0.01] },
      ),
      'inconclusive',
      false,
    ],
  ] as const;
  for (const [here, outcome, overlaps] of cases) {
    const found = rerunOutcome(KEPT, here);
    assert.deepEqual([found.outcome, found.overlaps], [outcome, overlaps], found.text);
    const isTold = /where the gain was, new \/ old is/.test(found.text);
    assert.equal(isTold, here.check === 'faster' && found.here !== null, found.text);
  }
  const nothing: Decision = { ...KEPT, decision: 'rejected', check: 'tests', metrics: {} };
  assert.equal(rerunOutcome(KEPT, nothing).outcome, 'fails');
});
