import type {
  Direction,
  History,
  HistorySegment,
  HistorySeries,
  ReviewEntry,
  ReviewPart,
  Suite,
} from '../../model/index.ts';
import { targetDistances } from '../../plan/index.ts';
import { historyChangeText, historyTrendText } from '../../report/index.ts';
import { NEAR_BUDGET } from './limits.ts';

/** Changes of level whose new level begins in the span, and slow movements, of what is newest. */
export function driftIn({ series }: History, since: string): ReviewPart {
  const findings: ReviewEntry[] = [];
  const few: string[] = [];
  for (const one of series) {
    const segment = one.segments.at(-1);
    if (segment === undefined) {
      continue;
    }
    if (!segment.searched) {
      few.push(`${one.benchmark} ${one.metric}`);
    }
    findings.push(...changesSince(one, segment, since), ...trendOf(one, segment, since));
  }
  const unknown = [
    ...(series.length === 0 ? ['Nothing was measured on this branch.'] : []),
    ...(few.length === 0 ? [] : [`Too few measured commits to see changes: ${few.join(', ')}.`]),
  ];
  return { findings, unknown };
}

function changesSince(
  series: HistorySeries,
  { points, changes }: HistorySegment,
  since: string,
): ReviewEntry[] {
  return changes
    .filter(({ index }) => isSince(points[index]?.committedAt, since))
    .map((change) => ({
      kind: change.effect,
      text: historyChangeText(series, change),
      ...of(series),
    }));
}

function trendOf(series: HistorySeries, segment: HistorySegment, since: string): ReviewEntry[] {
  const { trend, points } = segment;
  if (trend === null || !isSince(points.at(-1)?.committedAt, since)) {
    return [];
  }
  const way = isWorse(trend.total, series.direction) ? 'gets slowly worse' : 'gets slowly better';
  return [{ kind: 'trend', text: `${way}: ${historyTrendText(series, segment)}`, ...of(series) }];
}

function isWorse(change: number, direction: Direction): boolean {
  return change > 0 === (direction === 'lower');
}

function isSince(at: string | undefined, since: string): boolean {
  return at !== undefined && Date.parse(at) >= Date.parse(since);
}

function of({ benchmark, metric }: HistorySeries) {
  return { run: null, benchmark, metric };
}

/**
 * Targets that the last numbers miss or nearly miss. A number of another suite than the frozen one
 * is none.
 *
 * @param frozen - hash of the suite in force; null when none is
 */
export function budgetsIn(
  history: History,
  suite: Suite | null,
  frozen: string | null,
): ReviewPart {
  if (suite === null) {
    return { findings: [], unknown: ['There is no hone.yaml that can be read, so no targets.'] };
  }
  const lastOf = (benchmark: string, metric: string) =>
    history.series
      .filter((one) => one.benchmark === benchmark && one.metric === metric)
      .flatMap((one) => one.segments.map((segment) => ({ one, segment })))
      .findLast(({ segment }) => segment.suiteHash === frozen && frozen !== null);
  const distances = targetDistances(suite, (benchmark, metric) => {
    const last = lastOf(benchmark, metric);
    const value = last?.segment.points.at(-1)?.value;
    return last === undefined || value === undefined ? null : { value, unit: last.one.unit };
  });
  const findings: ReviewEntry[] = [];
  const unknown: string[] = distances.length === 0 ? ['hone.yaml sets no targets.'] : [];
  for (const { benchmark, metric, current, change_needed: needed, reached } of distances) {
    const commit = lastOf(benchmark, metric)?.segment.points.at(-1)?.commit.slice(0, 10) ?? '';
    const shared = { run: null, benchmark, metric };
    if (current === null) {
      unknown.push(
        `${benchmark} ${metric} has a target and no number under the frozen suite here.`,
      );
    } else if (!reached) {
      const text = `the target is missed at ${commit}: it takes ${signedPercent(needed)}`;
      findings.push({ kind: 'missed', text, ...shared });
    } else if (needed !== null && Math.abs(needed) < NEAR_BUDGET) {
      const text = `near its limit at ${commit}: ${signedPercent(needed)} are left`;
      findings.push({ kind: 'near', text, ...shared });
    }
  }
  return { findings, unknown };
}

function signedPercent(change: number | null): string {
  return change === null
    ? 'an unknown change'
    : `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`;
}
