import { html, type Markup, NOTHING } from './html.ts';
import { figureMarkup, htmlPage, tableMarkup, weaknessList } from './html-page.ts';
import {
  COMPARED_COLUMNS,
  comparedCells,
  type ComparedRow,
  comparedRows,
  importNotes,
  type ImportView,
  originRows,
  READ_COLUMNS,
  readRows,
} from './import-facts.ts';
import { countOf } from './quantity.ts';
import { intervalFigure, intervalRow } from './svg-intervals.ts';

/** Results of other tools as one HTML page that needs no network, with all that was read in it. */
export function importHtml(view: ImportView): string {
  const rows = comparedRows(view);
  const series = view.results.flatMap(({ benchmarks }) => benchmarks);
  const tools = [...new Set(view.results.map(({ tool }) => tool))].join(', ');
  const heading =
    rows.length === 0 ? 'What was read' : `${countOf(rows.length, 'ratio')}, none of them proven`;
  return htmlPage({
    title: `${heading} - hone import`,
    kicker: html`<b>hone import</b> · ${tools} · ${series.length} series`,
    heading,
    lead: rows.length === 0 ? NOTHING : LEAD,
    body: [
      comparedSection(rows),
      notesSection(view),
      html`<h2>What was read</h2>`,
      plainTable('Every series of every file', READ_COLUMNS, readRows(view)),
      plainTable('Where it is from', ['source', 'tool', 'origin'], originRows(view)),
    ],
    footer: 'Made by hone. Everything on this page comes from the files that it names.',
    data: {
      json: JSON.stringify(view),
      file: 'hone-import.json',
      holds: 'Everything that was read, every sample included, is inside this page.',
    },
  });
}

const LEAD: Markup = html`<p class="lead">
  Ratios are candidate / base. The results were not measured in turn, so what differs may be the
  machine and not the code.
</p>`;

function comparedSection(rows: readonly ComparedRow[]): Markup {
  if (rows.length === 0) {
    return NOTHING;
  }
  const figures = [...Map.groupBy(rows, ({ metric }) => metric)].map(([metric, group], index) => {
    const intervals = group.flatMap(({ benchmark, candidate, result }) =>
      intervalRow(benchmark === '' ? candidate : `${benchmark}: ${candidate}`, result),
    );
    return intervals.length === 0
      ? NOTHING
      : figureMarkup(metric, intervalFigure(`i${index}`, intervals, metric), []);
  });
  const cells = rows.map(comparedCells);
  const table = plainTable('Ratios with their intervals', COMPARED_COLUMNS, cells);
  return html`<h2>Compared</h2>
    ${figures}${table}`;
}

function notesSection(view: ImportView): Markup {
  const notes = importNotes(view);
  return notes.length === 0
    ? NOTHING
    : html`<h2>What to know</h2>
        ${weaknessList(notes)}`;
}

function plainTable(
  caption: string,
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): Markup {
  return tableMarkup(
    caption,
    headers.map((content) => ({ content })),
    rows.map((cells) => ({ kind: 'claimed', cells: cells.map((content) => ({ content })) })),
    'facts',
  );
}
