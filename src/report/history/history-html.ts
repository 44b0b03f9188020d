import type { History, HistorySegment, HistorySeries } from '../../model/index.ts';
import { figureMarkup, htmlPage, type TableCell, tableMarkup } from '../html-page.ts';
import { html, type Markup, NOTHING } from '../html.ts';
import { countOf, formatValue } from '../quantity.ts';
import { historyJson } from '../schema-json.ts';
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
import { historyFigure } from './svg-history.ts';

/** The history as a page that needs no network. @param limit - newest rows of each table */
export function historyHtml(history: History, limit: number): string {
  const { line, series, gaps, createdAt } = history;
  const worse = series.flatMap(({ segments }) =>
    (segments.at(-1)?.changes ?? []).filter(({ effect }) => effect === 'worse'),
  );
  const lead =
    series.length === 0
      ? nothingWords(history)
      : `${series.length} series along ${countOf(line.commits, 'commit')}; ` +
        `${countOf(worse.length, 'change')} for the worse in what is measured now.`;
  const parts = series.map((one, index) => seriesPart(one, index, history, limit));
  const missing =
    gaps.length === 0
      ? NOTHING
      : html`<h2>Not in this history</h2>
          <ul>
            ${gaps.map(({ run, text }) => html`<li>${run}: ${text}.</li> `)}
          </ul>`;
  return htmlPage({
    title: `History of ${line.name}`,
    kicker: html`<b>hone</b> history, ${createdAt}`,
    heading: `History along ${line.name} at ${shortId(line.head)}`,
    lead: html`<p class="lead">${lead}</p>`,
    body: html`${parts}${missing}`,
    footer:
      'Points are stored times of one machine under one suite. They show trends and hint at ' +
      'commits; only pairs measured side by side decide.',
    data: {
      json: historyJson(history),
      file: 'hone-history.json',
      holds: 'Every measurement with its commit, machine and suite.',
    },
  });
}

function seriesPart(series: HistorySeries, index: number, history: History, limit: number): Markup {
  const { benchmark, metric, direction, segments } = series;
  const parts = segments.map((segment, place) =>
    segmentPart(series, segment, segments[place - 1] ?? null, {
      id: `history-${index}-${place}`,
      alpha: history.alpha,
      limit,
    }),
  );
  return html`<h2>${benchmark}, ${metric} (${direction} is better)</h2>
    ${parts}
    <p>${unbroken(elsewhereWords(series, history.line.name))}</p> `;
}

/** Options in a sentence stay on one line. */
function unbroken(text: string): Markup[] {
  return text
    .split(/(--\w+)/)
    .map((part) =>
      part.startsWith('--') ? html`<span class="whole">${part}</span>` : html`${part}`,
    );
}

const HEADERS: readonly TableCell[] = [
  { content: 'Commit', set: 'name' },
  { content: 'Date' },
  { content: 'Median', set: 'number' },
  { content: '95 % interval', set: 'whole' },
  { content: 'n', set: 'number' },
  { content: 'Change', set: 'number' },
  { content: 'Run', set: 'whole' },
  { content: 'As' },
];

function segmentPart(
  series: HistorySeries,
  segment: HistorySegment,
  before: HistorySegment | null,
  { id, alpha, limit }: { readonly id: string; readonly alpha: number; readonly limit: number },
): Markup {
  const unit = unitOf(series);
  const rows = rowsOf(segment).slice(-limit);
  const changes = segment.changes.map((change) => changeWords(change, unit));
  const trend = trendWords(segment, unit);
  const caption = [
    startWords(segment, before),
    changes.length === 0
      ? noChangeWords(segment, alpha)
      : `Changes of level: ${changes.join('; ')}.`,
    ...segment.changes.slice(-1).map((change) => `Side by side: ${checkCommand(change)}.`),
    trend === '' ? '' : `Slow movement since then: ${trend}.`,
  ].filter((text) => text !== '');
  const table = tableMarkup(
    `Measurements of ${series.benchmark}, newest ${rows.length}`,
    HEADERS,
    rows.toReversed().map(({ point, one, isFirst }) => ({
      kind: 'claimed',
      cells: [
        { content: shortId(point.commit), set: 'name' },
        { content: dayOf(point.committedAt) },
        { content: formatValue(one.median, unit, 4), set: 'number' },
        { content: intervalWords(one, unit), set: 'whole' },
        { content: one.n, set: 'number' },
        { content: isFirst ? stepWords(point) : '', set: 'number' },
        { content: one.run, set: 'whole' },
        { content: one.kind },
      ],
    })),
  );
  const heading = `Measured ${segmentTitle(segment)}`;
  return html`${figureMarkup(heading, historyFigure(id, series, segment), caption)}${table}`;
}
