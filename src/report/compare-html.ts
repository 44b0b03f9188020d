import { ownField } from '../base/index.ts';
import type { BenchmarkComparison, CompareResult, MetricResult, Sample } from '../model/index.ts';
import {
  type Entry,
  entriesOf,
  type NamedResult,
  placesInWords,
  readingAid,
  verdictCounts,
  weaknessesOf,
} from './compare-facts.ts';
import { comparisonFigures } from './compare-figures.ts';
import { samplesByComparison } from './comparison-samples.ts';
import { html, type Markup, NOTHING } from './html.ts';
import {
  environmentSection,
  htmlPage,
  type TableCell,
  tableMarkup,
  type TableRow,
  verdictPill,
  weaknessList,
} from './html-page.ts';
import { HTML_FIGURES_MAX, NAME_COLUMNS_MAX } from './limits.ts';
import { changeInWords, metricAndMode } from './metric-words.ts';
import {
  displayUnit,
  countOf,
  formatConfidence,
  formatPValue,
  formatRatio,
  formatRatioRange,
  formatShare,
  formatSpread,
} from './quantity.ts';
import { comparisonTitle, quoted, resultHeadline, resultSentence } from './result-sentence.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';
import { compareJson } from './schema-json.ts';
import { whatWouldSettle } from './settle.ts';
import { barAxis, intervalBar, intervalRow } from './svg-intervals.ts';
import { witnessSentences } from './witness-text.ts';

/**
 * The result as one HTML page that needs no network: plain words, tables, figures, what weakens
 * it, the machine, and all samples for download.
 *
 * @throws AssertionError when the result does not fit its published schema
 */
export function compareHtml(result: CompareResult): string {
  const entries = entriesOf(result);
  const claims = entries.flatMap((entry) => entry.claimed.map((named) => ({ entry, named })));
  const [only] = claims;
  const single = claims.length === 1 && only !== undefined ? only : null;
  const heading =
    single === null
      ? verdictCounts(entries) || 'Nothing was compared'
      : resultHeadline(claimOf(single.entry, single.named));
  return htmlPage({
    title: `${heading} - hone compare`,
    kicker: html`<b>hone compare</b> · ${result.createdAt.slice(0, 16).replace('T', ' ')} UTC ·
      ${countOf(result.samples.length, 'sample')}`,
    heading,
    lead: leadMarkup(single, entries),
    body: [
      overview(claims),
      comparisonSections(result, entries, single !== null),
      weaknessSection(result),
      html`<h2>How to read this</h2>
        <p>${readingAid(entries)}</p>`,
      environmentSection(result.environment, provenance(result)),
    ],
    footer:
      `Made by hone ${result.environment.hone}. ` +
      'Everything on this page comes from the samples inside it.',
    data: { json: compareJson(result), file: 'hone-compare.json', holds: DATA_HOLDS },
  });
}

const DATA_HOLDS =
  'Every sample with its place in the order, its time and its output hash is inside this page.';

function claimOf(entry: Entry, named: NamedResult): Parameters<typeof resultSentence>[0] {
  return { base: entry.comparison.base.name, candidate: entry.candidate.name, ...named };
}

function leadMarkup(
  single: { readonly entry: Entry; readonly named: NamedResult } | null,
  entries: readonly Entry[],
): Markup {
  if (single !== null) {
    return resultMarkup(single.entry, single.named);
  }
  const bases = new Set(entries.map((entry) => quoted(entry.comparison.base.name)));
  return html`<p class="lead">
    ${countOf(entries.length, 'comparison')} against ${[...bases].slice(0, 3).join(', ')}, judged
    together.
  </p>`;
}

/** Verdict, sentence and what would settle it. */
function resultMarkup(entry: Entry, named: NamedResult): Markup {
  const settle = whatWouldSettle(named.result);
  const more = settle === null ? null : html`<p class="soft">${settle}</p>`;
  return html`<div class="result">
    ${verdictPill(named.result.verdict)}
    <div>
      <p class="lead">${resultSentence(claimOf(entry, named))}</p>
      ${more}
    </div>
  </div> `;
}

