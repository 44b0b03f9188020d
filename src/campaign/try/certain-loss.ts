import { ALPHA } from '../../gates/index.ts';
import type { MetricResult } from '../../model/index.ts';
import { benjaminiYekutieli } from '../../stats/index.ts';

/**
 * Whether a loss stands whatever else its run will have tested: its p-value, multiplied by the most
 * that Benjamini-Yekutieli can multiply it by in the largest family that the run can have
 * (n · (1 + 1/2 + … + 1/n)), is still significant. A loss that the family could take back must not
 * end a proposal before its other benchmarks are measured: judged alone, one of 40 benchmarks that
 * a proposal does not change would end it, although it wins on the next.
 *
 * @param result - the claimed metric of one benchmark, judged alone; null when there is none
 * @param testsMax - most tests that are adjusted together, at least 1: proposals × benchmarks
 */
export function isCertainLoss(result: MetricResult | null, testsMax: number): boolean {
  if (result?.verdict !== 'regressed' || result.pValue === null) {
    return false;
  }
  const others = Array.from({ length: testsMax - 1 }, () => 1);
  const [adjusted] = benjaminiYekutieli([result.pValue, ...others]);
  return adjusted !== undefined && adjusted <= ALPHA;
}
