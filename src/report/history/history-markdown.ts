import type { History, HistorySegment, HistorySeries } from '../../model/index.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from '../markdown.ts';
import { countOf, formatValue } from '../quantity.ts';
import { nothingWords } from './history-text.ts';
import {
  changeWords,
  checkCommand,
  dayOf,
  elsewhereWords,
  intervalWords,
  noChangeWords,
  rowsOf,
  segmentTitle,
  shortId,
  startWords,
  stepWords,
  trendWords,
  unitOf,
} from './history-words.ts';

/** The history as Markdown. @param limit - newest rows of each table */
export function historyMarkdown(history: History, limit: number): string {
  const { line, series, gaps } = history;
  return markdownBlocks([
    `# History along ${markdownText(line.name)}`,
    `At ${markdownCode(shortId(line.head))}, ${countOf(line.commits, 'commit')} looked at.`,
    series.length === 0 ? markdownText(nothingWords(history)) : overviewTable(history),
    ...series.flatMap((one) => seriesBlocks(one, history, limit)),
    gaps.length === 0 ? '' : '## Not in this history',
    gaps.map(({ run, text }) => `- ${markdownCode(run)}: ${markdownText(text)}.`).join('\n'),
  ]);
}

function overviewTable({ series }: History): string {
  const rows = series.map((one) => {
    const segment = one.segments.at(-1);
    const point = segment?.points.at(-1);
    const change = segment?.changes.at(-1);
    return [
      markdownCode(one.benchmark),
      markdownCode(one.metric),
      point === undefined ? '–' : markdownText(formatValue(point.value, unitOf(one))),
      point === undefined ? '–' : markdownCode(shortId(point.commit)),
      String(segment?.points.length ?? 0),
      segment === undefined ? '–' : markdownText(trendWords(segment, unitOf(one)) || '–'),
      change !== undefined
        ? markdownText(changeWords(change, unitOf(one)))
        : segment?.searched === true
          ? 'none'
          : 'too few commits to tell',
    ];
  });
  const headers = ['benchmark', 'metric', 'last', 'commit', 'commits', 'trend', 'last change'];
  return markdownTable(headers, 'llrlrll', rows);
}

function seriesBlocks(series: HistorySeries, history: History, limit: number): string[] {
  const { benchmark, metric, direction, segments } = series;
  return [
    `## ${markdownText(benchmark)}, ${markdownText(metric)} (${direction} is better)`,
    ...segments.flatMap((segment, index) =>
      segmentBlocks(series, segment, segments[index - 1] ?? null, { alpha: history.alpha, limit }),
    ),
    markdownText(elsewhereWords(series, history.line.name)),
  ];
}

function segmentBlocks(
  series: HistorySeries,
  segment: HistorySegment,
  before: HistorySegment | null,
  { alpha, limit }: { readonly alpha: number; readonly limit: number },
): string[] {
  const unit = unitOf(series);
  const all = rowsOf(segment);
  const shown = all.slice(-limit);
  const rows = shown.map(({ point, one, isFirst }) => [
    markdownCode(shortId(point.commit)),
    dayOf(point.committedAt),
    markdownText(formatValue(one.median, unit, 4)),
    markdownText(intervalWords(one, unit)),
    String(one.n),
    isFirst ? markdownText(stepWords(point)) : '',
    markdownCode(one.run),
    one.kind,
  ]);
  const headers = ['commit', 'date', 'median', '95 % interval', 'n', 'change', 'run', 'as'];
  const trend = trendWords(segment, unit);
  const changes = segment.changes.map(
    (change) =>
      `- ${markdownText(changeWords(change, unit))}. Side by side: ` +
      markdownCode(checkCommand(change)),
  );
  return [
    `Measured ${markdownText(segmentTitle(segment))}.`,
    markdownText(startWords(segment, before)),
    markdownTable(headers, 'llrlrrll', rows),
    all.length > shown.length
      ? `${countOf(all.length - shown.length, 'older measurement')} left out.`
      : '',
    changes.length === 0
      ? markdownText(noChangeWords(segment, alpha))
      : `Changes of level:\n\n${changes.join('\n')}`,
    trend === '' ? '' : `Slow movement since then: ${markdownText(trend)}.`,
  ];
}
