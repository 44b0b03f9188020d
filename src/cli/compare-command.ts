import { type Command as Program, Option } from 'commander';

import { COMPARE_EXAMPLES, type CompareFlags } from './compare-flags.ts';
import { addExportFlags } from './export-flags.ts';
import { duration, fraction, repeated, wholeNumber } from './flags.ts';
import type { Session } from './session.ts';

/** Adds `hone compare` to the program. */
export function addCompare(program: Program, session: Session): void {
  const command = program
    .command('compare')
    .summary('measure commands or git revisions against each other')
    .description(
      'Measures commands, or two git revisions, against each other in random order until there ' +
        'is a verdict: improved, regressed, unchanged or inconclusive. The first is the base.',
    )
    .argument('[what...]', 'commands to compare; with --base, names of benchmarks in hone.yaml')
    .option('--base <revision>', 'git revision to compare with')
    .option('--head <revision>', 'git revision to judge; may be given several times', repeated)
    .option('--run <command>', 'with --base: measure this command instead of hone.yaml')
    .option('--cwd <folder>', 'where the commands run', process.cwd())
    .option('--shell', 'run the commands with /bin/sh; without it they are split into words')
    .option('-n, --name <name>', 'name of a command, in their order; repeat it', repeated)
    .option('--prepare <command>', 'run before every sample, not timed')
    .option('--cleanup <command>', 'run after every sample, not timed')
    .option('--warmup <runs>', 'runs of each side that are thrown away', wholeNumber(1, 1_000), 2)
    .option('--max-pairs <pairs>', 'most fresh pairs of the verdict', wholeNumber(8, 1_000), 100)
    .addOption(
      new Option('--time-limit <time>', 'time for each row, like 90s or 10m')
        .argParser(duration)
        .default(300_000, '5m'),
    )
    .option(
      '--timeout <time>',
      'time for a single run (default: 2m, or what hone.yaml says)',
      duration,
    )
    .option(
      '--min-effect <share>',
      'smallest change that matters (default: 2%, or what hone.yaml says)',
      fraction,
    )
    .option('--metric <name>', 'wall, cpu, rss, or a name that the command prints (default wall)')
    .option(
      '--unit <unit>',
      'of a metric of your own: ns, us, ms, s, bytes, KiB, MiB, count, ops/s',
    )
    .option('--higher-is-better', 'for a metric of your own, such as throughput')
    .addOption(
      new Option('--lower-is-better', 'the same, such as cost (default)').conflicts(
        'higherIsBetter',
      ),
    )
    .option('--seed <number>', 'repeat the random order of an earlier run', wholeNumber(0, 2 ** 31))
    .option('--expect-same-output', 'fail when a candidate prints something else than the base')
    .option('--no-expect-same-output', 'revisions may print different things')
    .option('--stdin <file>', 'file that every run reads as its standard input')
    .option('-P, --input <name=values>', 'a row for each value; -P size 1,10', repeated)
    .option('--ignore-failure', 'measure commands that end with an exit code other than 0')
    .addOption(
      new Option('--witness <counter>', 'then count instructions, as a second opinion').choices([
        'perf',
        'cachegrind',
      ]),
    )
    .option('--witness-time <time>', 'most time for that in each row (default 10m)', duration)
    .option('-q, --quiet', 'no progress on the terminal')
    .addHelpText('after', COMPARE_EXAMPLES);
  addExportFlags(command);
  command.action(async (what: string[], flags: CompareFlags) => {
    const { runCompare } = await import('./run-compare.ts');
    session.exitCode = await runCompare(what, flags, session);
  });
}
