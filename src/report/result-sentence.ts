import { unreachable } from '../base/index.ts';
import type {
  BenchmarkComparison,
  MetricResult,
  RatioEstimate,
  ScreeningEnd,
} from '../model/index.ts';
import { NAME_COLUMNS_MAX } from './limits.ts';
import {
  changeClaim,
  changeStatement,
  isStraddling,
  type Measured,
  metricAndMode,
  type Names,
  rangeInWords,
} from './metric-words.ts';
import {
  countOf,
  formatConfidence,
  formatRatio,
  formatRatioRange,
  formatShare,
} from './quantity.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';

/** One metric of one candidate against its base, with what they are called. */
export interface Claim {
  readonly base: string;
  readonly candidate: string;
  readonly metric: string;
  readonly result: MetricResult;
}

/**
 * The result in plain words, as one or two sentences of plain text without line breaks. Names are
 * made visible and shortened; escaping for HTML or Markdown is the caller's.
 */
export function resultSentence(claim: Claim): string {
  const { result } = claim;
  const { ratio, verdict } = result;
  if (ratio === null) {
    const why = `${clause(result.reason)}${screeningClause(result)}`;
    return `No verdict on ${quoted(claim.candidate)} (${modeOf(claim)}): ${why}.`;
  }
  switch (verdict) {
    case 'improved':
    case 'regressed':
      return `${changeStatement(namesOf(claim), measuredOf(claim), ratio)}, ${evidence(claim)}.`;
    case 'unchanged':
      return unchangedSentence(claim, ratio);
    case 'inconclusive':
      return inconclusiveSentence(claim, ratio);
  }
  return unreachable(verdict);
}

/** What sentences about a trial call the sides; these are ours and need no quotes. */
export const OWN_NAMES = {
  base: 'the base',
  proposal: 'the proposal',
  stack: 'the stack',
} as const;

/** The result in as few words as a heading takes; the interval has to stand near it. */
export function resultHeadline(claim: Claim): string {
  const { verdict, ratio } = claim.result;
  const { base, candidate } = namesOf(claim);
  switch (verdict) {
    case 'improved':
    case 'regressed':
      return ratio === null
        ? `No verdict on ${candidate}`
        : capitalised(changeClaim(namesOf(claim), claim.metric, ratio), candidate);
    case 'unchanged':
      return `No change that matters between ${base} and ${candidate}`;
    case 'inconclusive':
      return `No verdict on ${candidate} against ${base}`;
  }
  return unreachable(verdict);
}

/** A name as it appears in a sentence: visible, shortened, and quoted when it has several words. */
export function quoted(name: string): string {
  if (Object.values<string>(OWN_NAMES).includes(name)) {
    return name;
  }
  const shown = short(name);
  return shown.includes(' ') || shown === '' ? `"${shown}"` : shown;
}

/** Benchmark and parameters of a comparison in one line; empty for bare commands without any. */
export function comparisonTitle(
  comparison: Pick<BenchmarkComparison, 'benchmark' | 'parameters'>,
): string {
  const parameters = Object.entries(comparison.parameters)
    .map(([name, value]) => `${short(name)} = ${short(value)}`)
    .join(', ');
  const benchmark = comparison.benchmark === null ? '' : short(comparison.benchmark);
  if (parameters === '') {
    return benchmark;
  }
  return benchmark === '' ? parameters : `${benchmark} (${parameters})`;
}

function short(text: string): string {
  return shortenMiddle(oneLine(text), NAME_COLUMNS_MAX);
}

/** What the number rests on: `confirmed on 60 fresh pairs (wall time, free)`. */
function evidence(claim: Claim, lead = 'confirmed on'): string {
  const { pairs } = claim.result;
  const mode = modeOf(claim);
  return pairs.confirmation > 0
    ? `${lead} ${countOf(pairs.confirmation, 'fresh pair')} (${mode})`
    : `seen in ${countOf(pairs.screening, 'screening pair')} but not confirmed (${mode})`;
}

/** How screening ended, as a clause. */
const SCREENING_WORDS: Readonly<Record<ScreeningEnd, string>> = {
  win: 'screening saw a gain',
  loss: 'screening saw a loss',
  futile: 'screening stopped early because no change showed and none was likely to',
  cap: 'screening reached its last look without a clear sign',
  time: 'the time limit came first',
  skipped: 'there was no screening',
};

function unchangedSentence(claim: Claim, ratio: RatioEstimate): string {
  const { result } = claim;
  const limit = formatShare(result.minEffect);
  const basis = evidence(claim);
  if (!isStraddling(ratio) && (result.pValue ?? 1) <= 1 - ratio.confidence) {
    const change = changeStatement(namesOf(claim), measuredOf(claim), ratio);
    return (
      `A real change, but too small to matter: ${change}, below the ${limit} that counts; ` +
      `${basis}.`
    );
  }
  const { base, candidate } = namesOf(claim);
  return (
    `No change that matters: ${candidate} / ${base} = ${formatRatio(ratio)} ` +
    `(${formatRatioRange(ratio)}), within ±${limit}; ${basis}.`
  );
}

function inconclusiveSentence(claim: Claim, ratio: RatioEstimate): string {
  const { result } = claim;
  const { base, candidate } = namesOf(claim);
  const range = rangeInWords(claim.metric, ratio);
  const interval = `${formatConfidence(ratio.confidence)} interval ${formatRatioRange(ratio)}`;
  return (
    `No verdict: ${candidate} / ${base} = ${formatRatio(ratio)} (${interval}), so anything from ` +
    `${range} is possible ${evidence(claim, 'after')}. ` +
    `Why: ${clause(result.reason)}.`
  );
}

/** Starts with a capital letter, unless it starts with a name that is somebody else's. */
function capitalised(text: string, name: string): string {
  const own = Object.values<string>(OWN_NAMES).includes(name) || !text.startsWith(name);
  return own ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** A reason from elsewhere as part of a sentence: without its full stop. */
function clause(reason: string): string {
  return oneLine(reason).replace(/\.+$/u, '');
}

function screeningClause(result: MetricResult): string {
  const after =
    result.pairs.screening > 0 ? ` after ${countOf(result.pairs.screening, 'pair')}` : '';
  return `; ${SCREENING_WORDS[result.screening]}${after}`;
}

function modeOf({ metric, result }: Claim): string {
  return metricAndMode(metric, result.placement);
}

function namesOf(claim: Claim): Names {
  return { base: quoted(claim.base), candidate: quoted(claim.candidate) };
}

function measuredOf(claim: Claim): Measured {
  return { metric: claim.metric, direction: claim.result.direction };
}
