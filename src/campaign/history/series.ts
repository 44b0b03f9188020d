import { at } from '../../base/index.ts';
import type { LineCommit } from '../../git/index.ts';
import type {
  HistorySegment,
  HistorySeries,
  Measurement,
  MeasurementKind,
} from '../../model/index.ts';
import { type Placed, segmentsOf } from './segments.ts';

/** Which numbers are wanted. */
export interface SeriesWanted {
  /** Null for all. */
  readonly benchmark: string | null;
  /** Null for the one that each benchmark is judged by; `all` for all. */
  readonly metric: string | null;
  /** Earlier commits are left out of what is shown, not of what is searched; ISO 8601. */
  readonly since: string | null;
}

/**
 * What is measured with other inputs, on purpose too briefly, on code meant to deceive, or under a
 * suite that never counted.
 */
const OFF_THE_LINE: ReadonlySet<MeasurementKind> = new Set<MeasurementKind>([
  'holdout',
  'quick-look',
  'redteam',
  'contribution',
  'suite-change',
]);

const MS_PER_S = 1_000;

/**
 * The history of each metric along a line of commits. A number belongs to the commit that it was
 * measured at, or to the one that has the very tree: what was a proposal then may be on the line
 * now.
 *
 * @param line - newest first
 */
export function historySeries(
  measurements: readonly Measurement[],
  line: readonly LineCommit[],
  wanted: SeriesWanted,
): HistorySeries[] {
  const places = placesOn(line);
  const asked = measurements.filter((one) => isWanted(one, wanted));
  const groups = Map.groupBy(asked, ({ benchmark, metric, unit }) =>
    JSON.stringify([benchmark, metric, unit]),
  );
  const series = [...groups].map(([name, group]) => seriesOf(name, group, places, wanted.since));
  return series
    .filter(({ segments, elsewhere }) => segments.length > 0 || elsewhere.length > 0)
    .toSorted(
      (left, right) =>
        compare(left.benchmark, right.benchmark) ||
        Number(right.claimed) - Number(left.claimed) ||
        compare(left.metric, right.metric),
    );
}

function isWanted(one: Measurement, { benchmark, metric }: SeriesWanted): boolean {
  const isAsked = metric === null ? one.claimed : metric === 'all' || one.metric === metric;
  return isAsked && (benchmark === null || one.benchmark === benchmark);
}

type Place = Omit<Placed, 'measurement'>;

/** Finds the place of a commit, or of the oldest commit that has a tree. */
function placesOn(line: readonly LineCommit[]): (one: Measurement) => Place | null {
  const byCommit = new Map<string, Place>();
  const byTree = new Map<string, Place>();
  for (const [index, { commit, tree, committedAtS, subject }] of line.entries()) {
    const committedAt = new Date(committedAtS * MS_PER_S).toISOString();
    const place = { position: line.length - 1 - index, commit, committedAt, subject };
    byCommit.set(commit, place);
    byTree.set(tree, place);
  }
  return ({ commit, tree }) => byCommit.get(commit ?? '') ?? byTree.get(tree ?? '') ?? null;
}

function seriesOf(
  name: string,
  group: readonly Measurement[],
  placeOf: (one: Measurement) => Place | null,
  since: string | null,
): HistorySeries {
  const placed: Placed[] = [];
  const elsewhere: Measurement[] = [];
  for (const measurement of group) {
    const place = OFF_THE_LINE.has(measurement.kind) ? null : placeOf(measurement);
    if (place === null) {
      elsewhere.push(measurement);
    } else {
      placed.push({ ...place, measurement });
    }
  }
  const { benchmark, metric, unit, shownIn, direction, claimed } = at(group, -1);
  return {
    benchmark,
    metric,
    unit,
    ...(shownIn === undefined ? {} : { shownIn }),
    direction,
    claimed,
    segments: segmentsOf(placed, direction, name).flatMap((one) => sinceThen(one, since)),
    elsewhere: elsewhere
      .filter((one) => since === null || Date.parse(one.at) >= Date.parse(since))
      .toSorted((left, right) => compare(left.at, right.at)),
  };
}

/** The newer part of a segment; nothing when all of it is older. */
function sinceThen(segment: HistorySegment, since: string | null): HistorySegment[] {
  if (since === null) {
    return [segment];
  }
  const first = segment.points.findIndex(
    ({ committedAt }) => Date.parse(committedAt) >= Date.parse(since),
  );
  if (first === -1) {
    return [];
  }
  const changes = segment.changes
    .map((change) => ({ ...change, index: change.index - first }))
    .filter(({ index }) => index >= 0);
  return [{ ...segment, points: segment.points.slice(first), changes }];
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
