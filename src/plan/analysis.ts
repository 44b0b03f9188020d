import { NS_PER_MS } from '../base/index.ts';
import type {
  BaselineBody,
  EnvelopeField,
  MeasuredCostReport,
  PerformanceAnalysis,
  Suite,
} from '../model/index.ts';
import { BOTTLENECKS_MAX } from './limits.ts';
import { mediansOfBaseline } from './medians.ts';
import { percentText, quantityText } from './quantity-text.ts';
import { measuredIn, metricIn } from './suite-metric.ts';
import { targetDistances } from './target-distance.ts';

/** An analysis before it is written. */
export type AnalysisBody = Omit<PerformanceAnalysis, EnvelopeField>;

/** A bottleneck report before it is written. */
export type BottleneckBody = Omit<MeasuredCostReport, EnvelopeField>;

/** What an analysis without a profile is made from. */
export interface AnalysisFacts {
  readonly suite: Suite;
  readonly baseline: BaselineBody;
  readonly madeBy: string;
  readonly now: string;
  /** Why no profile was taken, in a sentence; null when there is one. */
  readonly whyNoProfile: string | null;
}

/** Where the subject stands: distance to each target, and how noisy each benchmark is. */
export function performanceAnalysis(facts: AnalysisFacts): AnalysisBody {
  const { suite, baseline } = facts;
  const targets = targetDistances(suite, mediansOfBaseline(suite, baseline));
  const benchmarks = suite.benchmarks.flatMap(({ id, metrics }) => {
    const { name, unit, direction } = metrics[0];
    const measured = measuredIn(baseline, id, name);
    if (measured === null) {
      return [];
    }
    const { median, mad, n } = measured;
    const noise = median === 0 ? null : mad / Math.abs(median);
    return [{ benchmark: id, metric: name, unit, direction, n, median, mad, noise }];
  });
  return {
    analysed_at: facts.now,
    analysed_by: facts.madeBy,
    baseline_id: baseline.baseline_id,
    targets,
    benchmarks,
    findings: [
      ...targets.map(({ benchmark, metric, current, wanted, unit, reached }) =>
        current === null
          ? `${benchmark} ${metric} has a target and was not measured.`
          : `${benchmark} ${metric} is at ${quantityText(current, unit)}; the target of ` +
            `${quantityText(wanted, unit)} is ${reached ? 'reached' : 'not reached'}.`,
      ),
      ...benchmarks
        .filter(({ noise, metric, benchmark }) => {
          const minEffect = metricIn(suite, benchmark, metric)?.minEffect ?? 0;
          return noise !== null && noise > minEffect;
        })
        .map(
          ({ benchmark, metric, noise }) =>
            `Single runs of ${benchmark} spread by ${percentText(noise ?? 0)} in ${metric}, more ` +
            'than the smallest change that matters; many pairs will be needed.',
        ),
    ],
    not_examined:
      facts.whyNoProfile === null ? [] : [`Where in the code the time goes. ${facts.whyNoProfile}`],
  };
}

/**
 * What each benchmark costs as a share of one run of all of them. It tells which workload is
 * expensive and nothing about the code behind it, which the report says.
 */
export function measuredCostReport(facts: AnalysisFacts): BottleneckBody {
  const { baseline } = facts;
  const costs = baseline.benchmarks
    .map(({ benchmark, n, metrics }) => ({ benchmark, n, ms: metrics.response_time.average }))
    .toSorted((left, right) => right.ms - left.ms);
  const total = costs.reduce((sum, { ms }) => sum + ms, 0);
  return {
    created_at: facts.now,
    created_by: facts.madeBy,
    source: 'measured-cost',
    bottlenecks: costs.slice(0, BOTTLENECKS_MAX).map(({ benchmark, n, ms }, index) => ({
      rank: index + 1,
      location: `benchmark ${benchmark}`,
      benchmark,
      impact: { share: ms / total, of: 'the time of one run of every benchmark', milliseconds: ms },
      evidence: [
        `${quantityText(ms * NS_PER_MS, 'ns')} on average (n = ${n}), in baseline-metrics.json`,
      ],
      owner: null,
    })),
    not_examined: [
      `Functions, lines, waiting, allocation: no code is named. ${facts.whyNoProfile ?? ''}`.trim(),
      'How often each benchmark is run in daily use: all count the same here.',
      ...(costs.length > BOTTLENECKS_MAX
        ? [`The ${costs.length - BOTTLENECKS_MAX} cheapest benchmarks are left out.`]
        : []),
    ],
  };
}
