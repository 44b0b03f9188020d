import type { History, Measurement } from '../../model/index.ts';
import { type CsvCell, csvText } from '../csv.ts';

const HEADER = [
  'benchmark',
  'metric',
  'unit',
  'direction',
  'line_commit',
  'committed_at',
  'run',
  'kind',
  'side',
  'commit',
  'tree',
  'branch',
  'suite_hash',
  'machine',
  'placement',
  'n',
  'median',
  'mad',
  'lo',
  'hi',
  'confidence',
  'measured_at',
  'hone',
] as const;

/**
 * Every measurement as one row, in the stored unit; `line_commit` is empty for what is not on the
 * line.
 */
export function historyCsv(history: History): string {
  const rows = history.series.flatMap((series) => [
    ...series.segments.flatMap(({ points }) =>
      points.flatMap(({ commit, committedAt, measurements }) =>
        measurements.map((one) => cellsOf(one, commit, committedAt)),
      ),
    ),
    ...series.elsewhere.map((one) => cellsOf(one, null, null)),
  ]);
  return csvText(HEADER, rows);
}

function cellsOf(one: Measurement, line: string | null, committedAt: string | null): CsvCell[] {
  return [
    one.benchmark,
    one.metric,
    one.unit,
    one.direction,
    line,
    committedAt,
    one.run,
    one.kind,
    one.side,
    one.commit,
    one.tree,
    one.branch,
    one.suiteHash,
    one.machine?.fingerprint ?? null,
    one.placement,
    one.n,
    one.median,
    one.mad,
    one.lo,
    one.hi,
    one.confidence,
    one.at,
    one.hone,
  ];
}
