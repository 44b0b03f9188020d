import type { Decision, MetricsByBenchmark, Note, TryResult } from '../model/index.ts';
import { displayUnit, formatRatio, formatSpread } from './quantity.ts';
import { OWN_NAMES, resultSentence } from './result-sentence.ts';
import { oneLine } from './safe-text.ts';
import { whatWouldSettle } from './settle.ts';
import { type TextStyle, type TextWriter, textWriter, verdictSign } from './text-style.ts';
import { textTable } from './text-table.ts';
import { resultCells, RESULT_COLUMNS } from './trial-table.ts';
import {
  checkInWords,
  checkStates,
  contributionResults,
  decisionInWords,
  type PlacedResult,
  placedResults,
  ontoBaseSentence,
  rebasedSentence,
} from './try-facts.ts';
import { decisionInk } from './try-text.ts';

/**
 * What `hone show <proposal>` prints: everything known about one decision.
 *
 * @param decision - one of `result.decisions`
 */
export function proposalText(decision: Decision, result: TryResult, style: TextStyle): string {
  const writer = textWriter(style);
  const blocks = [
    headLines(writer, decision),
    checkLines(writer, decision),
    resultLines(writer, 'On the benchmarks of the suite', decision.metrics),
    resultLines(writer, 'On holdouts, inputs that no proposal had seen', decision.holdout),
    rebasedLines(writer, decision),
    contributionLines(writer, decision, result),
    noteLines(writer, decision.notes),
    footLines(writer, decision, result),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function headLines(writer: TextWriter, decision: Decision): string[] {
  const { sign, words } = decisionInWords(decision.decision);
  const ink = decisionInk(decision.decision);
  const at = decision.check === null ? '' : `, stopped at ${decision.check}`;
  const ontoBase = ontoBaseSentence(decision);
  return [
    ...writer.heading(`${oneLine(decision.proposal)}: ${oneLine(decision.title)}`),
    writer.paint(ink, writer.fit(`${sign} ${words}${at}`)),
    ...writer.paragraph(oneLine(decision.reason), 2),
    ...(ontoBase === null ? [] : writer.paragraph(ontoBase, 2)),
    ...(decision.next === undefined
      ? []
      : writer.paragraph(`To go on: ${oneLine(decision.next)}`, 2, 2)),
  ];
}

/** What was found on top of the others, where that is not how it was measured first. */
function rebasedLines(writer: TextWriter, decision: Decision): string[] {
  const { rebased } = decision;
  const sentence = rebasedSentence(decision);
  if (rebased === undefined || sentence === null) {
    return [];
  }
  return [
    ...writer.paragraph(sentence, 0),
    ...writer.paragraph(oneLine(rebased.reason), 2),
    ...resultLines(writer, 'There, on the benchmarks of the suite', rebased.metrics),
    ...resultLines(writer, 'There, on holdouts', rebased.holdout),
  ];
}

function checkLines(writer: TextWriter, decision: Decision): string[] {
  const states = checkStates(decision).map(checkInWords);
  return [
    ...writer.heading('Checks, in the order in which they ran'),
    // Each sign stays on the line of its check.
    ...writer.paragraph(states.map((state) => state.replaceAll(' ', '\u00a0')).join(' '), 2),
  ];
}

function resultLines(writer: TextWriter, title: string, metrics: MetricsByBenchmark): string[] {
  const placed = placedResults(metrics);
  if (placed.length === 0) {
    return [];
  }
  const benchmarks = [...Map.groupBy(placed, (one) => one.benchmark).values()];
  return [
    ...writer.heading(title),
    ...benchmarks.flatMap((results) => {
      const claimed = results.filter((one) => one.result.claimed);
      return [
        ...claimed.flatMap((one) => sentenceLines(writer, one)),
        ...textTable(
          writer,
          RESULT_COLUMNS.slice(1),
          results.map((one) => resultCells('', one).slice(1)),
          4,
        ),
        ...claimed.flatMap((one) => halvesLine(writer, one)),
      ];
    }),
  ];
}

function sentenceLines(writer: TextWriter, placed: PlacedResult): string[] {
  const { benchmark, metric, result } = placed;
  const claim = { base: OWN_NAMES.base, candidate: OWN_NAMES.proposal, metric, result };
  const settle = whatWouldSettle(result);
  const text = `${verdictSign(result.verdict)} ${oneLine(benchmark)}: ${resultSentence(claim)}`;
  return [...writer.paragraph(text, 2, 2), ...(settle === null ? [] : writer.paragraph(settle, 4))];
}

/** Medians and the two halves, for those who want to check the number. */
function halvesLine(writer: TextWriter, { result }: PlacedResult): string[] {
  if (result.pairs.confirmation === 0) {
    return [];
  }
  const [first, second] = result.halves.map(formatRatio);
  const halves =
    first === undefined || second === undefined
      ? ''
      : `; ratio ${first} before the folders were swapped, ${second} after`;
  return writer
    .paragraph(
      `${formatSpread(result.base, displayUnit(result))} before, ` +
        `${formatSpread(result.candidate, displayUnit(result))} after (median ± mad)${halves}`,
      4,
    )
    .map((line) => writer.paint('faint', line));
}

function contributionLines(writer: TextWriter, decision: Decision, result: TryResult): string[] {
  const own = result.stack?.contributions.find((one) => one.proposal === decision.proposal);
  if (own === undefined) {
    return [];
  }
  const rows = contributionResults(own).map((placed) => resultCells(placed.benchmark, placed));
  return [
    ...writer.heading('What it adds: the whole stack against the stack without it'),
    ...(rows.length === 0
      ? writer.paragraph(oneLine(own.note ?? 'It was not measured.'), 2)
      : textTable(writer, RESULT_COLUMNS, rows, 2)),
  ];
}

function noteLines(writer: TextWriter, notes: readonly Note[]): string[] {
  return notes.length === 0
    ? []
    : [
        ...writer.heading('What weakens this'),
        ...notes.flatMap((note) => [
          ...writer.paragraph(`- ${oneLine(note.text)}`, 2, 2),
          ...(note.advice === null ? [] : writer.paragraph(`→ ${oneLine(note.advice)}`, 4, 2)),
        ]),
      ];
}

function footLines(writer: TextWriter, decision: Decision, result: TryResult): string[] {
  const commit = decision.commit === null ? '' : ` Commit ${oneLine(decision.commit)}.`;
  return writer
    .paragraph(
      `Run ${oneLine(result.run)}, base ${oneLine(result.base).slice(0, 10)}, suite ` +
        `${oneLine(result.suiteHash).slice(0, 20)}.${commit} p is adjusted for everything that ` +
        'was tested together; pinned is on one core, free is on any.',
      0,
    )
    .map((line) => writer.paint('faint', line));
}
