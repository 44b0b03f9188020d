import type {
  BaselineBody,
  Environment,
  MeasuredBenchmark,
  Sample,
  SamplesRef,
  Site,
  Suite,
} from '../model/index.ts';
import { benchmarkFigures, type Quantile } from './benchmark-figures.ts';

/** What a baseline is made from. */
export interface BaselineFacts {
  readonly baselineId: string;
  /** Name of the subject. */
  readonly subject: string;
  readonly capturedBy: string;
  readonly capturedAt: string;
  readonly site: Site;
  readonly suite: Suite;
  /** Raw samples of the base, of one placement. */
  readonly samples: readonly Sample[];
  readonly samplesRef: SamplesRef;
  readonly machine: Environment;
  readonly quantile: Quantile;
}

/** A baseline, or which benchmarks gave no number. */
export type BaselineOutcome =
  | { readonly kind: 'ok'; readonly baseline: BaselineBody }
  | { readonly kind: 'incomplete'; readonly benchmarks: readonly string[] };

/** The baseline of a suite from raw samples; without a number for each benchmark there is none. */
export function baselineFrom(facts: BaselineFacts): BaselineOutcome {
  const { suite, samples, quantile } = facts;
  const all = suite.benchmarks.map((benchmark) => ({
    id: benchmark.id,
    figures: benchmarkFigures(benchmark, samples, quantile),
  }));
  const benchmarks = all.flatMap(({ figures }) => (figures === null ? [] : [figures]));
  const headline = headlineOf(suite, benchmarks);
  if (headline === undefined || benchmarks.length < all.length) {
    const missing = all.filter(({ figures }) => figures === null).map(({ id }) => id);
    return { kind: 'incomplete', benchmarks: missing };
  }
  return {
    kind: 'ok',
    baseline: {
      baseline_id: facts.baselineId,
      capture_date: facts.capturedAt,
      captured_by: facts.capturedBy,
      target_system: facts.subject,
      environment: facts.site,
      machine: facts.machine,
      headline_benchmark: headline.benchmark,
      metrics: headline.metrics,
      endpoints_measured: benchmarks.map(({ benchmark }) => benchmark),
      benchmarks,
      samples: facts.samplesRef,
    },
  };
}

function headlineOf(
  suite: Suite,
  benchmarks: readonly MeasuredBenchmark[],
): MeasuredBenchmark | undefined {
  const wanted = suite.targets[0]?.benchmark ?? suite.benchmarks[0]?.id;
  return benchmarks.find(({ benchmark }) => benchmark === wanted) ?? benchmarks[0];
}
