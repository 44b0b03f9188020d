import { ownField } from '../../base/index.ts';
import type { MeasuredEffect, MetricComparison, Suite } from '../../model/index.ts';

/** A measured change, as far as it tells whether something became worse. */
type Change = Pick<MeasuredEffect, 'benchmark' | 'metric' | 'direction' | 'verdict' | 'ratio'> & {
  readonly base: number;
  readonly candidate: number;
};

/**
 * Metrics that became worse than they may: beyond their limit of harm, or at all where they are
 * what was asked for. The gates of a trial and of the validation judge by the same rules.
 */
export function harmedMetrics(
  changes: readonly Change[],
  suite: Pick<Suite, 'benchmarks' | 'targets' | 'budgets'>,
): string[] {
  return changes
    .filter((change) => change.verdict === 'regressed' && isBeyond(change, suite))
    .map(({ benchmark, metric }) => `${benchmark} ${metric}`);
}

function isBeyond(
  { benchmark, metric, direction, ratio, base, candidate }: Change,
  { benchmarks, targets, budgets }: Pick<Suite, 'benchmarks' | 'targets' | 'budgets'>,
): boolean {
  const limit = ownField(budgets.harm, metric);
  if (limit === undefined) {
    const own = targets.filter((target) => target.benchmark === benchmark);
    const first = benchmarks.find(({ id }) => id === benchmark)?.metrics[0].name;
    return own.length === 0 ? metric === first : own.some((target) => target.metric === metric);
  }
  const { share, absolute } = typeof limit === 'number' ? { share: limit, absolute: 0 } : limit;
  if (ratio === null) {
    return Math.abs(candidate - base) > absolute;
  }
  const worse = direction === 'lower' ? ratio.estimate : 1 / ratio.estimate;
  return worse > 1 + share && Math.abs(candidate - base) > absolute;
}

/** What a trial measured of one metric. */
export function changeOfEffect(effect: MeasuredEffect): Change {
  return { ...effect, base: effect.base_median, candidate: effect.candidate_median };
}

/** What the validation measured of one metric. */
export function changeOfComparison(comparison: MetricComparison): Change {
  const { base, candidate } = comparison;
  return { ...comparison, base: base.median, candidate: candidate.median };
}
