import type { RedteamEntry, RedteamResult } from '../model/index.ts';
import { environmentText } from './environment-text.ts';
import {
  impossibleGroups,
  outcomeAdvice,
  outcomeReason,
  outcomeWords,
  redteamContainment,
  redteamCounts,
  redteamGap,
  redteamGroups,
  redteamSteps,
} from './redteam-facts.ts';
import { oneLine } from './safe-text.ts';
import { type Ink, type TextStyle, type TextWriter, textWriter } from './text-style.ts';
import { textTable } from './text-table.ts';

/**
 * What `hone redteam` prints at its end: the counts, what gets through with how to close it, which
 * check caught each of the others, and what was not possible.
 */
export function redteamText(result: RedteamResult, style: TextStyle): string {
  const writer = textWriter(style);
  const { open, caught, thin, impossible } = redteamGroups(result);
  const blocks = [
    writer.heading(redteamCounts(result)),
    writer.paragraph(redteamContainment(result) ?? '', 0),
    writer.paragraph(redteamGap(result) ?? '', 0),
    openLines(writer, 'What gets through', open),
    openLines(writer, 'What only the rules on its lines stop', thin),
    caughtLines(writer, caught),
    impossibleLines(writer, impossible),
    [
      ...writer.heading('Next'),
      ...redteamSteps(result).flatMap((step) => writer.paragraph(step, 2, 2)),
    ],
    footLines(writer, result),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** The ink of what is not simply caught. */
const INKS: Readonly<Record<RedteamEntry['outcome']['kind'], Ink>> = {
  won: 'bad',
  disrupted: 'bad',
  undecided: 'unsure',
  caught: 'unsure',
  waits: 'plain',
  impossible: 'faint',
};

function openLines(writer: TextWriter, title: string, entries: readonly RedteamEntry[]): string[] {
  if (entries.length === 0) {
    return [];
  }
  return [
    ...writer.heading(title),
    ...entries.flatMap((entry) => {
      const { sign, words } = outcomeWords(entry.outcome);
      const ink = INKS[entry.outcome.kind];
      const advice = outcomeAdvice(entry.outcome);
      return [
        ...writer
          .paragraph(`${sign} ${entry.id}: ${words}`, 2, 2)
          .map((line) => writer.paint(ink, line)),
        ...writer.paragraph(oneLine(entry.how ?? entry.title), 4),
        ...writer.paragraph(oneLine(outcomeReason(entry)), 4).map(faint(writer)),
        ...(advice === null ? [] : writer.paragraph(`→ ${oneLine(advice)}`, 4, 2)),
      ];
    }),
  ];
}

/** Long reasons of admission repeat what its first sentence says. */
const REASON_CHARS_MAX = 240;

function caughtLines(writer: TextWriter, entries: readonly RedteamEntry[]): string[] {
  if (entries.length === 0) {
    return [];
  }
  const rows = entries.map(({ id, outcome }) => [
    { text: `✔ ${id}`, ink: 'good' as const },
    { text: outcomeWords(outcome).words },
  ]);
  const columns = [
    { header: '  cheat', align: 'left', shrinkTo: 20 },
    { header: 'how it ended', align: 'left' },
  ] as const;
  const lines = textTable(writer, columns, rows, 2);
  const perRow = (lines.length - 1) / rows.length;
  const [header = '', ...rest] = lines;
  return [
    ...writer.heading('What was caught'),
    header,
    ...entries.flatMap((entry, index) => [
      ...rest.slice(index * perRow, (index + 1) * perRow),
      ...writer.paragraph(shortened(oneLine(outcomeReason(entry))), 4).map(faint(writer)),
    ]),
  ];
}

function shortened(text: string): string {
  return text.length <= REASON_CHARS_MAX ? text : `${text.slice(0, REASON_CHARS_MAX)}…`;
}

function faint(writer: TextWriter): (line: string) => string {
  return (line) => writer.paint('faint', line);
}

function impossibleLines(writer: TextWriter, entries: readonly RedteamEntry[]): string[] {
  return entries.length === 0
    ? []
    : [
        ...writer.heading('Not possible here'),
        ...impossibleGroups(entries).flatMap(({ because, ids }) =>
          writer.paragraph(`· ${ids.join(', ')}: ${oneLine(because)}`, 2, 2),
        ),
      ];
}

function footLines(writer: TextWriter, result: RedteamResult): string[] {
  const { run, commit, suiteHash, pairsMax, environment } = result;
  return writer
    .paragraph(
      `Run ${oneLine(run)} on ${oneLine(commit).slice(0, 10)}, suite ${suiteHash.slice(0, 20)}. ` +
        `At most ${pairsMax} pairs for a verdict. Measured on ${environmentText(environment)}.`,
      0,
    )
    .map(faint(writer));
}
