import type { History, HistorySegment, HistorySeries } from '../../model/index.ts';
import { countOf, type DisplayUnit, formatValue } from '../quantity.ts';
import { type Cell, type Column, textTable } from '../text-table.ts';
import { type Ink, type TextStyle, type TextWriter, textWriter } from '../text-style.ts';
import { historyPicture } from './history-picture.ts';
import {
  changeWords,
  checkCommand,
  dayOf,
  elsewhereWords,
  intervalWords,
  noChangeWords,
  reachWords,
  rowsOf,
  segmentTitle,
  shortChangeWords,
  shortId,
  startWords,
  stepWords,
  tableId,
  trendSize,
  trendWords,
  unitOf,
} from './history-words.ts';

const INDENT = 2;

/** How much of a history is printed. */
export interface HistoryView {
  /** Newest rows of each table. */
  readonly limit: number;
  /** True shows tables and pictures, false one line for each benchmark. */
  readonly inDetail: boolean;
}

/** The history for a terminal. */
export function historyText(history: History, view: HistoryView, style: TextStyle): string {
  const writer = textWriter(style);
  const { line, series } = history;
  const cut = line.isCut ? ', older ones are not looked at' : '';
  const since = history.since === null ? '' : `, since ${dayOf(history.since)}`;
  const head = writer.heading(
    `History along ${line.name} at ${shortId(line.head)} ` +
      `(${countOf(line.commits, 'commit')}${cut}${since})`,
  );
  const body =
    series.length === 0
      ? writer.paragraph(nothingWords(history), 0)
      : view.inDetail
        ? series.flatMap((one) => detail(writer, one, history, view))
        : overview(writer, history, view);
  return [...head, '', ...body, ...gapLines(writer, history)].join('\n');
}

/** What to do when there is nothing to show. */
export function nothingWords({ since }: Pick<History, 'since'>): string {
  return since === null
    ? 'Nothing was measured here yet. "hone try", "hone run" and "hone compare --base HEAD~1 ' +
        '--head HEAD" fill the history.'
    : 'Nothing that was measured is that new. Leave out --since to see everything.';
}

const COLUMNS: readonly Column[] = [
  { header: 'benchmark', align: 'left', shrinkTo: 12 },
  { header: 'metric', align: 'left', shrinkTo: 6 },
  { header: 'last', align: 'right' },
  { header: 'at', align: 'left' },
  { header: 'commits', align: 'right' },
  { header: 'trend', align: 'right' },
  { header: 'last change of level', align: 'left' },
];

function overview(writer: TextWriter, history: History, { limit }: HistoryView): string[] {
  const onLine = history.series.filter(({ segments }) => segments.length > 0);
  const shown = onLine.slice(0, limit);
  const rows = shown.map((series): Cell[] => {
    const segment = series.segments.at(-1);
    const point = segment?.points.at(-1);
    return [
      { text: series.benchmark, ink: 'strong' },
      { text: series.metric },
      { text: point === undefined ? '' : formatValue(point.value, unitOf(series)) },
      { text: tableId(point?.commit ?? ''), ink: 'faint' },
      { text: String(segment?.points.length ?? 0) },
      { text: segment === undefined ? '' : trendSize(segment, unitOf(series)) || '–' },
      segment === undefined ? { text: '' } : lastChange(series, segment),
    ];
  });
  const several = shown.filter(({ segments }) => segments.length > 1).length;
  const others = history.series.filter(({ segments }) => segments.length === 0);
  const names = [...new Set(others.map(({ benchmark }) => benchmark))].join(', ');
  const left = onLine.length - shown.length;
  return [
    ...(rows.length === 0 ? [] : [...textTable(writer, COLUMNS, rows, 0), '']),
    ...(left > 0 ? writer.paragraph(`${left} more: --limit shows more.`, 0) : []),
    ...(several > 0
      ? writer.paragraph(
          `${countOf(several, 'benchmark')} measured on several machines, under several suites ` +
            'or both pinned and free: only the newest line of each is shown here.',
          0,
        )
      : []),
    ...(others.length === 0
      ? []
      : writer.paragraph(
          `Measured only with other inputs, or not on ${history.line.name}: ${names}.`,
          0,
        )),
    ...writer.paragraph('"hone history <benchmark>" shows one with its commits.', 0),
  ];
}

function lastChange(series: HistorySeries, segment: HistorySegment): Cell {
  const change = segment.changes.at(-1);
  if (change === undefined) {
    return { text: segment.searched ? 'none' : 'too few commits', ink: 'faint' };
  }
  return { text: shortChangeWords(change, unitOf(series)), ink: inkOf(change.effect) };
}

function inkOf(effect: 'better' | 'worse' | 'unclear'): Ink {
  return effect === 'better' ? 'good' : effect === 'worse' ? 'bad' : 'unsure';
}

