import type { BenchmarkComparison, MetricResult, Note } from '../model/index.ts';
import { median } from '../stats/index.ts';
import {
  displayUnit,
  formatRatio,
  formatRatioRange,
  formatSpread,
  formatValue,
} from './quantity.ts';
import { comparisonTitle } from './result-sentence.ts';

/** One metric of one benchmark as another tool measured it. */
export interface ImportedSeries {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly metric: string;
  readonly unit: string;
  readonly samples: readonly number[];
  readonly summary: {
    readonly n: number | null;
    readonly mean: number | null;
    readonly median: number | null;
  } | null;
}

/** What was read of other tools' results, and how they compare; what `hone import` gives fits. */
export interface ImportView {
  readonly results: readonly {
    readonly tool: string;
    readonly toolVersion: string | null;
    readonly source: string;
    readonly context: Readonly<Record<string, string>>;
    readonly benchmarks: readonly ImportedSeries[];
    readonly notes: readonly string[];
  }[];
  readonly comparisons: readonly BenchmarkComparison[];
}

/** Headers of `readRows`. */
export const READ_COLUMNS: readonly string[] = ['source', 'benchmark', 'metric', 'median', 'n'];

/** Every series that was read: where it is from, what it is, its middle and its size. */
export function readRows({ results }: ImportView): string[][] {
  return results.flatMap(({ source, benchmarks }) =>
    benchmarks.map((series) => [
      source,
      seriesTitle(series),
      series.metric,
      middleOf(series),
      String(series.samples.length > 0 ? series.samples.length : (series.summary?.n ?? '–')),
    ]),
  );
}

/** A benchmark with its parameters: `sort size=10`. */
export function seriesTitle({ id, parameters }: ImportedSeries): string {
  return [id, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(' ');
}

function middleOf({ samples, summary, unit }: ImportedSeries): string {
  const own = samples.length === 0 ? null : median(samples);
  const value = own ?? summary?.median ?? summary?.mean ?? null;
  return value === null ? '–' : formatValue(value, unit);
}

/** One ratio of a comparison. */
export interface ComparedRow {
  readonly benchmark: string;
  readonly candidate: string;
  readonly base: string;
  readonly metric: string;
  readonly result: MetricResult;
}

/** Headers of `comparedCells`. */
export const COMPARED_COLUMNS: readonly string[] = [
  'benchmark',
  'candidate / base',
  'metric',
  'base median ± mad',
  'candidate',
  'ratio',
  'interval',
  'verdict',
];

/** Every metric that two results have in common. */
export function comparedRows({ comparisons }: ImportView): ComparedRow[] {
  return comparisons.flatMap((comparison) =>
    comparison.candidates.flatMap((candidate) =>
      Object.entries(candidate.metrics).map(([metric, result]) => ({
        benchmark: comparisonTitle(comparison),
        candidate: candidate.name,
        base: comparison.base.name,
        metric,
        result,
      })),
    ),
  );
}

/** The cells of a row as plain text. */
export function comparedCells({ result, ...row }: ComparedRow): string[] {
  const { ratio } = result;
  return [
    row.benchmark,
    `${row.candidate} / ${row.base}`,
    row.metric,
    formatSpread(result.base, displayUnit(result)),
    formatSpread(result.candidate, displayUnit(result)),
    ratio === null ? '–' : formatRatio(ratio),
    ratio === null ? '–' : formatRatioRange(ratio),
    result.verdict,
  ];
}

/** What has to be known when reading the numbers, each thing once. */
export function importNotes({ results, comparisons }: ImportView): Pick<Note, 'text' | 'advice'>[] {
  const candidates = comparisons.flatMap((comparison) => comparison.candidates);
  const reasons = candidates
    .flatMap((candidate) => Object.values(candidate.metrics))
    .map(({ verdict, reason }) => ({ text: `Verdicts are ${verdict}: ${reason}.`, advice: null }));
  const notes = candidates.flatMap((candidate) => candidate.notes);
  const read = results.flatMap((one) =>
    one.notes.map((text) => ({ text: `${one.source}: ${text}`, advice: null })),
  );
  const all = [...reasons, ...notes, ...read].map(({ text, advice }) => ({ text, advice }));
  return [...new Map(all.map((note) => [note.text, note])).values()];
}

/** What the files say about their origin, by source: `host`, `cpu`, `date`, …. */
export function originRows({ results }: ImportView): string[][] {
  return results.map(({ tool, toolVersion, source, context }) => [
    source,
    [tool, toolVersion ?? ''].join(' ').trim(),
    Object.entries(context)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ') || '–',
  ]);
}
