import type { CompareResult, MetricResult, RatioEstimate } from '../model/index.ts';
import {
  type Entry,
  entriesOf,
  type NamedResult,
  placesInWords,
  readingAid,
  verdictCounts,
  weaknessesOf,
} from './compare-facts.ts';
import { environmentRows } from './environment-text.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from './markdown.ts';
import { metricAndMode } from './metric-words.ts';
import {
  displayUnit,
  formatConfidence,
  formatPValue,
  formatRatio,
  formatRatioRange,
  formatShare,
  formatSpread,
} from './quantity.ts';
import { comparisonTitle, resultSentence } from './result-sentence.ts';
import { whatWouldSettle } from './settle.ts';
import { verdictSign } from './text-style.ts';
import { witnessSentences } from './witness-text.ts';

/**
 * The result as GitHub Markdown, for a pull request or a file: plain words, the table, what weakens
 * it, the machine. Nothing from outside can format, link or mention.
 */
export function compareMarkdown(result: CompareResult): string {
  const entries = entriesOf(result);
  return markdownBlocks([
    '## Performance comparison',
    sentences(entries),
    claimedTable(entries),
    witnessSentences(entries)
      .map((text) => `- ${markdownText(text)}`)
      .join('\n'),
    besideTable(entries),
    weaknesses(result),
    `<sub>${markdownText(readingAid(entries))}</sub>`,
    environment(result),
  ]);
}

function sentences(entries: readonly Entry[]): string {
  const lines = entries.flatMap((entry) =>
    entry.claimed.map((claimed) => {
      const { comparison, candidate } = entry;
      const title = comparisonTitle(comparison);
      const claim = { base: comparison.base.name, candidate: candidate.name, ...claimed };
      const settle = whatWouldSettle(claimed.result);
      const text = `${title === '' ? '' : `${title}: `}${resultSentence(claim)}`;
      return `- ${verdictSign(claimed.result.verdict)} ${markdownText(text)}${
        settle === null ? '' : ` ${markdownText(settle)}`
      }`;
    }),
  );
  const counts = lines.length > 1 ? `**${verdictCounts(entries)}.**\n\n` : '';
  return lines.length === 0 ? 'Nothing was compared.' : counts + lines.join('\n');
}

const CLAIMED_COLUMNS = [
  'benchmark',
  'candidate / base',
  'metric, mode',
  'base median ± mad',
  'candidate',
  'ratio',
  'interval',
  'halves',
  'adjusted p',
  'pairs',
  'matters from',
  'verdict',
];

function claimedTable(entries: readonly Entry[]): string {
  const rows = entries.flatMap((entry) => entry.claimed.map((named) => claimedRow(entry, named)));
  return rows.length === 0 ? '' : markdownTable(CLAIMED_COLUMNS, 'lllrrrlrrrrl', rows);
}

function claimedRow(entry: Entry, { metric, result }: NamedResult): string[] {
  const { ratio, pairs } = result;
  const title = comparisonTitle(entry.comparison);
  return [
    title === '' ? '' : markdownCode(title),
    `${markdownCode(entry.candidate.name)} / ${markdownCode(entry.comparison.base.name)}`,
    markdownText(metricAndMode(metric, result.placement)),
    spread(result, 'base'),
    spread(result, 'candidate'),
    ratio === null ? '–' : `**${formatRatio(ratio)}**`,
    interval(ratio),
    result.halves.map(formatRatio).join(', ') || '–',
    markdownText(formatPValue(result.pValue)),
    `${pairs.screening}+${pairs.confirmation}`,
    formatShare(result.minEffect),
    `${verdictSign(result.verdict)} ${result.verdict}`,
  ];
}

function besideTable(entries: readonly Entry[]): string {
  const rows = entries.flatMap((entry) =>
    entry.beside
      .filter(({ result }) => result.ratio !== null || result.difference !== undefined)
      .map(({ metric, result }) => [
        markdownCode(comparisonTitle(entry.comparison) || entry.comparison.base.name),
        markdownCode(entry.candidate.name),
        markdownText(metricAndMode(metric, result.placement)),
        spread(result, 'base'),
        spread(result, 'candidate'),
        result.ratio === null ? '–' : formatRatio(result.ratio),
        interval(result.ratio),
        result.verdict,
      ]),
  );
  if (rows.length === 0) {
    return '';
  }
  const headers = ['benchmark', 'candidate', 'metric, mode', 'base', 'candidate', 'ratio'];
  const table = markdownTable([...headers, 'interval', 'verdict'], 'lllrrrll', rows);
  return details('Beside it: metrics that were not asked for', table);
}

function weaknesses(result: CompareResult): string {
  const lines = weaknessesOf(result).map(
    (weakness) =>
      `- ${markdownText(weakness.text + placesInWords(weakness))}` +
      (weakness.advice === null ? '' : `\n  → ${markdownText(weakness.advice)}`),
  );
  return lines.length === 0
    ? 'Nothing was found that weakens this.'
    : `### What weakens this\n\n${lines.join('\n')}`;
}

function environment(result: CompareResult): string {
  const rows = environmentRows(result.environment).map(({ name, value }) => [
    name,
    markdownText(value),
  ]);
  rows.push(['Measured', result.createdAt], ['Seed', String(result.seed)]);
  const sides = new Map(
    result.comparisons.flatMap((comparison) =>
      [comparison.base, ...comparison.candidates].map((side) => [side.name, side] as const),
    ),
  );
  for (const side of sides.values()) {
    const what = side.commit ?? side.command;
    if (what !== undefined && what !== side.name) {
      rows.push([markdownCode(side.name), markdownCode(what)]);
    }
  }
  return details('Measured on', markdownTable(['what', 'value'], 'll', rows));
}

function spread(result: MetricResult, side: 'base' | 'candidate'): string {
  return result.pairs.confirmation > 0
    ? markdownText(formatSpread(result[side], displayUnit(result)))
    : '–';
}

function interval(ratio: RatioEstimate | null): string {
  return ratio === null
    ? '–'
    : `${formatRatioRange(ratio)} (${formatConfidence(ratio.confidence)})`;
}

function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
