import type { ImportedBenchmark, ImportOutcome } from '../campaign/index.ts';
import type { MetricResult } from '../model/index.ts';
import { formatValue } from '../report/index.ts';

/** What was read, a line each, and what comparing it gave. */
export function importText({ results, comparisons }: ImportOutcome): string {
  const lines = results.flatMap((result) => [
    `${result.tool}${result.toolVersion === null ? '' : ` ${result.toolVersion}`}`,
    ...result.benchmarks.map(
      (benchmark) => `  ${benchmark.id}  ${benchmark.metric}  ${summaryText(benchmark)}`,
    ),
    ...result.notes.map((note) => `  note: ${note}`),
  ]);
  const compared = comparisons.flatMap((comparison) =>
    comparison.candidates.flatMap((candidate) => [
      ...Object.entries(candidate.metrics).map(
        ([metric, result]) =>
          `  ${comparison.benchmark ?? ''} ${metric}: ${candidate.name} / ` +
          `${comparison.base.name} = ${ratioText(result)}: ${result.verdict}; ${result.reason}`,
      ),
      ...candidate.notes.map((note) => `    ${note.text} ${note.advice ?? ''}`.trimEnd()),
    ]),
  );
  return [...lines, ...(compared.length === 0 ? [] : ['', 'Compared:', ...compared])].join('\n');
}

function ratioText({ ratio }: MetricResult): string {
  return ratio === null
    ? 'no ratio'
    : `${ratio.estimate.toFixed(3)} (${ratio.lo.toFixed(3)} to ${ratio.hi.toFixed(3)})`;
}

function summaryText({ samples, summary, unit }: ImportedBenchmark): string {
  const n = samples.length > 0 ? samples.length : (summary?.n ?? 0);
  const middle = [...samples].sort((left, right) => left - right)[Math.floor(samples.length / 2)];
  const shown = middle ?? summary?.median ?? summary?.mean;
  return shown == null ? 'no numbers' : `${formatValue(shown, unit)}  (n = ${n})`;
}
