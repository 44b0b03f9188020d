import { assert, NS_PER_MS, NS_PER_S } from '../base/index.ts';
import {
  type Benchmark,
  type BenchmarkFigures,
  type Command,
  type MeasuredBenchmark,
  type Metric,
  type Sample,
  valueOf,
  type ValueSummary,
} from '../model/index.ts';

/** The value below which a fraction of the values lies; `quantile` of `stats`. */
export type Quantile = (values: readonly number[], fraction: number) => number;

/** What only a load generator can count. */
const LOAD_FIELDS = ['requests_per_second', 'transactions_per_second', 'concurrent_users'] as const;

/** A field that has no number, and why. */
type Unmeasured = BenchmarkFigures['not_measured'][number];

/**
 * One benchmark's figures from its raw samples of one side and one placement. Warm-up is left out;
 * a run that failed counts as an error and in no other figure.
 *
 * @param samples - of this benchmark and of one side; those of other benchmarks are left out
 * @returns null when no run could be used, because a baseline without a number is none
 */
export function benchmarkFigures(
  benchmark: Benchmark,
  samples: readonly Sample[],
  quantile: Quantile,
): MeasuredBenchmark | null {
  const own = samples.filter(
    (sample) => sample.benchmark === benchmark.id && sample.phase !== 'warmup',
  );
  const used = own.filter(isUsable);
  const first = used[0];
  if (first === undefined) {
    return null;
  }
  const sides = new Set(own.map(({ side, placement }) => `${side}\n${placement}`));
  assert(sides.size === 1, 'figures are made from samples of one side and one placement');
  return {
    benchmark: benchmark.id,
    command: commandText(benchmark.run),
    placement: first.placement,
    n: used.length,
    metrics: figuresOf(benchmark, used, own.length, quantile),
  };
}

function figuresOf(
  benchmark: Benchmark,
  used: readonly Sample[],
  runs: number,
  quantile: Quantile,
): BenchmarkFigures {
  const missing: Unmeasured[] = LOAD_FIELDS.map((field) => ({
    field: `throughput.${field}`,
    reason: 'The benchmark is one command at a time; no load was generated.',
  }));
  const wall = summaryOf(used, 'wall', quantile);
  assert(wall !== null, 'wall time is known for every run');
  const { p50, p75, p90, p95, p99, max, mad, iqr } = wall;
  const cpu = summaryOf(used, 'cpu', quantile);
  const memory = summaryOf(used, 'rss', quantile);
  const unknown = 'The system did not tell it for every run.';
  if (cpu === null) {
    missing.push({ field: 'resource_utilization.cpu', reason: unknown });
  }
  if (memory === null) {
    missing.push({ field: 'resource_utilization.memory', reason: unknown });
  }
  const failed = runs - used.length;
  return {
    response_time: {
      average: ms(wall.average),
      p50: ms(p50),
      p75: ms(p75),
      p90: ms(p90),
      p95: ms(p95),
      p99: ms(p99),
      max: ms(max),
      mad: ms(mad),
      iqr: ms(iqr),
    },
    throughput: {
      runs_per_second: NS_PER_S / wall.average,
      requests_per_second: null,
      transactions_per_second: null,
      concurrent_users: null,
    },
    resource_utilization: {
      cpu:
        cpu === null
          ? null
          : {
              average: ms(cpu.average),
              p50: ms(cpu.p50),
              p95: ms(cpu.p95),
              max: ms(cpu.max),
              mad: ms(cpu.mad),
              share: cpu.average / wall.average,
            },
      memory:
        memory === null
          ? null
          : {
              average: memory.average,
              p50: memory.p50,
              p95: memory.p95,
              max: memory.max,
              mad: memory.mad,
            },
    },
    error_rates: { runs, failed, rate: failed / runs },
    values: customValues(benchmark.metrics, used, quantile, missing),
    not_measured: missing,
  };
}

function ms(ns: number): number {
  return ns / NS_PER_MS;
}

function customValues(
  metrics: readonly Metric[],
  used: readonly Sample[],
  quantile: Quantile,
  missing: Unmeasured[],
): Record<string, ValueSummary> {
  const found: [string, ValueSummary][] = [];
  for (const { name, unit, direction } of metrics) {
    const isOwn = name !== 'wall' && name !== 'cpu' && name !== 'rss';
    const summary = isOwn ? summaryOf(used, name, quantile) : null;
    if (summary !== null) {
      found.push([name, { unit, direction, n: used.length, ...summary }]);
    } else if (isOwn) {
      missing.push({ field: `values.${name}`, reason: 'A run did not print it.' });
    }
  }
  return Object.fromEntries(found);
}

type Summary = Omit<ValueSummary, 'unit' | 'direction' | 'n'>;

/** null when a run has no value: figures of a part of the runs would be another thing. */
function summaryOf(used: readonly Sample[], metric: string, quantile: Quantile): Summary | null {
  const values = used.flatMap((sample) => {
    const value = valueOf(sample, metric);
    return value === null || !Number.isFinite(value) ? [] : [value];
  });
  if (values.length === 0 || values.length < used.length) {
    return null;
  }
  const at = (fraction: number): number => quantile(values, fraction);
  const median = at(0.5);
  return {
    average: values.reduce((sum, value) => sum + value, 0) / values.length,
    p50: median,
    p75: at(0.75),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    mad: quantile(
      values.map((value) => Math.abs(value - median)),
      0.5,
    ),
    iqr: at(0.75) - at(0.25),
  };
}

function isUsable({ exit, leftovers, wallNs }: Sample): boolean {
  return exit.kind === 'exited' && exit.code === 0 && leftovers.length === 0 && wallNs > 0;
}

function commandText(command: Command): string {
  return command.kind === 'shell'
    ? command.text
    : command.words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
