import type { Command as Program } from 'commander';

import { HoneError } from '../base/index.ts';
import { EXIT } from './exit-codes.ts';
import { fraction } from './flags.ts';
import type { Session } from './session.ts';

interface ImportFlags {
  readonly format?: string;
  readonly base?: string;
  readonly json?: string | true;
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
    .option('--json [file]', 'as JSON, on standard output or to a file')
    .action(async (files: string[], flags: ImportFlags) => {
      const { importFiles, isResultFile } = await import('../campaign/index.ts');
      const { importText } = await import('./import-text.ts');
      const { printOrWrite } = await import('./json-output.ts');
      const { json, minEffect } = flags;
      if (typeof json === 'string' && json !== '-') {
        refuseResultFile(json, isResultFile);
      }
      const base = flags.base ?? null;
      const outcome = importFiles(files, { format: flags.format ?? null, minEffect, base });
      await printOrWrite(json, outcome, () => importText(outcome));
      session.exitCode = outcome.comparisons.length > 0 ? EXIT.inconclusive : EXIT.passed;
    });
}

/** `--json old.json new.json` would write over a result that can't be had again. */
function refuseResultFile(path: string, isResultFile: (path: string) => boolean): void {
  if (isResultFile(path)) {
    throw new HoneError(
      'E_USAGE',
      `${path} holds a benchmark tool's results, and --json would write over it. Put --json last ` +
        'for standard output, or name another file.',
    );
  }
}
