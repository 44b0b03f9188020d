import type { Command as Program } from 'commander';

import { fraction } from './flags.ts';
import type { ImportFlags } from './import-flags.ts';
import type { Session } from './session.ts';

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
    .option('--json [file]', 'as JSON, on standard output or to a file')
    .option('--markdown <file>', 'write it as Markdown; - for standard output')
    .option('--csv <file>', 'write one row for each sample')
    .option('--html <file>', 'write a page that is readable without a network')
    .action(async (files: string[], flags: ImportFlags) => {
      const { runImport } = await import('./run-import.ts');
      session.exitCode = await runImport(files, flags);
    });
}
