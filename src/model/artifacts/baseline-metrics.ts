import { type Static, Type } from 'typebox';

import { Environment } from '../environment.ts';
import { Direction } from '../metric.ts';
import { Placement } from '../sample.ts';
import {
  amount,
  closed,
  count,
  type EnvelopeField,
  known,
  listOf,
  measuredEnvelope,
  name,
  Sha256,
  someOf,
  text,
  Time,
} from './fields.ts';

/** Name and version of `baseline-metrics.json`. */
export const BASELINE_METRICS_SCHEMA = 'hone.baseline-metrics.v1';

const positive = (description: string) => Type.Number({ exclusiveMinimum: 0, description });

/** Wall time of one run, in ms. */
export const ResponseTime = closed(
  {
    average: positive('Arithmetic mean, ms.'),
    p50: positive('Median, ms.'),
    p75: positive('ms'),
    p90: positive('ms'),
    p95: positive('ms'),
    p99: positive('ms'),
    max: positive('Slowest run, ms.'),
    mad: amount('Median absolute deviation, unscaled, ms.'),
    iqr: amount('p75 - p25, ms.'),
  },
  'Wall time from start to end of one run. With few runs the high quantiles are close to the max.',
);
export type ResponseTime = Static<typeof ResponseTime>;

/** The spread of any metric's values, in the unit beside it. */
export const ValueSummary = closed({
  unit: name('Stored unit: ns, bytes, or as declared.'),
  direction: Direction,
  n: Type.Integer({ minimum: 1 }),
  average: Type.Number(),
  p50: Type.Number(),
  p75: Type.Number(),
  p90: Type.Number(),
  p95: Type.Number(),
  p99: Type.Number(),
  max: Type.Number(),
  mad: amount('Median absolute deviation, unscaled.'),
  iqr: amount('p75 - p25.'),
});
export type ValueSummary = Static<typeof ValueSummary>;

/** What was measured on one benchmark. */
export const BenchmarkFigures = closed({
  response_time: ResponseTime,
  throughput: closed({
    runs_per_second: known(positive('1 / average wall time: runs one after the other.')),
    requests_per_second: known(amount('Counted by a load generator.')),
    transactions_per_second: known(amount('Counted by a load generator.')),
    concurrent_users: known(count('Of a load generator.')),
  }),
  resource_utilization: closed({
    cpu: known(
      closed({
        average: amount('User and system time of the process tree for one run, ms.'),
        p50: amount('ms'),
        p95: amount('ms'),
        max: amount('ms'),
        mad: amount('ms'),
        share: amount('Average CPU time / average wall time: 1 is one core all the time.'),
      }),
    ),
    memory: known(
      closed({
        average: amount('Peak resident size of the largest process of one run, bytes.'),
        p50: amount('bytes'),
        p95: amount('bytes'),
        max: amount('bytes'),
        mad: amount('bytes'),
      }),
    ),
  }),
  error_rates: closed({
    runs: Type.Integer({ minimum: 1, description: 'Runs that were looked at, failed ones too.' }),
    failed: count('Runs that could not be used: exit code, signal, timeout, leftovers.'),
    rate: Type.Number({ minimum: 0, maximum: 1, description: 'failed / runs' }),
  }),
  values: Type.Record(Type.String(), ValueSummary, {
    description: "Metrics read from the command's own output, by name.",
  }),
  not_measured: listOf(
    closed({ field: name('Such as throughput.requests_per_second.'), reason: text('Why.') }),
    'Why each null above is null.',
  ),
});
export type BenchmarkFigures = Static<typeof BenchmarkFigures>;

/** One benchmark of a baseline or of a validation. */
export const MeasuredBenchmark = closed({
  benchmark: name("The benchmark's id."),
  command: text('What was run, as a command line.'),
  placement: Placement,
  n: Type.Integer({ minimum: 1, description: 'Runs that the figures are made from.' }),
  metrics: BenchmarkFigures,
});
export type MeasuredBenchmark = Static<typeof MeasuredBenchmark>;

/** Where the raw samples of an artifact's numbers lie. */
export const SamplesRef = closed({
  sha256: Sha256,
  count: Type.Integer({ minimum: 1, description: 'Samples in it, warm-up included.' }),
});
export type SamplesRef = Static<typeof SamplesRef>;

/** Where the numbers were taken. */
export const Site = Type.Union([
  Type.Literal('production'),
  Type.Literal('staging'),
  Type.Literal('development'),
  Type.Literal('local'),
]);
export type Site = Static<typeof Site>;

/** How fast the subject was before anything was changed; computed from samples, never typed in. */
export const BaselineMetrics = closed({
  ...measuredEnvelope(BASELINE_METRICS_SCHEMA),
  baseline_id: name('Names this baseline.'),
  capture_date: Time,
  captured_by: name('Who measured: hone and its version.'),
  target_system: name('What was measured: the name of the subject.'),
  environment: Site,
  machine: Environment,
  headline_benchmark: name('The benchmark that `metrics` repeats: the first with a target.'),
  metrics: BenchmarkFigures,
  endpoints_measured: someOf(name("A benchmark's id.")),
  benchmarks: someOf(MeasuredBenchmark),
  samples: SamplesRef,
});
export type BaselineMetrics = Static<typeof BaselineMetrics>;

/** A baseline as it is computed, before it is written. */
export type BaselineBody = Omit<BaselineMetrics, EnvelopeField>;
