import type { BenchmarkComparison, CompareResult, MetricResult } from '../model/index.ts';
import {
  type Entry,
  entriesOf,
  type NamedResult,
  placesInWords,
  readingAid,
  verdictCounts,
  weaknessesOf,
} from './compare-facts.ts';
import { decisivePairs, drawnPairs, samplesByComparison } from './comparison-samples.ts';
import { environmentText } from './environment-text.ts';
import { PICTURE_CANDIDATES_MAX, TEXT_PICTURES_MAX } from './limits.ts';
import { metricAndMode } from './metric-words.ts';
import {
  displayUnit,
  formatConfidence,
  formatPValue,
  formatRatio,
  formatRatioRange,
  formatShare,
  formatSpread,
  formatValue,
} from './quantity.ts';
import { comparisonTitle, resultSentence } from './result-sentence.ts';
import { oneLine } from './safe-text.ts';
import { whatWouldSettle } from './settle.ts';
import { distributionPicture } from './text-picture.ts';
import {
  type TextStyle,
  type TextWriter,
  textWriter,
  verdictInk,
  verdictSign,
} from './text-style.ts';
import { type Cell, type Column, textTable } from './text-table.ts';
import { witnessSentences } from './witness-text.ts';

const NONE = '–';

/** More results than this start with a line that counts the verdicts. */
const COUNTED_FROM = 4;

/**
 * What `hone compare` prints: the result in plain words, then the tables and pictures, then what
 * weakens it and what it was measured on. Ends with a line break.
 */
