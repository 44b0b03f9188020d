import { ALPHA, type Finding } from '../../src/gates/index.ts';
import type { Direction } from '../../src/model/index.ts';

/** A finding with a 95 % interval and a p-value that agrees with whether it excludes 1. */
export function findingOf(
  [lo, estimate, hi]: readonly [number, number, number],
  overrides: Partial<Finding> & { readonly confidence?: number } = {},
): Finding {
  const { confidence = 0.95, ...rest } = overrides;
  const direction: Direction = 'lower';
  return {
    ratio: { estimate, lo, hi, confidence },
    pValue: lo > 1 || hi < 1 ? ALPHA / 2 : 0.5,
    direction,
    minEffect: 0.02,
    ...rest,
  };
}
