import type { Retro, RetroItem, RetroProposal } from '../../model/index.ts';
import { markdownBlocks, markdownCode, markdownTable, markdownText } from '../markdown.ts';
import {
  countOf,
  formatShare,
  formatSignedPercent,
  formatSignedRange,
  formatWait,
} from '../quantity.ts';
import { gainText } from '../realised-rows.ts';
import { oneLine } from '../safe-text.ts';
import { textTable } from '../text-table.ts';
import { type TextStyle, textWriter } from '../text-style.ts';

const INDENT = 2;

/** A part of a retrospective: sentences or a table, the same for every form. */
interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  readonly table: {
    readonly headers: readonly string[];
    readonly rows: readonly string[][];
  } | null;
}

/** A retrospective for a terminal. */
export function retroText(retro: Retro, style: TextStyle): string {
  const writer = textWriter(style);
  const body = sectionsOf(retro).flatMap(({ title, lines, table }) => [
    '',
    ...writer.heading(title),
    ...lines.flatMap((line) => writer.paragraph(oneLine(line), INDENT, INDENT)),
    ...(table === null || table.rows.length === 0
      ? []
      : textTable(
          writer,
          table.headers.map((header) => ({ header, align: 'left', shrinkTo: 16 })),
          table.rows.map((row) => row.map((text) => ({ text: oneLine(text) }))),
          INDENT,
        )),
  ]);
  return [...writer.heading(`Looking back at ${retro.run} (${retro.purpose})`), ...body].join('\n');
}

/** The same as Markdown. */
export function retroMarkdown(retro: Retro): string {
  return markdownBlocks([
    `# Looking back at ${markdownCode(retro.run)} (${markdownText(retro.purpose)})`,
    ...sectionsOf(retro).flatMap(({ title, lines, table }) => [
      `## ${title}`,
      lines.map((line) => `- ${markdownText(line)}`).join('\n'),
      table === null || table.rows.length === 0
        ? ''
        : markdownTable(
            table.headers,
            'l'.repeat(table.headers.length),
            table.rows.map((row) => row.map(markdownText)),
          ),
    ]),
  ]);
}

function sectionsOf(retro: Retro): Section[] {
  const { worked, refused, predicted, trouble, lessons, unknown } = retro;
  return [
    plain('In short', [shortly(retro)]),
    {
      title: 'What worked',
      lines: worked.length === 0 ? ['Nothing was kept.'] : [],
      table: { headers: ['proposal', 'change', 'commit'], rows: worked.map(workedRow) },
    },
    {
      title: 'What did not',
      lines: refused.length === 0 ? ['Nothing was refused.'] : [],
      table: {
        headers: ['proposal', 'at', 'why'],
        rows: refused.map(({ title, check, decision, reason }) => [
          title,
          decision === 'needs-person' ? 'waits for a person' : (check ?? 'unknown'),
          reason,
        ]),
      },
    },
    {
      title: 'Predicted against measured',
      lines: predicted === null ? ['This run had no backlog with predictions.'] : [],
      table: {
        headers: ['item', 'predicted', 'measured', 'outcome'],
        rows: (predicted ?? []).map(itemRow),
      },
    },
    plain('Effort', effortLines(retro)),
    ...(trouble.length === 0
      ? []
      : [
          plain(
            'Trouble',
            trouble.map(({ text }) => text),
          ),
        ]),
    plain('Lessons', lessons.length === 0 ? ['None follow from the numbers.'] : lessons),
    ...(unknown.length === 0 ? [] : [plain('Not known', unknown)]),
  ];
}

function plain(title: string, lines: readonly string[]): Section {
  return { title, lines, table: null };
}

function shortly({ status, worked, effort, parts }: Retro): string {
  const measured = `${countOf(parts.length, 'measuring run')} of its own`;
  return (
    `It is ${status}: ${worked.length} of ${countOf(effort.attempts, 'proposal')} kept` +
    `${parts.length === 0 ? '' : `, ${measured}`}.`
  );
}

function workedRow({ title, benchmark, metric, ratio, commit }: RetroProposal): string[] {
  const size =
    ratio === null
      ? 'no number'
      : `${benchmark ?? ''} ${metric ?? ''} ${formatSignedPercent(ratio)} ` +
        `(${formatSignedRange(ratio)})`;
  return [title, size, commit?.slice(0, 10) ?? '–'];
}

function itemRow({ title, expected, realised, status }: RetroItem): string[] {
  return [
    title,
    gainText(expected),
    realised === null ? 'not measured' : gainText(realised),
    status,
  ];
}

function effortLines({ effort, startedAt, endedAt, realisedShare }: Retro): string[] {
  const who = effort.proposers.map(
    ({ by, proposals, kept, tokens, costUsd }) =>
      `${by}: ${countOf(proposals, 'proposal')}, ${kept} kept; ` +
      `${tokens === null ? 'tokens not told' : countOf(tokens, 'token')}, ` +
      `${costUsd === null ? 'cost not told' : `${costUsd.toFixed(2)} USD`}.`,
  );
  const roles = effort.roles.map(
    ({ role, by, asked, tokens, costUsd, ms }) =>
      `${role} (${by}): asked ${asked === 1 ? 'once' : `${asked} times`}, ${formatWait(ms)}; ` +
      `${tokens === null ? 'tokens not told' : countOf(tokens, 'token')}, ` +
      `${costUsd === null ? 'cost not told' : `${costUsd.toFixed(2)} USD`}.`,
  );
  return [
    `${formatWait(effort.elapsedMs)} from ${startedAt} to ${endedAt}, of which measured programs ` +
      `ran for ${formatWait(effort.measuredMs)} (${countOf(effort.samples, 'sample')}).`,
    ...roles,
    ...who,
    ...(realisedShare === null
      ? []
      : [`Measured gains were ${formatShare(realisedShare)} of the predicted ones.`]),
  ];
}