export function compareText(result: CompareResult, style: TextStyle): string {
  const writer = textWriter(style);
  const entries = entriesOf(result);
  const blocks = [
    sentenceLines(writer, entries),
    ...result.comparisons.map((comparison) => tableLines(writer, comparison, entries)),
    ...pictureBlocks(writer, result),
    weaknessLines(writer, result),
    footLines(writer, result, entries),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function sentenceLines(writer: TextWriter, entries: readonly Entry[]): string[] {
  if (entries.length === 0) {
    return ['Nothing was compared.'];
  }
  const count = entries.reduce((sum, entry) => sum + entry.claimed.length, 0);
  const head = count >= COUNTED_FROM ? writer.heading(`${verdictCounts(entries)}.`) : [];
  const lines = entries.flatMap((entry) =>
    entry.claimed.flatMap((claimed) => oneSentence(writer, entry, claimed)),
  );
  return [...head, ...lines];
}

function oneSentence(writer: TextWriter, entry: Entry, { metric, result }: NamedResult): string[] {
  const { comparison, candidate } = entry;
  const title = comparisonTitle(comparison);
  const claim = { base: comparison.base.name, candidate: candidate.name, metric, result };
  const sign = verdictSign(result.verdict);
  const text = `${sign} ${title === '' ? '' : `${title}: `}${resultSentence(claim)}`;
  const settle = whatWouldSettle(result);
  const [first = '', ...rest] = writer.paragraph(text, 0, 2);
  const ink = verdictInk(result.verdict);
  const width = writer.fit(sign).length;
  return [
    writer.paint(ink, first.slice(0, width)) + first.slice(width),
    ...rest,
    ...(settle === null ? [] : writer.paragraph(settle, 2)),
  ];
}

function columnsFor(result: MetricResult | undefined): Column[] {
  const confidence = formatConfidence(result?.ratio?.confidence ?? 0.95);
  return [
    { header: 'side', align: 'left', shrinkTo: 16 },
    { header: 'median ± mad', align: 'right' },
    { header: 'ratio', align: 'right' },
    { header: `${confidence} interval`, align: 'left' },
    { header: 'adj. p', align: 'right' },
    { header: 'pairs', align: 'right' },
    { header: 'verdict', align: 'left' },
  ];
}

/** One table per claimed metric and mode of a comparison, then the metrics beside it. */
function tableLines(
  writer: TextWriter,
  comparison: BenchmarkComparison,
  entries: readonly Entry[],
): string[] {
  const own = entries.filter((entry) => entry.comparison === comparison);
  const rows = own.flatMap((entry) => entry.claimed.map((named) => ({ entry, named })));
  const groups = Map.groupBy(rows, ({ named }) =>
    metricAndMode(named.metric, named.result.placement),
  );
  const tables = [...groups].flatMap(([mode, group]) => {
    const first = group[0]?.named.result;
    const heading = first === undefined ? '' : headingFor(comparison, mode, first);
    return [
      ...writer.heading(heading),
      ...textTable(
        writer,
        columnsFor(first),
        [
          baseCells(comparison, first),
          ...group.map(({ entry, named }) => candidateCells(entry, named.result)),
        ],
        2,
      ),
    ];
  });
  const witness = witnessSentences(own).flatMap((text) => writer.paragraph(text, 2, 2));
  return [...tables, ...besideLines(writer, own), ...witness];
}

function headingFor(comparison: BenchmarkComparison, mode: string, result: MetricResult): string {
  const title = comparisonTitle(comparison);
  return (
    `${title === '' ? '' : `${title}: `}${mode}; ${result.direction} is better; ` +
    `under ${formatShare(result.minEffect)} does not matter`
  );
}

function baseCells(comparison: BenchmarkComparison, result: MetricResult | undefined): Cell[] {
  const measured = result !== undefined && result.pairs.confirmation > 0;
  return [
    { text: oneLine(comparison.base.name), ink: 'base' },
    { text: measured ? formatSpread(result.base, displayUnit(result)) : NONE },
    { text: '1' },
    { text: '' },
    { text: '' },
    { text: '' },
    { text: 'base', ink: 'faint' },
  ];
}

function candidateCells(entry: Entry, result: MetricResult): Cell[] {
  const { ratio, pairs } = result;
  return [
    { text: oneLine(entry.candidate.name), ink: 'candidate' },
    { text: pairs.confirmation > 0 ? formatSpread(result.candidate, displayUnit(result)) : NONE },
    { text: ratio === null ? NONE : formatRatio(ratio), ink: 'strong' },
    { text: ratio === null ? NONE : formatRatioRange(ratio) },
    { text: formatPValue(result.pValue) },
    { text: `${pairs.screening}+${pairs.confirmation}` },
    { text: result.verdict, ink: verdictInk(result.verdict) },
  ];
}

const BESIDE_COLUMNS: readonly Column[] = [
  { header: '', align: 'left', shrinkTo: 30 },
  { header: 'base → candidate', align: 'right' },
  { header: 'ratio', align: 'right' },
  { header: 'interval', align: 'left' },
  { header: 'verdict', align: 'left' },
];

/** The metrics that nobody claimed, one line each, so that nothing hides behind the claim. */
function besideLines(writer: TextWriter, entries: readonly Entry[]): string[] {
  const several = entries.length > 1;
  const rows = entries.flatMap((entry) =>
    entry.beside
      .filter(({ result }) => result.ratio !== null || result.difference !== undefined)
      .map(({ metric, result }): Cell[] => [
        {
          text: ofCandidate(several ? entry : null, metricAndMode(metric, result.placement)),
        },
        { text: movement(result) },
        { text: result.ratio === null ? NONE : formatRatio(result.ratio) },
        { text: result.ratio === null ? NONE : formatRatioRange(result.ratio) },
        { text: result.verdict, ink: verdictInk(result.verdict) },
      ]),
  );
  return rows.length === 0
    ? []
    : [
        writer.paint('faint', '  beside it, not what was asked for:'),
        ...textTable(writer, BESIDE_COLUMNS, rows, 2),
      ];
}

/** What a line is about, with the candidate's name where there are several. */
function ofCandidate(entry: Entry | null, what: string): string {
  return entry === null ? what : `${oneLine(entry.candidate.name)}: ${what}`;
}

function movement(result: MetricResult): string {
  const [base, candidate] = [result.base, result.candidate].map(({ median }) =>
    formatValue(median, displayUnit(result)),
  );
  return `${base} → ${candidate}`;
}

function pictureBlocks(writer: TextWriter, result: CompareResult): string[][] {
  const samples = samplesByComparison(result);
  const blocks = result.comparisons
    .map((comparison, index) => pictureLines(writer, comparison, samples[index] ?? null))
    .filter((lines) => lines.length > 0);
  if (blocks.length <= TEXT_PICTURES_MAX) {
    return blocks;
  }
  return [
    writer.paragraph(
      `Pictures of ${blocks.length} comparisons are too many here; an HTML report has them.`,
      0,
    ),
  ];
}

function pictureLines(
  writer: TextWriter,
  comparison: BenchmarkComparison,
  samples: ReturnType<typeof samplesByComparison>[number],
): string[] {
  const drawn = comparison.candidates.slice(0, PICTURE_CANDIDATES_MAX);
  const [claimed] = Object.entries(drawn[0]?.metrics ?? {}).filter(([, one]) => one.claimed);
  if (samples === null || claimed === undefined) {
    return [];
  }
  const [metric, claimedResult] = claimed;
  const base = comparison.base.name;
  const byCandidate = drawn.map((candidate) =>
    decisivePairs(drawnPairs(samples, { base, candidate: candidate.name }, metric)),
  );
  const widest = byCandidate.toSorted((left, right) => right.length - left.length)[0] ?? [];
  const lines = distributionPicture(
    writer,
    [
      { name: oneLine(base), values: widest.map((pair) => pair.base), ink: 'base' },
      ...drawn.map((candidate, index) => ({
        name: oneLine(candidate.name),
        values: (byCandidate[index] ?? []).map((pair) => pair.candidate),
        ink: 'candidate' as const,
      })),
    ],
    displayUnit(claimedResult),
    2,
  );
  const [first] = widest;
  if (lines.length === 0 || first === undefined) {
    return [];
  }
  const title = comparisonTitle(comparison);
  const runs = `${metricAndMode(metric, first.placement)}, ${first.phase} runs`;
  const hidden = comparison.candidates.length - drawn.length;
  const rest = hidden > 0 ? `; ${hidden} more candidates are not drawn` : '';
  const heading = `${title === '' ? '' : `${title}: `}how the runs spread (${runs}${rest})`;
  return [...writer.heading(heading), ...lines];
}

function weaknessLines(writer: TextWriter, result: CompareResult): string[] {
  const weaknesses = weaknessesOf(result);
  if (weaknesses.length === 0) {
    return ['Nothing was found that weakens this.'];
  }
  return [
    ...writer.heading('What weakens this'),
    ...weaknesses.flatMap((weakness) => [
      ...writer.paragraph(`- ${weakness.text}${placesInWords(weakness)}`, 2, 2),
      ...(weakness.advice === null
        ? []
        : writer
            .paragraph(`→ ${weakness.advice}`, 4, 2)
            .map((line) => writer.paint('unsure', line))),
    ]),
  ];
}

function footLines(writer: TextWriter, result: CompareResult, entries: readonly Entry[]): string[] {
  return [
    ...writer.paragraph(readingAid(entries), 0),
    ...writer.paragraph(
      `Measured on ${environmentText(result.environment)}. Seed ${result.seed}.`,
      0,
    ),
  ].map((line) => writer.paint('faint', line));
}
