import type { Command as Program } from 'commander';

import { EXIT } from './exit-codes.ts';
import { fraction } from './flags.ts';
import type { Session } from './session.ts';

interface ImportFlags {
  readonly format?: string;
  readonly base?: string;
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
        'pytest-benchmark, tinybench and mitata, and compares them: several files with the ' +
        'first, or the benchmarks of a single file with its first one.',
    )
    .argument('<files...>', 'result files; the format is recognised by content')
    .option('--format <name>', 'do not guess the format')
    .option(
      '--base <name>',
      'the base instead of the first: a file, or a benchmark of a single one',
    )
    .option('--min-effect <share>', 'smallest change that matters', fraction, 0.02)
    .option('--json', 'as JSON')
    .action(async (files: string[], flags: ImportFlags) => {
      const { importFiles } = await import('../campaign/index.ts');
      const { importText } = await import('./import-text.ts');
      const { print } = await import('./terminal.ts');
      const { minEffect } = flags;
      const base = flags.base ?? null;
      const outcome = importFiles(files, { format: flags.format ?? null, minEffect, base });
      await print(flags.json === true ? JSON.stringify(outcome, null, 2) : importText(outcome));
      session.exitCode = outcome.comparisons.length > 0 ? EXIT.inconclusive : EXIT.passed;
    });
}
