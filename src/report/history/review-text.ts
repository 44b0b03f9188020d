import type { Review, ReviewEntry, ReviewPart } from '../../model/index.ts';
import { markdownBlocks, markdownCode, markdownText } from '../markdown.ts';
import { countOf } from '../quantity.ts';
import { oneLine } from '../safe-text.ts';
import { type Ink, type TextStyle, textWriter } from '../text-style.ts';
import { dayOf } from './history-words.ts';

const INDENT = 2;

/** The parts with their headings, in the order in which they are read. */
function partsOf(review: Review): { readonly title: string; readonly part: ReviewPart }[] {
  return [
    { title: 'Bottlenecks', part: review.bottlenecks },
    { title: 'Drift', part: review.drift },
    { title: 'Budgets', part: review.budgets },
    { title: 'Debts', part: review.debts },
  ];
}

/** A review for a terminal. */
export function reviewText(review: Review, style: TextStyle): string {
  const writer = textWriter(style);
  const body = partsOf(review).flatMap(({ title, part }) => [
    '',
    ...writer.heading(title),
    ...part.findings.flatMap((finding) =>
      writer
        .paragraph(findingWords(finding), INDENT, INDENT)
        .map((line) => writer.paint(inkOf(finding.kind), line)),
    ),
    ...part.unknown.flatMap((text) =>
      writer.paragraph(`unknown: ${oneLine(text)}`, INDENT, INDENT),
    ),
    ...writer.paragraph(quietWords(part), INDENT),
  ]);
  return [...writer.heading(headWords(review)), ...body].join('\n');
}

/** The same as Markdown. */
export function reviewMarkdownOf(review: Review): string {
  return markdownBlocks([
    `# ${markdownText(headWords(review))}`,
    ...partsOf(review).flatMap(({ title, part }) => [
      `## ${title}`,
      [
        ...part.findings.map((one) => `- ${markdownText(findingWords(one, false))}${runCode(one)}`),
        ...part.unknown.map((text) => `- unknown: ${markdownText(text)}`),
        ...[quietWords(part)].filter((text) => text !== ''),
      ].join('\n'),
    ]),
  ]);
}

function headWords({ since, until, runs }: Review): string {
  return `Review from ${dayOf(since)} to ${dayOf(until)}, ${countOf(runs, 'run')}`;
}

/** Only where everything was looked at may nothing be called fine. */
function quietWords({ findings, unknown }: ReviewPart): string {
  return findings.length === 0 && unknown.length === 0 ? 'Nothing to report.' : '';
}

function findingWords(finding: ReviewEntry, withRun = true): string {
  const { kind, text, run, benchmark, metric } = finding;
  const where = [benchmark, metric].filter((one) => one !== null).join(' ');
  const what = where === '' ? '' : `${where}: `;
  return oneLine(`${kind}: ${what}${text}${withRun && run !== null ? ` (${run})` : ''}`);
}

function runCode({ run }: ReviewEntry): string {
  return run === null ? '' : ` (${markdownCode(run)})`;
}

function inkOf(kind: string): Ink {
  if (kind === 'better') {
    return 'good';
  }
  return kind === 'worse' || kind === 'missed' ? 'bad' : 'unsure';
}
