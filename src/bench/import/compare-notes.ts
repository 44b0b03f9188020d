import type { Note } from '../../model/index.ts';
import { median } from '../../stats/index.ts';
import type { ImportedBenchmark, ImportedResult } from './imported.ts';
import { namesOf, quoted } from './quote.ts';

/** One metric of one benchmark in both results. */
export interface Pair {
  readonly ours: ImportedBenchmark;
  readonly theirs: ImportedBenchmark;
}

/** Facts whose difference makes two results hard to compare. */
const MACHINE_FACTS: readonly string[] = [
  'host',
  'cpu',
  'cores',
  'os',
  'architecture',
  'runtime',
  'library build',
];

/** That the two were measured one after the other, which is why no verdict is given. */
export function notInterleavedNote(base: ImportedResult, candidate: ImportedResult): Note {
  const tools = [...new Set([base.tool, candidate.tool])].join(' and ');
  return {
    code: 'not-interleaved',
    text:
      `${tools} measured the two as separate blocks. Measured like that, unchanged programs were ` +
      `called changed in 39 to 55 % of trials at a nominal 5 %; the ratio only describes these ` +
      `runs.`,
    advice:
      "Let hone measure both in turns: hone compare 'base command' 'candidate command', or hone " +
      'compare --base REVISION --head REVISION.',
  };
}

/** That two benchmarks of different names were taken for the same. */
export function renamedNote({ ours, theirs }: Pair): Note {
  return {
    code: 'renamed',
    text: `${quoted(ours.id)} was compared with ${quoted(theirs.id)}, the only benchmark of each.`,
    advice: null,
  };
}

/** Figures without samples have no interval, so they are told and not made into a metric. */
export function summaryNote({ ours, theirs }: Pair): Note {
  const what = ['median', 'mean'] as const;
  const shared = what.find((figure) => [ours, theirs].every((one) => figureOf(one, figure)));
  const before = shared === undefined ? null : figureOf(ours, shared);
  const after = shared === undefined ? null : figureOf(theirs, shared);
  const told =
    shared === undefined || before === null || after === null
      ? 'no figure above 0 is known for both'
      : `${shared} ${short(before)} against ${short(after)} ${ours.unit}, ratio ` +
        (after / before).toFixed(3);
  return {
    code: 'summary-only',
    text: `${ours.metric}: the tool kept no samples, so there is no interval (${told}).`,
    advice: 'Let the tool write its samples as well.',
  };
}

/** A figure of one benchmark that a ratio can be made of, or null. */
function figureOf(benchmark: ImportedBenchmark, figure: 'median' | 'mean'): number | null {
  const { samples, summary } = benchmark;
  const fromSamples = figure === 'median' && samples.length > 0 ? median(samples) : null;
  const value = summary?.[figure] ?? fromSamples;
  return value === null || value <= 0 ? null : value;
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}

/** What is true of a whole candidate: another tool or machine, or benchmarks that only one has. */
export function resultNotes(
  name: string,
  base: ImportedResult,
  candidate: ImportedResult,
  lost: readonly ImportedBenchmark[],
  added: readonly ImportedBenchmark[],
): Note[] {
  const differing = MACHINE_FACTS.flatMap((fact) => {
    const [before, after] = [base.context[fact], candidate.context[fact]];
    return before === undefined || after === undefined || before === after
      ? []
      : [`${fact} ${quoted(before)} / ${quoted(after)}`];
  });
  const notes: Note[] = [];
  if (base.tool !== candidate.tool) {
    notes.push({
      code: 'different-tools',
      text:
        `The base was measured by ${base.tool}, the candidate by ${candidate.tool}; what one ` +
        `sample is differs between them.`,
      advice: 'Compare results of one tool.',
    });
  }
  if (differing.length > 0) {
    notes.push({
      code: 'different-machines',
      text: `${name} was measured under other conditions than the base: ${differing.join(', ')}.`,
      advice: 'Measure both on one machine.',
    });
  }
  for (const [what, benchmarks] of [
    ['lacks', lost],
    ['alone has', added],
  ] as const) {
    if (benchmarks.length > 0) {
      const names = namesOf(benchmarks.map(({ id, metric }) => `${id} ${metric}`.trim()));
      notes.push({ code: 'not-compared', text: `${name} ${what} ${names}.`, advice: null });
    }
  }
  return notes;
}
