import { MS_PER_S } from '../../base/index.ts';
import type {
  BaselineBody,
  Metric,
  PlanMeasure,
  ProfiledWorkload,
  ProfileReport,
  Suite,
} from '../../model/index.ts';
import { normalQuantile, requiredPairs, studentQuantile } from '../../stats/index.ts';
import { percentText } from '../quantity-text.ts';
import { type Measured, measuredIn, metricIn } from '../suite-metric.ts';
import type { MetricOutlook } from './backlog.ts';

/** Confidence of the intervals of a report, and of a verdict. */
const CONFIDENCE = 0.95;

/** Probability with which an effect of the smallest size is to be seen. */
const POWER = 0.8;

/** A median absolute deviation as a standard deviation, for what is normally distributed. */
const MAD_TO_DEVIATION = 1.4826;

/** Fewest runs whose spread says anything. */
const RUNS_MIN = 3;

/** What is known before anything is tried. */
export interface OutlookFacts {
  readonly suite: Suite;
  readonly report: Pick<ProfileReport, 'workloads'>;
  /** Its spread counts instead of that of the few runs of a profile; null before it is taken. */
  readonly baseline: Pick<BaselineBody, 'benchmarks'> | null;
}

/**
 * What is known of a metric before anything is tried: the smallest change that counts (hone.yaml)
 * and can be seen (the profile), the noise of a pair, and how many pairs and minutes it takes to
 * see that change with a probability of 80 %.
 *
 * The noise of a pair is taken as that of two independent runs, which errs towards too large: what
 * slows down both runs of a pair is counted although it cancels.
 */
export function outlookFrom(facts: OutlookFacts): (measure: PlanMeasure) => MetricOutlook {
  return (measure) => {
    const { benchmark, metric: name } = measure;
    const workload = facts.report.workloads.find((one) => one.benchmark === benchmark) ?? null;
    const metric = metricIn(facts.suite, benchmark, name);
    const smallestEffect = smallestShare(metric, workload);
    const measured = measuredIn(facts.baseline, benchmark, name);
    const spread = spreadIn(measured) ?? spreadOfRuns(workload, name);
    const noise = spread === null ? null : spread * Math.SQRT2;
    const pairs = noise === null ? null : pairsFor(noise, smallestEffect);
    const wallMs = workload?.totals.wall_ms?.estimate ?? null;
    return {
      smallestEffect,
      verification: {
        smallest_effect: smallestEffect,
        pair_noise: noise,
        pairs,
        minutes: pairs === null || wallMs === null ? null : (2 * pairs * wallMs) / (60 * MS_PER_S),
        canary: canaryText(measure, smallestEffect),
      },
    };
  };
}

/** What can be seen is a factor in the report: 0.02 is 1.02, of which 1.96 % is gone. */
function smallestShare(metric: Metric | null, workload: ProfiledWorkload | null): number {
  const visible = workload?.smallest_effect ?? 0;
  return Math.min(1, Math.max(metric?.minEffect ?? 0, visible / (1 + visible)));
}

/**
 * Pairs so that a signed rank test sees the effect with the wanted power: those that an interval
 * needs which is narrower by z(confidence) / (z(confidence) + z(power)).
 */
function pairsFor(noise: number, effect: number): number | null {
  if (effect <= 0) {
    return null;
  }
  const size = -Math.log1p(-Math.min(effect, 0.99));
  const byConfidence = normalQuantile(1 - (1 - CONFIDENCE) / 2);
  const halfWidth = (size * byConfidence) / (byConfidence + normalQuantile(POWER));
  return requiredPairs({ spread: noise, halfWidth, confidence: CONFIDENCE });
}

/** Spread of single runs of a baseline, relative to their median. */
function spreadIn(measured: Measured | null): number | null {
  return measured === null || measured.n < RUNS_MIN || measured.median <= 0
    ? null
    : (MAD_TO_DEVIATION * measured.mad) / measured.median;
}

/** The same from the mean of a profile's plain runs and its interval, which is Student's. */
function spreadOfRuns(workload: ProfiledWorkload | null, metric: string): number | null {
  const totals = workload?.totals;
  const mean = metric === 'wall' ? totals?.wall_ms : metric === 'cpu' ? totals?.cpu_ms : null;
  if (mean === null || mean === undefined || mean.lo === null || mean.hi === null) {
    return null;
  }
  const { estimate, lo, hi, n } = mean;
  if (n < RUNS_MIN || estimate <= 0) {
    return null;
  }
  return ((hi - lo) / 2 / studentQuantile(CONFIDENCE, n - 1)) * (Math.sqrt(n) / estimate);
}

function canaryText({ benchmark, metric }: PlanMeasure, smallest: number): string {
  return (
    `Where it runs as a service: behind a flag for a part of the requests, ${metric} of what ` +
    `${benchmark} stands for compared with the other part in the same windows of time; taken ` +
    `back when it is worse, kept when its interval shows ${percentText(smallest)} or more.`
  );
}
