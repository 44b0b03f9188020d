import { type Clock, HoneError, systemClock } from '../../base/index.ts';
import {
  firstParentLine,
  openRepository,
  readCommit,
  type Repository,
  resolveRevision,
} from '../../git/index.ts';
import { type History, HISTORY_SCHEMA, type Measurement } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { withStore } from '../try/run-view.ts';
import { CHANGE_ALPHA, LINE_COMMITS_MAX } from './limits.ts';
import { historySeries } from './series.ts';
import { takeHistory } from './take-history.ts';

/** What of the history is wanted. */
export interface HistoryOptions {
  readonly folder: string;
  /** Null for all. */
  readonly benchmark: string | null;
  /** Null for the one that each benchmark is judged by; `all` for all of them. */
  readonly metric: string | null;
  /** `30d`, a date, or a revision; null for everything. */
  readonly since: string | null;
  /** Branch, tag or commit whose line of first parents is shown; null for HEAD. */
  readonly branch: string | null;
}

/**
 * What was measured of a repository, along the commits of a branch. Runs that were not read yet are
 * read first.
 *
 * @throws HoneError E_NOT_FOUND for an unknown benchmark, metric or revision, with what there is;
 *   E_USAGE for a `since` of no meaning
 */
export async function history(options: HistoryOptions, signal: AbortSignal): Promise<History> {
  const repository = await openRepository(options.folder, { signal });
  return withStore(repository.root, signal, (store) =>
    historyIn(repository, store, options, signal),
  );
}

/** The same for a store that is open. */
export async function historyIn(
  repository: Repository,
  store: Store,
  options: Omit<HistoryOptions, 'folder'>,
  signal: AbortSignal,
): Promise<History> {
  const name = options.branch ?? repository.head.branch ?? 'HEAD';
  const { commit } = await resolveRevision(repository, options.branch ?? 'HEAD', { signal });
  const line = await firstParentLine(repository, commit, { signal, countMax: LINE_COMMITS_MAX });
  const since =
    options.since === null ? null : await startOf(repository, options.since, systemClock, signal);
  takeHistory(store);
  const measurements = store.measurements();
  refuseUnknown(measurements, options);
  const { benchmark, metric } = options;
  return {
    schema: HISTORY_SCHEMA,
    createdAt: systemClock.isoNow(),
    line: { name, head: commit, commits: line.commits.length, isCut: line.isCut },
    since,
    alpha: CHANGE_ALPHA,
    series: historySeries(measurements, line.commits, { benchmark, metric, since }),
    gaps: [...store.measuredRuns()].flatMap(([run, { gap }]) =>
      gap === null ? [] : [{ run, text: gap }],
    ),
  };
}

function refuseUnknown(
  measurements: readonly Measurement[],
  { benchmark, metric }: Pick<HistoryOptions, 'benchmark' | 'metric'>,
): void {
  const benchmarks = [...new Set(measurements.map((one) => one.benchmark))].toSorted();
  if (benchmark !== null && !benchmarks.includes(benchmark)) {
    throw new HoneError(
      'E_NOT_FOUND',
      benchmarks.length === 0
        ? `Nothing was measured here yet, so "${benchmark}" has no history. "hone try" or ` +
            '"hone compare --base HEAD~1 --head HEAD" measures.'
        : `No benchmark called "${benchmark}" was measured here. Measured were: ` +
            `${benchmarks.join(', ')}.`,
    );
  }
  const own = measurements.filter((one) => benchmark === null || one.benchmark === benchmark);
  const metrics = [...new Set(own.map((one) => one.metric))].toSorted();
  if (metric !== null && metric !== 'all' && own.length > 0 && !metrics.includes(metric)) {
    throw new HoneError(
      'E_NOT_FOUND',
      `The metric "${metric}" was not measured${benchmark === null ? '' : ` of ${benchmark}`}. ` +
        `Measured were: ${metrics.join(', ')}; "--metric all" shows all of them.`,
    );
  }
}

const MS_PER_DAY = 86_400_000;
const DAYS_BY_UNIT: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7, m: 30, y: 365 };
const AGE = /^(\d{1,6})([hdwmy])$/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ].*)?$/;

/**
 * When a `--since` begins: an age such as `30d` (h, d, w, m of 30 days, y), a date, or else a
 * revision, from whose commit on everything counts.
 *
 * @returns ISO 8601, UTC
 * @throws HoneError E_USAGE for a date that does not exist, E_NOT_FOUND for an unknown revision
 */
export async function startOf(
  repository: Repository,
  since: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  const age = AGE.exec(since);
  if (age !== null) {
    const days = Number(age[1]) * (DAYS_BY_UNIT[age[2] ?? ''] ?? 0);
    const at = Date.parse(clock.isoNow()) - days * MS_PER_DAY;
    return new Date(Math.max(0, at)).toISOString();
  }
  if (DATE.test(since)) {
    const at = Date.parse(since);
    const day = since.slice(0, 'YYYY-MM-DD'.length);
    // A day that does not exist rolls over into the next month.
    if (Number.isNaN(at) || Number.isNaN(Date.parse(day)) || !isDay(day)) {
      throw new HoneError(
        'E_USAGE',
        `--since ${JSON.stringify(since)} is no date. Write one like 2026-01-31, an age like ` +
          '30d, or a commit, tag or branch.',
      );
    }
    return new Date(at).toISOString();
  }
  const { commit } = await resolveRevision(repository, since, { signal });
  const { committedAtS } = await readCommit(repository, commit, { signal });
  return new Date(committedAtS * 1_000).toISOString();
}

function isDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
