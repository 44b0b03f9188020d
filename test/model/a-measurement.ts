import type { Measurement } from '../../src/model/index.ts';

/** A measurement of 20 samples of `parse`, free, on the base; in ns. What matters is given. */
export function aMeasurement(given: Partial<Measurement>): Measurement {
  const median = given.median ?? 5e6;
  return {
    run: '20250131-142501-k7xw',
    key: 'k',
    side: 'base',
    benchmark: 'parse',
    metric: 'wall',
    unit: 'ns',
    direction: 'lower',
    claimed: true,
    kind: 'base',
    commit: 'c1',
    tree: null,
    branch: 'main',
    suiteHash: 'suite-1',
    benchmarkHash: 'b1',
    machine: null,
    placement: 'free',
    n: 20,
    median,
    mad: median / 200,
    lo: median * 0.99,
    hi: median * 1.02,
    confidence: 0.95,
    at: '2025-01-31T14:25:01.000Z',
    hone: '1',
    seq: 1,
    ...given,
  };
}