/** One line for each result, their intervals on one axis for each metric. */
function overview(
  claims: readonly { readonly entry: Entry; readonly named: NamedResult }[],
): Markup {
  if (claims.length < 2) {
    return NOTHING;
  }
  const axes = new Map(
    [...Map.groupBy(claims, ({ named }) => named.metric)].map(([metric, group]) => [
      metric,
      barAxis(group.flatMap(({ named }) => intervalRow('', named.result))),
    ]),
  );
  const rows = claims.map(({ entry, named }, index): TableRow => {
    const { metric, result } = named;
    const [row] = intervalRow(entry.candidate.name, result);
    const axis = axes.get(metric);
    const title = comparisonTitle(entry.comparison);
    const bar = row === undefined || axis === undefined ? '–' : intervalBar(`o${index}`, row, axis);
    return {
      kind: 'claimed',
      cells: [
        {
          content:
            title === ''
              ? quoted(entry.candidate.name)
              : `${title}: ${quoted(entry.candidate.name)}`,
        },
        { content: verdictPill(result.verdict) },
        {
          content:
            result.ratio === null
              ? '–'
              : changeInWords({ metric, direction: result.direction }, result.ratio),
        },
        { content: bar, set: 'bar' },
        { content: metricAndMode(metric, result.placement), set: 'whole' },
      ],
    };
  });
  return tableMarkup(
    'All results. Bars of one metric share an axis; the line is no change, the grey ground the ' +
      'changes that do not matter; a dot at the edge lies beyond it.',
    [
      { content: 'What' },
      { content: 'Verdict' },
      { content: 'Change and interval' },
      { content: 'Interval' },
      { content: 'Metric, mode' },
    ],
    rows,
    'cards',
  );
}

function comparisonSections(
  result: CompareResult,
  entries: readonly Entry[],
  alone: boolean,
): Markup[] {
  const samples = samplesByComparison(result);
  return result.comparisons.map((comparison, index) => {
    const own = entries.filter((entry) => entry.comparison === comparison);
    return comparisonSection(comparison, own, samples[index] ?? null, { index, alone });
  });
}

function comparisonSection(
  comparison: BenchmarkComparison,
  own: readonly Entry[],
  samples: readonly Sample[] | null,
  place: { readonly index: number; readonly alone: boolean },
): Markup {
  const title =
    comparisonTitle(comparison) || (place.alone ? 'The numbers' : sidesOf(comparison, own));
  const sentences = place.alone
    ? NOTHING
    : html`${own.map((entry) => entry.claimed.map((named) => resultMarkup(entry, named)))}`;
  const figures =
    place.index < HTML_FIGURES_MAX
      ? comparisonFigures(`c${place.index}`, own, samples)
      : html`<p class="soft">
          Figures are drawn for the first ${HTML_FIGURES_MAX} comparisons only.
        </p>`;
  const witness = witnessSentences(own).map((text) => html`<p class="soft">${text}</p>`);
  return html`<section>
    <h2>${title}</h2>
    ${sentences}${figures}${numbersTable(comparison, own)}${witness}
  </section> `;
}

/** Names of all sides, for a heading. */
function sidesOf(comparison: BenchmarkComparison, entries: readonly Entry[]): string {
  const names = [comparison.base.name, ...entries.map((entry) => entry.candidate.name)];
  return names.slice(0, 4).map(quoted).join(', ') + (names.length > 4 ? ', …' : '');
}

