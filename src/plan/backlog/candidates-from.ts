import type { Bottleneck, ProfileReport, Suite } from '../../model/index.ts';
import { folded } from '../plan-words.ts';
import type { BacklogCandidate } from './backlog.ts';
import { collectorCandidate } from './collector-candidate.ts';
import type { EffortUnit } from './effort.ts';
import { functionCandidate, type SeenPlace } from './function-candidate.ts';
import { packageCandidate } from './package-candidate.ts';
import { plannedBenchmarks, type PlannedBenchmark } from './planned-benchmarks.ts';

/** Below this share collections are left to the functions that cause them. */
const COLLECTOR_SHARE_MIN = 0.1;

/** What candidates are found in. */
export interface CandidateFacts {
  readonly report: Pick<ProfileReport, 'workloads' | 'bottlenecks'>;
  readonly suite: Suite;
  /** Ids of benchmarks; none for all. */
  readonly benchmarks: readonly string[];
  readonly effortUnit: EffortUnit;
}

/**
 * What a profile says could become cheaper. One candidate for each function of the subject, also
 * when several benchmarks go through it; one for each dependency as a whole, because its code is
 * not the subject's to change; the garbage collector where it takes more than 10 %. Functions of
 * the runtime are none: what they cost counts for the functions that call them.
 *
 * A candidate is planned for one benchmark: one that something can be planned on, and of those the
 * one in which it takes most of the measured work. Its reach is the share of the measured work that
 * is of all benchmarks which go through it (an inclusive share above 0). How much of a benchmark it
 * takes is in its expected gain and so in its impact; in the reach it would count twice.
 */
export function candidatesFrom(facts: CandidateFacts): BacklogCandidate[] {
  const { report, suite, effortUnit } = facts;
  const planned = plannedBenchmarks(report, suite, facts.benchmarks);
  const rows = report.bottlenecks.filter(({ benchmark }) => planned.has(benchmark));
  const inBenchmark = (benchmark: string, of = rows): Bottleneck[] =>
    of.filter((row) => row.benchmark === benchmark);
  const functions = grouped(rows.filter(isOwn), ({ id }) => id);
  const packages = grouped(rows.filter(isDependency), ({ location }) => location.package ?? '');
  const collectors = grouped(rows.filter(isLargeCollector), ({ id }) => id);
  return unambiguous([
    ...functions.map(([, own]) => functionCandidate(placeIn(own, planned), effortUnit)),
    ...packages.map(([name, own]) => {
      const place = placeIn(own, planned);
      const ofPackage = inBenchmark(place.row.benchmark, own);
      const mayReplace = suite.scope.dependencies;
      return packageCandidate({ place, name, rows: ofPackage, mayReplace }, effortUnit);
    }),
    ...collectors.map(([, own]) => {
      const place = placeIn(own, planned);
      return collectorCandidate(place, inBenchmark(place.row.benchmark), effortUnit);
    }),
  ]);
}

function isOwn(row: Bottleneck): boolean {
  const { owner } = row.location;
  return row.kind !== 'gc' && owner !== 'runtime' && !isDependency(row);
}

function isDependency({ kind, location: { owner, package: name } }: Bottleneck): boolean {
  return kind !== 'gc' && name !== null && (owner === 'direct-dep' || owner === 'transitive');
}

function isLargeCollector({ kind, share }: Bottleneck): boolean {
  return kind === 'gc' && share.actionable.estimate > COLLECTOR_SHARE_MIN;
}

function grouped(
  rows: readonly Bottleneck[],
  keyOf: (row: Bottleneck) => string,
): [string, Bottleneck[]][] {
  return [...Map.groupBy(rows, keyOf)];
}

/** The row that a place is planned for, and where else it was seen. @param rows - at least one */
function placeIn(
  rows: readonly Bottleneck[],
  planned: ReadonlyMap<string, PlannedBenchmark>,
): SeenPlace {
  const seen = rows.flatMap((row) => {
    const benchmark = planned.get(row.benchmark);
    return benchmark === undefined ? [] : [{ row, benchmark }];
  });
  const best = seen.reduce((left, right) => (worth(right) > worth(left) ? right : left));
  const others = new Map(
    seen
      .filter(({ row }) => row.benchmark !== best.row.benchmark)
      .map(({ row }) => [row.benchmark, row]),
  );
  const through = new Map(
    seen
      .filter(({ row }) => row.share.inclusive.estimate > 0)
      .map(({ row, benchmark }) => [row.benchmark, benchmark.weight]),
  );
  const reach = [...through.values()].reduce((sum, weight) => sum + weight, 0);
  return {
    row: best.row,
    planned: best.benchmark,
    others: [...others.values()],
    reach: Math.min(1, reach),
  };
}

/** What can be planned on comes first, then what takes most of the measured work. */
function worth({
  row,
  benchmark,
}: {
  readonly row: Bottleneck;
  readonly benchmark: PlannedBenchmark;
}): number {
  const { obstacle, weight } = benchmark;
  return (obstacle === null ? 1 : 0) + weight * row.share.actionable.estimate;
}

/** Two places that would be called the same get the id of their bottleneck. */
function unambiguous(candidates: readonly BacklogCandidate[]): BacklogCandidate[] {
  const names = Map.groupBy(candidates, ({ place }) => folded(place));
  return candidates.map((candidate) =>
    (names.get(folded(candidate.place)) ?? []).length > 1
      ? { ...candidate, place: `${candidate.place} [${candidate.bottleneck}]` }
      : candidate,
  );
}
