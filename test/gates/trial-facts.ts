import type { DecisionRules, Outcome, TrialFacts } from '../../src/gates/index.ts';
import type { MetricResult, Suspicion } from '../../src/model/index.ts';

/** A check that passed. */
export const PASSED: Outcome = { kind: 'passed' };

/** A check that failed, with a reason to find again. */
export function failed(reason: string): Outcome {
  return { kind: 'failed', reason };
}

/** A claimed result with a narrow interval around a ratio, and the verdict that follows. */
export function resultOf(ratio: number, overrides: Partial<MetricResult> = {}): MetricResult {
  return {
    verdict: ratio < 0.98 ? 'improved' : ratio > 1.02 ? 'regressed' : 'unchanged',
    reason: 'the interval says so',
    unit: 'ns',
    direction: 'lower',
    claimed: true,
    placement: 'free',
    ratio: { estimate: ratio, lo: ratio * 0.99, hi: ratio * 1.01, confidence: 0.95 },
    halves: [],
    pairs: { screening: 10, confirmation: 20 },
    screening: 'win',
    pValue: 0.001,
    minEffect: 0.02,
    base: { median: 1e8, mad: 1e6 },
    candidate: { median: ratio * 1e8, mad: 1e6 },
    ...overrides,
  };
}

/** What a trial leaves when nothing could be estimated. */
export function withoutNumber(overrides: Partial<MetricResult> = {}): MetricResult {
  return resultOf(1, { verdict: 'inconclusive', ratio: null, pValue: null, ...overrides });
}

/** Two benchmarks that earn a place by wall time, memory guarded at 5 %, one holdout. */
export const RULES: DecisionRules = {
  targeted: { parse: ['wall'], print: ['wall'] },
  harm: { rss: 0.05 },
  benchmarks: ['parse', 'print'],
  holdouts: ['unseen'],
  plausibleRatioMin: 0.1,
};

/** A proposal that is 10 % faster on `parse`, everywhere, and harms nothing. */
export const GOOD: TrialFacts = {
  admission: PASSED,
  worth: null,
  build: PASSED,
  tests: PASSED,
  output: PASSED,
  metrics: {
    parse: { wall: resultOf(0.9), rss: resultOf(1.01, { claimed: false, unit: 'bytes' }) },
    print: { wall: resultOf(1), rss: resultOf(1, { claimed: false, unit: 'bytes' }) },
  },
  holdout: { unseen: { wall: resultOf(0.91) } },
  holdoutOutput: PASSED,
  unexplained: {},
  suspicions: [],
  clearance: null,
};

/** A line that only a person or a judge can tell about. */
export const SUSPICIOUS: Suspicion = {
  rule: 'disk-cache',
  severity: 'soft',
  path: 'src/parse.js',
  line: 12,
  text: 'writeFileSync(path, result)',
  message: 'It writes a file that a later run may read.',
};
