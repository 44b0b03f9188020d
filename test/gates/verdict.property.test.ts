import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { ALPHA, type Finding, judge } from '../../src/gates/index.ts';

/** Findings as the statistics give them: the estimate lies within its interval. */
const findings: fc.Arbitrary<Finding> = fc
  .record({
    logs: fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), {
      minLength: 3,
      maxLength: 3,
    }),
    zoom: fc.constantFrom(1, 0.1, 0.01),
    confidence: fc.constantFrom(0.5, 0.875, 0.9375, 0.95, 0.99),
    pValue: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 5 }),
    small: fc.boolean(),
    direction: fc.constantFrom('lower' as const, 'higher' as const),
    minEffect: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
  })
  .map(({ logs, zoom, confidence, pValue, small, direction, minEffect }) => {
    const [lo = 0, estimate = 0, hi = 0] = logs.toSorted((a, b) => a - b).map((x) => x * zoom);
    return {
      ratio: { lo: Math.exp(lo), estimate: Math.exp(estimate), hi: Math.exp(hi), confidence },
      pValue: pValue !== null && small ? pValue * ALPHA : pValue,
      direction,
      minEffect,
    };
  });

const OPPOSITE = {
  improved: 'regressed',
  regressed: 'improved',
  unchanged: 'unchanged',
  inconclusive: 'inconclusive',
} as const;

/** Away from where rounding of a logarithm decides. */
function isOnAnEdge({ ratio, minEffect }: Finding): boolean {
  const edges = [0, Math.log1p(minEffect), -Math.log1p(minEffect)];
  return [ratio?.lo, ratio?.estimate, ratio?.hi].some((value) =>
    edges.some((edge) => value !== 1 && Math.abs(Math.log(value ?? 1) - edge) < 1e-12),
  );
}

test('turning the direction of a metric swaps improved and regressed and nothing else', () => {
  fc.assert(
    fc.property(findings, (finding) => {
      const direction = finding.direction === 'lower' ? 'higher' : 'lower';
      const turned = judge({ ...finding, direction });
      assert.equal(turned.verdict, OPPOSITE[judge(finding).verdict]);
    }),
    { numRuns: 2_000 },
  );
});

test('exchanging base and candidate swaps improved and regressed and nothing else', () => {
  fc.assert(
    fc.property(findings, (finding) => {
      fc.pre(finding.ratio !== null && !isOnAnEdge(finding));
      const { lo, estimate, hi, confidence } = finding.ratio;
      const ratio = { lo: 1 / hi, estimate: 1 / estimate, hi: 1 / lo, confidence };
      assert.equal(judge({ ...finding, ratio }).verdict, OPPOSITE[judge(finding).verdict]);
    }),
    { numRuns: 2_000 },
  );
});

test('improved and regressed need a 95 % interval without 1, a small p and a change that matters', () => {
  fc.assert(
    fc.property(findings, (finding) => {
      const { verdict } = judge(finding);
      const { ratio, pValue, minEffect, direction } = finding;
      if (verdict !== 'improved' && verdict !== 'regressed') {
        return;
      }
      assert.ok(ratio !== null && pValue !== null && pValue <= ALPHA);
      assert.ok(ratio.confidence >= 0.95);
      assert.ok(ratio.lo > 1 || ratio.hi < 1);
      const size = Math.max(ratio.estimate, 1 / ratio.estimate);
      assert.ok(size >= (1 + minEffect) * (1 - 1e-12));
      assert.equal(ratio.estimate < 1, (verdict === 'improved') === (direction === 'lower'));
    }),
    { numRuns: 2_000 },
  );
});

test('unchanged needs an interval within what matters, or a real change smaller than that', () => {
  fc.assert(
    fc.property(findings, (finding) => {
      const { ratio, pValue, minEffect } = finding;
      if (judge(finding).verdict !== 'unchanged') {
        return;
      }
      assert.ok(ratio !== null && pValue !== null && ratio.confidence >= 0.95);
      const most = (1 + minEffect) * (1 + 1e-12);
      const isWithin = ratio.hi <= most && ratio.lo >= 1 / most;
      const isReal = (ratio.lo > 1 || ratio.hi < 1) && pValue <= ALPHA;
      const isSmall = ratio.estimate < most && ratio.estimate > 1 / most;
      assert.ok(isWithin || (isReal && isSmall));
    }),
    { numRuns: 2_000 },
  );
});

test('less than 95 % confidence is inconclusive whatever else is found', () => {
  fc.assert(
    fc.property(findings, fc.double({ min: 0.01, max: 0.949, noNaN: true }), (finding, less) => {
      fc.pre(finding.ratio !== null);
      const ratio = { ...finding.ratio, confidence: less };
      assert.equal(judge({ ...finding, ratio, pValue: 0 }).verdict, 'inconclusive');
    }),
  );
});

test('a larger p-value never turns into improved or regressed what was not', () => {
  fc.assert(
    fc.property(findings, fc.double({ min: 0, max: 1, noNaN: true }), (finding, extra) => {
      fc.pre(finding.pValue !== null);
      const worse = judge({ ...finding, pValue: Math.min(1, finding.pValue + extra) }).verdict;
      assert.ok(worse === judge(finding).verdict || !['improved', 'regressed'].includes(worse));
    }),
    { numRuns: 1_000 },
  );
});
