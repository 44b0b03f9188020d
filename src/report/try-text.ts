import type { Decision, TryResult } from '../model/index.ts';
import { environmentText } from './environment-text.ts';
import { noiseNote, noiseSentence } from './noise-words.ts';
import { formatSignedPercent, formatSignedRange } from './quantity.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';
import { type Ink, type TextStyle, type TextWriter, textWriter } from './text-style.ts';
import { type Cell, type Column, textTable } from './text-table.ts';
import { resultCells, RESULT_COLUMNS } from './trial-table.ts';
import {
  contributionResults,
  decisionCounts,
  decisionInWords,
  headlineNumber,
  headlineOf,
  modeOf,
  nextSteps,
  ontoBaseSentence,
  rebasedSentence,
  sharedMode,
  stackSentences,
} from './try-facts.ts';

const NONE = '–';

/**
 * What `hone try` prints at its end: the counts, what the kept proposals do together, the table of
 * decisions with their reasons, what each kept one adds, and what to do next.
 */
export function tryText(result: TryResult, style: TextStyle): string {
  const writer = textWriter(style);
  const blocks = [
    headLines(writer, result),
    decisionLines(writer, result.decisions),
    stackLines(writer, result),
    contributionLines(writer, result),
    noteLines(writer, result),
    stepLines(writer, result),
    footLines(writer, result),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** The ink of a decision. */
export function decisionInk(decision: Decision['decision']): Ink {
  return DECISION_INKS[decision];
}

const DECISION_INKS: Readonly<Record<Decision['decision'], Ink>> = {
  kept: 'good',
  rejected: 'bad',
  'needs-person': 'unsure',
};

function headLines(writer: TextWriter, result: TryResult): string[] {
  const count = result.decisions.length;
  const proposals = `${count} proposal${count === 1 ? '' : 's'}`;
  const counts =
    count === 0 ? 'Nothing was proposed.' : `${proposals}: ${decisionCounts(result.decisions)}.`;
  return writer.heading(counts);
}

const DECISION_COLUMNS: readonly Column[] = [
  { header: '  decision', align: 'left' },
  { header: 'proposal', align: 'left', shrinkTo: 16 },
  { header: 'stopped at', align: 'left' },
  { header: 'change', align: 'right' },
  { header: 'interval', align: 'left' },
];

/** Rows of a table with each reason underneath, because reasons are sentences. */
function decisionLines(writer: TextWriter, decisions: readonly Decision[]): string[] {
  if (decisions.length === 0) {
    return [];
  }
  const rows = decisions.map((decision) => decisionCells(decision));
  const lines = textTable(writer, DECISION_COLUMNS, rows, 0);
  const perRow = (lines.length - 1) / rows.length;
  if (!Number.isInteger(perRow) || perRow > 2) {
    return decisions.flatMap((decision) => plainDecision(writer, decision));
  }
  const [header = '', ...rest] = lines;
  const shared = sharedMode(decisions);
  return [
    ...(shared === null ? [] : writer.paragraph(`Changes are in ${shared}.`, 0)),
    header,
    ...decisions.flatMap((decision, index) => [
      ...rest.slice(index * perRow, (index + 1) * perRow),
      ...reasonLines(writer, decision, shared === null),
    ]),
  ];
}

function decisionCells(decision: Decision): Cell[] {
  const { sign, words } = decisionInWords(decision.decision);
  const headline = headlineOf(decision);
  const ratio = headline?.result.ratio ?? null;
  const ink = decisionInk(decision.decision);
  return [
    { text: `${sign} ${words}`, ink },
    { text: oneLine(decision.proposal), ink: 'strong' },
    { text: decision.check ?? '' },
    { text: ratio === null ? NONE : formatSignedPercent(ratio) },
    { text: ratio === null ? '' : formatSignedRange(ratio) },
  ];
}

/** The same without columns, for a terminal too narrow for them. */
function plainDecision(writer: TextWriter, decision: Decision): string[] {
  const { sign, words } = decisionInWords(decision.decision);
  const name = shortenMiddle(oneLine(decision.proposal), writer.width - 4, writer.ellipsis);
  const at = decision.check === null ? '' : ` at ${decision.check}`;
  const number = headlineNumber(headlineOf(decision));
  return [
    writer.paint(decisionInk(decision.decision), writer.fit(sign)) + ` ${writer.fit(name)}`,
    ...writer.paragraph(`${words}${at}${number === null ? '' : `, ${number}`}`, 2),
    ...reasonLines(writer, decision),
  ];
}

/** Title and reason; with its metric and mode where the table does not say them for all. */
function reasonLines(writer: TextWriter, decision: Decision, withMode = false): string[] {
  const headline = headlineOf(decision);
  const mode = withMode && headline !== null ? ` (${modeOf(headline)})` : '';
  const { title, reason } = decision;
  const rebases = [ontoBaseSentence(decision) ?? '', rebasedSentence(decision) ?? ''];
  const said = [title, reason, ...rebases];
  const parts = said.map((part) => oneLine(part).replace(/\.+$/u, ''));
  const text = parts.filter((part) => part !== '').join('. ');
  return writer.paragraph(`${text}${mode}.`, 2).map((line) => writer.paint('faint', line));
}

function stackLines(writer: TextWriter, result: TryResult): string[] {
  const sentences = stackSentences(result);
  if (sentences.length === 0) {
    return [];
  }
  return [
    ...writer.heading('Together, measured again on fresh samples against the base'),
    ...sentences.flatMap((sentence) => writer.paragraph(sentence, 2, 2)),
  ];
}

function contributionLines(writer: TextWriter, result: TryResult): string[] {
  const contributions = result.stack?.contributions ?? [];
  const rows = contributions.flatMap((contribution) =>
    contributionResults(contribution).map((placed) =>
      resultCells(`${contribution.proposal} on ${placed.benchmark}`, placed),
    ),
  );
  const unmeasured = contributions.filter((one) => contributionResults(one).length === 0);
  if (contributions.length === 0) {
    return [];
  }
  return [
    ...writer.heading('What each adds: the whole stack against the stack without it'),
    ...(rows.length === 0 ? [] : textTable(writer, RESULT_COLUMNS, rows, 2)),
    ...unmeasured.flatMap((one) =>
      writer.paragraph(
        `${oneLine(one.proposal)}: ${oneLine(one.note ?? 'it was not measured')}`,
        2,
        2,
      ),
    ),
  ];
}

function noteLines(writer: TextWriter, result: TryResult): string[] {
  const notes = result.decisions.flatMap((decision) =>
    decision.decision === 'rejected'
      ? []
      : decision.notes.map((note) => ({ ...note, proposal: decision.proposal })),
  );
  const floor = result.noise === undefined ? null : noiseNote(result.noise);
  const all = [...(floor === null ? [] : [{ ...floor, proposal: 'everything' }]), ...notes];
  return all.length === 0
    ? []
    : [
        ...writer.heading('What weakens this'),
        ...all.flatMap((note) => [
          ...writer.paragraph(`- ${oneLine(note.proposal)}: ${oneLine(note.text)}`, 2, 2),
          ...(note.advice === null ? [] : writer.paragraph(`→ ${oneLine(note.advice)}`, 4, 2)),
        ]),
      ];
}

function stepLines(writer: TextWriter, result: TryResult): string[] {
  return [
    ...writer.heading('Next'),
    ...nextSteps(result).flatMap((step) => writer.paragraph(step, 2, 2)),
  ];
}

function footLines(writer: TextWriter, result: TryResult): string[] {
  const suite = oneLine(result.suiteHash);
  const seen =
    result.noise === undefined || noiseNote(result.noise) !== null
      ? '' // said above
      : ` ${noiseSentence(result.noise)}`;
  return writer
    .paragraph(
      `Run ${oneLine(result.run)} on ${oneLine(result.base).slice(0, 10)}, suite ` +
        `${suite.slice(0, 20)}, seed ${result.seed}. ` +
        `Changes are candidate / base - 1 with 95 % intervals from fresh ` +
        `pairs. Measured on ${environmentText(result.environment)}.${seen}`,
      0,
    )
    .map((line) => writer.paint('faint', line));
}