function detail(
  writer: TextWriter,
  series: HistorySeries,
  history: History,
  view: HistoryView,
): string[] {
  const { benchmark, metric, direction } = series;
  const parts = series.segments.flatMap((segment, index) =>
    segmentLines(
      writer,
      { series, segment, before: series.segments[index - 1] ?? null },
      history,
      view,
    ),
  );
  const none = series.segments.length === 0 ? `Nothing was measured on ${history.line.name}.` : '';
  return [
    ...writer.heading(`${benchmark}, ${metric} (${direction} is better)`),
    ...(none === '' ? [] : writer.paragraph(none, INDENT)),
    ...parts,
    ...writer.paragraph(elsewhereWords(series, history.line.name), INDENT),
    '',
  ];
}

/** A column of measurements with what stands in it; some are left out where room is short. */
interface RowColumn extends Column {
  readonly isWide?: true;
  readonly isNarrow?: true;
  cell(row: ReturnType<typeof rowsOf>[number], unit: DisplayUnit, isFirst: boolean): Cell;
}

const ROW_COLUMNS: readonly RowColumn[] = [
  {
    header: 'commit',
    align: 'left',
    cell: ({ point }, _, isFirst) => ({
      text: isFirst ? tableId(point.commit) : '',
      ink: 'strong',
    }),
  },
  { header: 'date', align: 'left', cell: ({ point }) => faint(dayOf(point.committedAt)) },
  {
    header: 'median',
    align: 'right',
    cell: ({ one }, unit) => ({ text: formatValue(one.median, unit, 4) }),
  },
  { header: '', align: 'right', isNarrow: true, cell: ({ one }) => faint(reachWords(one)) },
  {
    header: '95 % interval',
    align: 'left',
    isWide: true,
    cell: ({ one }, unit) => faint(intervalWords(one, unit)),
  },
  { header: 'n', align: 'right', cell: ({ one }) => ({ text: String(one.n) }) },
  {
    header: 'change',
    align: 'right',
    cell: ({ point, isFirst }) => ({ text: isFirst ? stepWords(point) : '' }),
  },
  { header: 'run', align: 'left', cell: ({ one }) => faint(one.run) },
  { header: 'as', align: 'left', isWide: true, cell: ({ one }) => faint(one.kind) },
];

/** From this width on, intervals are written out. */
const WIDE_FROM = 110;

function faint(text: string): Cell {
  return { text, ink: 'faint' };
}

interface ShownSegment {
  readonly series: HistorySeries;
  readonly segment: HistorySegment;
  readonly before: HistorySegment | null;
}

function segmentLines(
  writer: TextWriter,
  { series, segment, before }: ShownSegment,
  history: History,
  { limit }: HistoryView,
): string[] {
  const unit = unitOf(series);
  const all = rowsOf(segment);
  const shown = all.slice(-limit);
  const isWide = writer.width >= WIDE_FROM;
  const columns = ROW_COLUMNS.filter((one) => !(isWide ? one.isNarrow : one.isWide));
  const rows = shown.map((row, index) =>
    columns.map((column) => column.cell(row, unit, row.isFirst || index === 0)),
  );
  const left = all.length - shown.length;
  const trend = trendWords(segment, unit);
  return [
    ...writer.paragraph(`Measured ${segmentTitle(segment)}.`, INDENT),
    ...writer.paragraph(startWords(segment, before), INDENT),
    ...historyPicture(writer, segment, unit, INDENT),
    ...textTable(writer, columns, rows, INDENT),
    ...(left > 0
      ? writer.paragraph(`${countOf(left, 'older measurement')}: --limit shows more.`, INDENT)
      : []),
    ...changeLines(writer, series, segment, history.alpha),
    ...(trend === '' ? [] : writer.paragraph(`Slow movement since then: ${trend}.`, INDENT)),
    '',
  ];
}

function changeLines(
  writer: TextWriter,
  series: HistorySeries,
  segment: HistorySegment,
  alpha: number,
): string[] {
  if (segment.changes.length === 0) {
    return writer.paragraph(noChangeWords(segment, alpha), INDENT);
  }
  const lines = segment.changes.flatMap((change) =>
    writer
      .paragraph(changeWords(change, unitOf(series)), INDENT * 2)
      .map((text) => writer.paint(inkOf(change.effect), text)),
  );
  const newest = segment.changes.at(-1);
  return [
    ...writer.paragraph('Changes of level:', INDENT),
    ...lines,
    ...(newest === undefined
      ? []
      : writer.paragraph(
          `Stored times only hint at a commit. Side by side: ${checkCommand(newest)}`,
          INDENT,
        )),
  ];
}

function gapLines(writer: TextWriter, { gaps }: History): string[] {
  return gaps.length === 0
    ? []
    : [
        '',
        ...writer.heading('Not in this history'),
        ...gaps.flatMap(({ run, text }) => writer.paragraph(`${run}: ${text}.`, INDENT, INDENT)),
      ];
}
