import type { Decision, MetricResult, Note } from '../model/index.ts';
import { COMMIT_BODY_COLUMNS, COMMIT_SUBJECT_MAX } from './limits.ts';
import { isStraddling } from './metric-words.ts';
import {
  displayUnit,
  formatConfidence,
  formatSignedPercent,
  formatSpread,
  percentAway,
  percentDecimals,
  signed,
} from './quantity.ts';
import { OWN_NAMES, resultSentence } from './result-sentence.ts';
import { oneLine, wrapText } from './safe-text.ts';
import {
  headlineOf,
  ontoBaseSentence,
  type PlacedResult,
  placedResults,
  rebasedSentence,
} from './try-facts.ts';

/** What a commit says besides the decision. */
export interface CommitFacts {
  readonly run: string;
  readonly suiteHash: string;
  /** What stands in `perf(<scope>)`; the benchmark that decided when left out. */
  readonly scope?: string;
}

/**
 * The message of the commit that keeps a proposal: `perf(<scope>): <title> [-12.4 % wall, 95 % CI
 * 10.1..14.6]`, the measured numbers in prose, and trailers that lead back to the run.
 *
 * The bracket holds the change with its sign (a shorter time is `-12.4 %`) and the interval in the
 * same direction without it; an interval on both sides of 0 keeps its signs. A title that is too
 * long is cut, the number never.
 */
export function commitMessage(decision: Decision, facts: CommitFacts): string {
  const headline = headlineOf(decision);
  const trailers = [
    `Hone-Run: ${oneLine(facts.run)}`,
    `Hone-Proposal: ${oneLine(decision.proposal)}`,
    `Hone-Suite: ${oneLine(facts.suiteHash)}`,
  ];
  const body = [
    ...(headline === null ? [] : [measuredParagraph(headline)]),
    otherParagraph('Other results', decision.metrics, headline),
    otherParagraph('On holdout inputs', decision.holdout, headline),
    ontoBaseSentence(decision) ?? '',
    rebasedSentence(decision) ?? '',
    ...decision.notes.map(noteParagraph),
  ].filter((paragraph) => paragraph !== '');
  const paragraphs = body.map((paragraph) => wrapText(paragraph, COMMIT_BODY_COLUMNS).join('\n'));
  const blocks = [subject(decision, facts, headline), ...paragraphs, trailers.join('\n')];
  return `${blocks.join('\n\n')}\n`;
}

function subject(decision: Decision, facts: CommitFacts, headline: PlacedResult | null): string {
  const scope = oneLine(facts.scope ?? headline?.benchmark ?? '').replaceAll(/[()[\]:\s]+/gu, '-');
  const lead = scope === '' ? 'perf: ' : `perf(${cut(scope, 24)}): `;
  const number = headline === null ? '' : bracket(headline);
  const tail = number === '' ? '' : ` ${number}`;
  const room = Math.max(8, COMMIT_SUBJECT_MAX - lead.length - tail.length);
  const title = oneLine(decision.title).replace(/\.$/u, '') || oneLine(decision.proposal);
  return `${lead}${cut(title, room)}${tail}`;
}

function bracket({ metric, result }: PlacedResult): string {
  const { ratio } = result;
  if (ratio === null) {
    return '';
  }
  const decimals = percentDecimals(ratio);
  const range = isStraddling(ratio)
    ? `${signed((ratio.lo - 1) * 100, decimals)}..${signed((ratio.hi - 1) * 100, decimals)}`
    : (ratio.estimate < 1 ? [ratio.hi, ratio.lo] : [ratio.lo, ratio.hi])
        .map((end) => percentAway(end, decimals))
        .join('..');
  const name = cut(oneLine(metric), 24);
  const interval = `${formatConfidence(ratio.confidence)} CI ${range}`;
  return `[${formatSignedPercent(ratio)} ${name}, ${interval}]`;
}

function measuredParagraph({ benchmark, metric, result }: PlacedResult): string {
  const claim = { base: OWN_NAMES.base, candidate: 'this', metric, result };
  return (
    `${oneLine(benchmark)}: ${resultSentence(claim)} Median and median absolute deviation were ` +
    `${formatSpread(result.base, displayUnit(result))} before and ` +
    `${formatSpread(result.candidate, displayUnit(result))} after.`
  );
}

/** One line of results that did not decide, so that a reader of the log sees the harm as well. */
function otherParagraph(
  lead: string,
  metrics: Decision['metrics'],
  headline: PlacedResult | null,
): string {
  const others = placedResults(metrics)
    .filter(({ result }) => result.ratio !== null && result !== headline?.result)
    .map(
      ({ benchmark, metric, result }) =>
        `${oneLine(benchmark)} ${oneLine(metric)} ${inShort(result)}`,
    );
  return others.length === 0 ? '' : `${lead}: ${others.join('; ')}.`;
}

function inShort(result: MetricResult): string {
  const change = result.ratio === null ? '' : formatSignedPercent(result.ratio);
  return `${change} (${result.verdict}, ${result.placement})`;
}

function noteParagraph(note: Note): string {
  return `Note: ${oneLine(note.text)}`;
}

/** Cut at the end, with the sign that something is missing. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
