import type {
  BenchmarkComparison,
  CandidateResult,
  CompareResult,
  MetricResult,
  Note,
  VerdictKind,
} from '../model/index.ts';
import { comparisonTitle, quoted } from './result-sentence.ts';
import { oneLine } from './safe-text.ts';

/** One candidate of one comparison, and the metrics that were asked for. */
export interface Entry {
  readonly comparison: BenchmarkComparison;
  /** Position of the comparison in the result, from 0. */
  readonly index: number;
  readonly candidate: CandidateResult;
  readonly claimed: readonly NamedResult[];
  readonly beside: readonly NamedResult[];
}

/** A result and the metric it is about. */
export interface NamedResult {
  readonly metric: string;
  readonly result: MetricResult;
}

/** Something that weakens a result, and what it was seen on. */
export interface Weakness {
  readonly where: readonly string[];
  readonly text: string;
  readonly advice: string | null;
}

/** Every candidate of every comparison, in the order of the result. */
export function entriesOf(result: CompareResult): Entry[] {
  return result.comparisons.flatMap((comparison, index) =>
    comparison.candidates.map((candidate) => {
      const all = Object.entries(candidate.metrics).map(([metric, one]) => ({
        metric,
        result: one,
      }));
      return {
        comparison,
        index,
        candidate,
        claimed: all.filter((one) => one.result.claimed),
        beside: all.filter((one) => !one.result.claimed),
      };
    }),
  );
}

/** How often each verdict fell: `3 improved, 1 inconclusive`. */
export function verdictCounts(entries: readonly Entry[]): string {
  const order: readonly VerdictKind[] = ['improved', 'regressed', 'unchanged', 'inconclusive'];
  const verdicts = entries.flatMap((entry) => entry.claimed.map((one) => one.result.verdict));
  return order
    .map((kind) => ({ kind, count: verdicts.filter((verdict) => verdict === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
    .join(', ');
}

/**
 * Everything that weakens the result, each thing once, with the candidates that it was seen on:
 * what the engine noted, outputs that differ or were not compared, and what the machine refused.
 */
export function weaknessesOf(result: CompareResult): Weakness[] {
  const entries = entriesOf(result);
  const found: { where: string; text: string; advice: string | null }[] = [];
  for (const entry of entries) {
    const where = placeOf(entry, entries.length);
    for (const problem of [...outputProblems(entry), ...entry.candidate.notes]) {
      found.push({
        where,
        text: sentence(problem.text),
        advice: adviceFor(entry, problem),
      });
    }
  }
  for (const note of result.environment.runner.notes) {
    found.push({ where: 'this machine', text: sentence(note), advice: null });
  }
  const groups = Map.groupBy(found, (one) => `${one.text}\n${one.advice ?? ''}`);
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ text, advice }) => ({
      text,
      advice,
      where: [...new Set(group.map((one) => one.where))].filter((where) => where !== ''),
    })),
  );
}

/** Where a weakness was seen, in few words: `(head)`, `(head on parse, and 7 more)`. */
export function placesInWords(weakness: Weakness): string {
  const [first, second] = weakness.where;
  if (first === undefined) {
    return '';
  }
  if (second === undefined) {
    return ` (${first})`;
  }
  const rest = weakness.where.length - 2;
  return rest === 0 ? ` (${first}; ${second})` : ` (${first}; ${second}; and ${rest} more)`;
}

/** A candidate and the benchmark it ran: `head on parse-large`. */
function entryTitle(entry: Entry): string {
  const benchmark = comparisonTitle(entry.comparison);
  const name = quoted(entry.candidate.name);
  return benchmark === '' ? name : `${name} on ${benchmark}`;
}

/** Reading aid that stands under every table: what the words and numbers mean. */
export function readingAid(entries: readonly Entry[]): string {
  const metrics = new Set(entries.flatMap((entry) => entry.claimed.map((one) => one.metric)));
  const example = metrics.has('wall')
    ? ' "12.4 % faster" means that it takes 12.4 % less time.'
    : '';
  return (
    `Ratio is candidate / base.${example} Pairs are screening + confirmation; verdict, ratio and ` +
    'interval come from the fresh confirmation pairs alone. p is adjusted for everything that ' +
    'was tested together. Pinned: kept on one core; free: on any core, as in daily use.'
  );
}

function placeOf(entry: Entry, count: number): string {
  return count === 1 ? '' : entryTitle(entry);
}

function outputProblems({ candidate }: Entry): Note[] {
  if (candidate.sameOutput === true) {
    return [];
  }
  return [candidate.sameOutput === null ? OUTPUT_NOT_COMPARED : OUTPUT_DIFFERS];
}

const OUTPUT_DIFFERS: Note = {
  code: 'output-differs',
  text: 'Its output differs from the base, so the two may not do the same work.',
  advice:
    'Find out why before believing any number here; --expect-same-output stops at such a ' +
    'difference.',
};

const OUTPUT_NOT_COMPARED: Note = {
  code: 'output-not-compared',
  text: 'The outputs were not compared, so nothing shows that both did the same work.',
  advice: 'Add --expect-same-output where the output should be the same.',
};

/** What would settle an inconclusive result is said beside it, with better numbers than here. */
function adviceFor(entry: Entry, note: Note): string | null {
  const settledElsewhere =
    note.code === 'noise' && entry.claimed.some((one) => one.result.verdict === 'inconclusive');
  return note.advice === null || settledElsewhere ? null : sentence(note.advice);
}

/** One line that ends like a sentence. */
function sentence(text: string): string {
  const line = oneLine(text);
  return /[.!?…]$/u.test(line) || line === '' ? line : `${line}.`;
}