function numbersTable(comparison: BenchmarkComparison, entries: readonly Entry[]): Markup {
  const metrics = [
    ...new Set(
      entries.flatMap((entry) => [...entry.claimed, ...entry.beside].map(({ metric }) => metric)),
    ),
  ];
  const rows = metrics.flatMap((metric) => metricRows(comparison, entries, metric));
  const headers: TableCell[] = [
    { content: 'Metric, mode' },
    { content: 'Side' },
    { content: 'Verdict' },
    { content: 'Median ± mad', set: 'number' },
    { content: 'Ratio', set: 'number' },
    { content: 'Interval', set: 'number' },
    { content: 'Halves', set: 'number' },
    { content: 'Adjusted p', set: 'number' },
    { content: 'Pairs', set: 'number' },
  ];
  const first = entries.flatMap((entry) => entry.claimed)[0]?.result;
  const confidence = first?.ratio?.confidence;
  const level = confidence === undefined ? '' : ` Intervals are ${formatConfidence(confidence)}.`;
  const limit =
    first === undefined ? '' : ` Changes under ${formatShare(first.minEffect)} do not matter.`;
  return tableMarkup(
    `Numbers of every metric; what was not asked for is grey.${level}${limit} ` +
      'mad is the median absolute deviation.',
    headers,
    rows,
  );
}

function metricRows(
  comparison: BenchmarkComparison,
  entries: readonly Entry[],
  metric: string,
): TableRow[] {
  const found = entries.flatMap((entry) => {
    const result = ownField(entry.candidate.metrics, metric);
    return result === undefined ? [] : [{ entry, result }];
  });
  const [first] = found;
  if (first === undefined) {
    return [];
  }
  const kind = first.result.claimed ? 'claimed' : 'beside';
  const base: TableRow = {
    kind: 'base',
    cells: [
      { content: metricAndMode(metric, first.result.placement), set: 'whole' },
      { content: nameInTable(comparison.base.name), set: 'name' },
      { content: 'base' },
      { content: spread(first.result, 'base'), set: 'number' },
      { content: '1', set: 'number' },
      ...Array.from({ length: 4 }, (): TableCell => ({ content: '' })),
    ],
  };
  return [
    base,
    ...found.map(({ entry, result }): TableRow => ({
      kind,
      cells: resultCells(entry, metric, result),
    })),
  ];
}

function resultCells(entry: Entry, metric: string, result: MetricResult): TableCell[] {
  const { ratio, pairs } = result;
  return [
    { content: metricAndMode(metric, result.placement), set: 'whole' },
    { content: nameInTable(entry.candidate.name), set: 'name' },
    { content: verdictPill(result.verdict) },
    { content: spread(result, 'candidate'), set: 'number' },
    { content: ratio === null ? '–' : html`<b>${formatRatio(ratio)}</b>`, set: 'number' },
    { content: ratio === null ? '–' : formatRatioRange(ratio), set: 'number' },
    { content: result.halves.map(formatRatio).join(', ') || '–', set: 'number' },
    { content: formatPValue(result.pValue), set: 'number' },
    { content: `${pairs.screening}+${pairs.confirmation}`, set: 'number' },
  ];
}

/** Long names wrap in a table; the longest are shortened, the data has them in full. */
function nameInTable(name: string): string {
  return shortenMiddle(oneLine(name), NAME_COLUMNS_MAX);
}

function spread(result: MetricResult, side: 'base' | 'candidate'): string {
  return result.pairs.confirmation > 0 ? formatSpread(result[side], displayUnit(result)) : '–';
}

function weaknessSection(result: CompareResult): Markup {
  const items = weaknessesOf(result).map((weakness) => ({
    text: weakness.text + placesInWords(weakness),
    advice: weakness.advice,
  }));
  return items.length === 0
    ? html`<h2>What weakens this</h2>
        <p>Nothing was found that weakens this.</p>`
    : html`<h2>What weakens this</h2>
        ${weaknessList(items)}`;
}

function provenance(result: CompareResult): [string, string][] {
  const sides = new Map(
    result.comparisons.flatMap((comparison) =>
      [comparison.base, ...comparison.candidates].map((side) => [side.name, side] as const),
    ),
  );
  const what = [...sides.values()].flatMap((side): [string, string][] => {
    const source = side.commit ?? side.command;
    return source === undefined ? [] : [[side.name, oneLine(source)]];
  });
  return [['Measured at', result.createdAt], ['Seed', String(result.seed)], ...what];
}
