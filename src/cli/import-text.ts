import type { ImportedBenchmark, ImportOutcome } from '../campaign/index.ts';
import type { BenchmarkComparison, MetricResult, Note } from '../model/index.ts';
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
  if (comparisons.length === 0) {
    return lines.join('\n');
  }
  const compared = comparisons.flatMap(({ benchmark, base, candidates }) =>
    candidates.flatMap((candidate) => [
      `  ${benchmark === null ? '' : `${benchmark}: `}${candidate.name} / ${base.name}`,
      ...Object.entries(candidate.metrics).map(
        ([metric, result]) => `    ${metric}  ${ratioText(result)}  ${result.verdict}`,
      ),
      ...candidate.notes
        .filter(({ code }) => !SHARED.has(code))
        .map((note) => `    ${inLine(note)}`),
    ]),
  );
  return [...lines, '', 'Compared:', ...compared, ...sharedLines(comparisons)].join('\n');
}

/** Notes that are true of every candidate, which one telling is enough for. */
const SHARED: ReadonlySet<string> = new Set(['not-interleaved', 'different-tools']);

/** What is true of many candidates, once: their shared notes and why there is no verdict. */
function sharedLines(comparisons: readonly BenchmarkComparison[]): string[] {
  const candidates = comparisons.flatMap((comparison) => comparison.candidates);
  const notes = candidates.flatMap((one) => one.notes.filter(({ code }) => SHARED.has(code)));
  const reasons = candidates
    .flatMap((one) => Object.values(one.metrics))
    .map(({ verdict, reason }) => `${verdict}: ${reason}.`);
  return [...new Set([...reasons, ...notes.map(inLine)])].map((text) => `  note: ${text}`);
}

function inLine({ text, advice }: Note): string {
  return advice === null ? text : `${text} ${advice}`;
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
