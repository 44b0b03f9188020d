import { at, randomFrom } from '../../base/index.ts';
import type {
  Direction,
  HistoryChange,
  HistoryPoint,
  HistorySegment,
  HistoryTrend,
  Measurement,
} from '../../model/index.ts';
import { CHANGE_POINT_SERIES_MAX, changePoints, drift, median } from '../../stats/index.ts';
import {
  CHANGE_ALPHA,
  CHANGE_PERMUTATIONS,
  CHANGE_POINTS_NEEDED,
  TREND_POINTS_MIN,
} from './limits.ts';

/** A commit of the line with what was measured of it. */
export interface Placed {
  /** Its place on the line: larger is newer. */
  readonly position: number;
  readonly commit: string;
  readonly committedAt: string;
  readonly subject: string;
  readonly measurement: Measurement;
}

const CONFIDENCE = 0.95;

/**
 * Puts the numbers of one metric into lines that may be compared: one machine, one suite and one
 * placement each, ordered by the commits. The one that was measured last comes last.
 *
 * @param name - names the series, for its random numbers
 */
export function segmentsOf(
  placed: readonly Placed[],
  direction: Direction,
  name: string,
): HistorySegment[] {
  const groups = Map.groupBy(placed, ({ measurement }) => lineOf(measurement));
  const inOrder = [...groups.values()].toSorted((left, right) =>
    compare(lastAt(left), lastAt(right)),
  );
  const segments: HistorySegment[] = [];
  for (const group of inOrder) {
    segments.push(segmentOf(group, segments.at(-1) ?? null, direction, name));
  }
  return segments;
}

function lineOf({ machine, suiteHash, placement }: Measurement): string {
  return JSON.stringify([machine?.fingerprint ?? null, suiteHash, placement]);
}

function lastAt(group: readonly Placed[]): string {
  return group
    .map(({ measurement }) => measurement.at)
    .reduce((a, b) => (compare(a, b) > 0 ? a : b));
}

/** Times and hashes are ASCII, in which this is their order. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function segmentOf(
  group: readonly Placed[],
  before: HistorySegment | null,
  direction: Direction,
  name: string,
): HistorySegment {
  const points = pointsOf(group);
  const newest = at(at(points, -1).measurements, -1);
  const { machine, suiteHash, placement, benchmarkHash } = newest;
  const label = `${name}/${lineOf(newest)}`;
  const changes = changesIn(points, direction, label);
  return {
    machine,
    suiteHash,
    benchmarkHash,
    placement,
    starts:
      before === null
        ? ['first']
        : [
            ...(before.machine?.fingerprint === machine?.fingerprint ? [] : ['machine' as const]),
            ...(before.suiteHash === suiteHash ? [] : ['suite' as const]),
            ...(before.placement === placement ? [] : ['placement' as const]),
          ],
    points,
    changes,
    searched: points.length >= CHANGE_POINTS_NEEDED,
    trend: trendIn(points.slice(changes.at(-1)?.index ?? 0)),
  };
}

/** One point for each commit, oldest first; within it the measurements by their time. */
function pointsOf(group: readonly Placed[]): HistoryPoint[] {
  const byCommit = Map.groupBy(group, ({ position }) => position);
  const inOrder = [...byCommit].toSorted(([left], [right]) => left - right).map(([, own]) => own);
  const values = inOrder.map((own) => median(own.map(({ measurement }) => measurement.median)));
  return inOrder.map((own, index) => {
    const { commit, committedAt, subject } = at(own, 0);
    const measurements = own
      .map(({ measurement }) => measurement)
      .toSorted((left, right) => compare(left.at, right.at));
    const value = at(values, index);
    return {
      commit,
      committedAt,
      subject,
      value,
      change: changeFrom(values[index - 1], value),
      measurements,
    };
  });
}

function changeFrom(before: number | undefined, value: number): number | null {
  return before === undefined || before <= 0 || value < 0 ? null : value / before - 1;
}

/** Logarithms where there are ratios, so that a change is a factor. */
function scaled(points: readonly HistoryPoint[]): { values: number[]; isRatio: boolean } {
  const isRatio = points.every(({ value }) => value > 0);
  return { values: points.map(({ value }) => (isRatio ? Math.log(value) : value)), isRatio };
}

function changesIn(
  points: readonly HistoryPoint[],
  direction: Direction,
  label: string,
): HistoryChange[] {
  const left = Math.max(0, points.length - CHANGE_POINT_SERIES_MAX);
  const searched = points.slice(left);
  if (searched.length < CHANGE_POINTS_NEEDED) {
    return [];
  }
  const { values, isRatio } = scaled(searched);
  const found = changePoints(values, {
    alpha: CHANGE_ALPHA,
    permutations: CHANGE_PERMUTATIONS,
    random: randomFrom(0, label), // the same history gives the same answer
    confidence: CONFIDENCE,
  });
  return found.map(({ index, p, shift }) => {
    const { estimate, lo, hi, achieved } = shift;
    const confidence = Math.min(CONFIDENCE, achieved);
    const size = { estimate, lo, hi, confidence };
    const ratio = { estimate: Math.exp(estimate), lo: Math.exp(lo), hi: Math.exp(hi), confidence };
    return {
      after: at(searched, index - 1).commit,
      until: at(searched, index).commit,
      index: left + index,
      ratio: isRatio ? ratio : null,
      difference: isRatio ? null : size,
      p,
      effect: effectOf(size, direction),
    };
  });
}

function effectOf(
  { lo, hi }: { readonly lo: number; readonly hi: number },
  direction: Direction,
): HistoryChange['effect'] {
  if (lo <= 0 && hi >= 0) {
    return 'unclear';
  }
  return lo > 0 === (direction === 'higher') ? 'better' : 'worse';
}

function trendIn(points: readonly HistoryPoint[]): HistoryTrend | null {
  if (points.length < TREND_POINTS_MIN) {
    return null;
  }
  const { values, isRatio } = scaled(points);
  const { slopePerSample, p } = drift(values);
  if (p > CHANGE_ALPHA || slopePerSample === 0) {
    return null;
  }
  const size = (steps: number) =>
    isRatio ? Math.expm1(slopePerSample * steps) : slopePerSample * steps;
  return { points: points.length, perPoint: size(1), isRatio, total: size(points.length - 1), p };
}
