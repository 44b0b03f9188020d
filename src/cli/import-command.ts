import type { Command as Program } from 'commander';

import { type ImportedBenchmark, importFiles, type ImportOutcome } from '../campaign/index.ts';
import type { MetricResult } from '../model/index.ts';
import { formatValue } from '../report/index.ts';
import { EXIT } from './exit-codes.ts';
import { fraction } from './flags.ts';
import type { Session } from './session.ts';
import { print } from './terminal.ts';

interface ImportFlags {
  readonly format?: string;
  readonly json?: boolean;
  readonly minEffect: number;
}

/** Adds `hone import` to the program. */
export function addImport(program: Program, session: Session): void {
  program
    .command('import')
    .summary("read other benchmark tools' results")
    .description(
      'Reads results of hyperfine, Google Benchmark, go test -bench, Criterion, JMH, ' +
        'pytest-benchmark, tinybench and mitata. With several files, the first is the base.',
    )
    .argument('<files...>', 'result files; the format is recognised by content')
    .option('--format <name>', 'do not guess the format')
    .option('--min-effect <share>', 'smallest change that matters', fraction, 0.02)
    .option('--json', 'as JSON')
    .action(async (files: string[], flags: ImportFlags) => {
      const { minEffect } = flags;
      const outcome = importFiles(files, { format: flags.format ?? null, minEffect });
      await print(flags.json === true ? JSON.stringify(outcome, null, 2) : importText(outcome));
      session.exitCode = outcome.comparisons.length > 0 ? EXIT.inconclusive : EXIT.passed;
    });
}

function importText({ results, comparisons }: ImportOutcome): string {
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
