import type { PlanMeasure, ProfiledWorkload, ProfileReport, Suite } from '../../model/index.ts';
import { metricIn } from '../suite-metric.ts';

/** A profiled benchmark of the suite, as far as a backlog needs it. */
export interface PlannedBenchmark {
  readonly workload: ProfiledWorkload;
  /** Share of the time of one run of each planned benchmark, 0 to 1. */
  readonly weight: number;
  /** What its items are judged by. */
  readonly measure: PlanMeasure;
  /** Why nothing can be planned on it; null when something can. */
  readonly obstacle: string | null;
}

/**
 * The benchmarks of a report that the suite has, by their ids.
 *
 * A benchmark's weight is the time of one of its runs as a share of one run of each; where one of
 * the times is not known all weigh the same.
 *
 * @param wanted - ids of benchmarks; none for all
 */
export function plannedBenchmarks(
  report: Pick<ProfileReport, 'workloads'>,
  suite: Suite,
  wanted: readonly string[],
): ReadonlyMap<string, PlannedBenchmark> {
  const known = report.workloads.filter(
    ({ benchmark }) =>
      suite.benchmarks.some(({ id }) => id === benchmark) &&
      (wanted.length === 0 || wanted.includes(benchmark)),
  );
  const times = known.map(timeOf);
  const whole = times.reduce<number>((sum, time) => sum + (time ?? 0), 0);
  const allKnown = whole > 0 && times.every((time) => time !== null);
  return new Map(
    known.map((workload, index) => [
      workload.benchmark,
      {
        workload,
        weight: allKnown ? (times[index] ?? 0) / whole : 1 / known.length,
        ...aimOf(workload, suite),
      },
    ]),
  );
}

/** Time of a run without a profiler, in ms; null when it was not taken. */
function timeOf({ totals }: ProfiledWorkload): number | null {
  return (totals.wall_ms ?? totals.cpu_ms ?? totals.profiled_ms)?.estimate ?? null;
}

/** What a gain would have to be confirmed on, and what is in the way of that. */
function aimOf(
  { benchmark, bound_of: boundOf }: ProfiledWorkload,
  suite: Suite,
): Pick<PlannedBenchmark, 'measure' | 'obstacle'> {
  const metrics = suite.benchmarks.find(({ id }) => id === benchmark)?.metrics ?? [];
  const metric = boundOf ?? metrics[0]?.name ?? 'wall';
  const measure = { benchmark, metric };
  if (metricIn(suite, benchmark, metric) === null) {
    const names = metrics.map(({ name }) => name).join(', ');
    const obstacle =
      `${benchmark} is judged by ${names}, and its profile only tells about ${metric}: add ` +
      'that metric to hone.yaml, or measure a what-if.';
    return { measure, obstacle };
  }
  const targeted = suite.targets.some(
    (target) => target.benchmark === benchmark && target.metric === metric,
  );
  return suite.targets.length === 0 || targeted
    ? { measure, obstacle: null }
    : { measure, obstacle: `No target of hone.yaml asks for less ${metric} of ${benchmark}.` };
}
