import type { Command as Program } from 'commander';

import { HoneError } from '../base/index.ts';
import {
  commandRows,
  compareCommands,
  type CompareSettings,
  compareRevisions,
  parseCommand,
  randomSeed,
  SETTINGS_DEFAULT,
} from '../campaign/index.ts';
import { type CompareResult, metricNamed } from '../model/index.ts';
import { compareText } from '../report/index.ts';
import { exitCodeForVerdicts } from './exit-codes.ts';
import { addExportFlags, type ExportFlags, printsJson, writeExports } from './exports.ts';
import { duration, fraction, repeated, wholeNumber } from './flags.ts';
import type { Session } from './session.ts';
import { liveLine, print, styleFor } from './terminal.ts';

interface CompareFlags extends ExportFlags {
  readonly base?: string;
  readonly head?: string[];
  readonly run?: string;
  readonly cwd: string;
  readonly shell?: boolean;
  readonly name?: string[];
  readonly prepare?: string;
  readonly cleanup?: string;
  readonly warmup: number;
  readonly maxPairs: number;
  readonly timeLimit: number;
  readonly timeout: number;
  readonly minEffect: number;
  readonly metric?: string;
  readonly higherIsBetter?: boolean;
  readonly seed?: number;
  readonly expectSameOutput?: boolean;
  readonly input?: string[];
  readonly stdin?: string;
  readonly ignoreFailure?: boolean;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Examples:
  hone compare 'node old.js' 'node new.js'
  hone compare 'gzip -k -f -c big.txt' 'zstd -c big.txt' --metric cpu
  hone compare -P size 10,1000 'node sort.js quick {size}' 'node sort.js merge {size}'
  hone compare --base main --head HEAD              all benchmarks of hone.yaml
  hone compare --base v1.2 --head v1.3 parse-large --json result.json

Exit codes: 0 improved or unchanged, 1 regressed, 2 could not be measured, 3 inconclusive.`;

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
    .option('--time-limit <time>', 'time for each row, like 90s or 10m', duration, 300_000)
    .option('--timeout <time>', 'time for a single run', duration, 120_000)
    .option('--min-effect <share>', 'smallest change that matters', fraction, 0.02)
    .option('--metric <name>', 'wall, cpu, rss, or a name that the command prints (default wall)')
    .option('--higher-is-better', 'for a metric of your own, such as throughput')
    .option('--seed <number>', 'repeat the random order of an earlier run', wholeNumber(0, 2 ** 31))
    .option('--expect-same-output', 'fail when a candidate prints something else than the base')
    .option('--no-expect-same-output', 'revisions may print different things')
    .option('--stdin <file>', 'file that every run reads as its standard input')
    .option('-P, --input <name=values>', 'a row for each value; -P size 1,10', repeated)
    .option('--ignore-failure', 'measure commands that end with an exit code other than 0')
    .option('-q, --quiet', 'no progress on the terminal')
    .addHelpText('after', EXAMPLES);
  addExportFlags(command);
  command.action(async (what: string[], flags: CompareFlags) => {
    session.exitCode = await runCompare(what, flags, session);
  });
}

async function runCompare(what: string[], flags: CompareFlags, session: Session): Promise<number> {
  const hooks = liveLine(flags.quiet === true || printsJson(flags));
  const context = { signal: session.signal, hooks };
  const settings = settingsFrom(flags);
  const revisions = flags.base !== undefined || flags.head !== undefined;
  let result: CompareResult;
  try {
    result = revisions
      ? await compareRevisions(
          {
            ...settings,
            folder: flags.cwd,
            base: flags.base ?? 'main',
            heads: flags.head ?? ['HEAD'],
            benchmarks: what,
            command: flags.run === undefined ? null : parseCommand(flags.run, flags.shell === true),
            metricGiven: flags.metric !== undefined,
            outputGiven: flags.expectSameOutput !== undefined,
          },
          context,
        )
      : await compareCommands(
          { ...settings, cwd: flags.cwd, rows: rowsFrom(what, flags) },
          context,
        );
  } finally {
    hooks.clear();
  }
  await writeExports(result, flags);
  if (!printsJson(flags)) {
    await print(compareText(result, styleFor(process.stdout)));
  }
  return exitCodeForVerdicts(claimedVerdicts(result));
}

function rowsFrom(what: string[], flags: CompareFlags): ReturnType<typeof commandRows> {
  if (what.length < 2) {
    throw new HoneError(
      'E_USAGE',
      what.length === 0
        ? `Nothing to compare. Give two commands, or --base and --head.\n${EXAMPLES}`
        : `Only one command was given: "${what[0] ?? ''}". The first is the base; add what to ` +
            `compare with it, each command in quotes.`,
    );
  }
  return commandRows({
    commands: what,
    names: flags.name ?? [],
    shell: flags.shell === true,
    inputs: flags.input ?? [],
  });
}

function settingsFrom(flags: CompareFlags): CompareSettings {
  const named = metricNamed(flags.metric ?? 'wall', flags.minEffect);
  const direction = flags.higherIsBetter === true ? 'higher' : named.direction;
  const shell = flags.shell === true;
  const same =
    flags.expectSameOutput === true ||
    (flags.expectSameOutput === undefined && flags.base !== undefined);
  return {
    ...SETTINGS_DEFAULT,
    metric: { ...named, direction },
    seed: flags.seed ?? randomSeed(),
    warmups: flags.warmup,
    pairsMax: flags.maxPairs,
    timeLimitMs: flags.timeLimit,
    timeoutMs: flags.timeout,
    output: same ? { kind: 'same' } : { kind: 'ignore' },
    ignoreFailure: flags.ignoreFailure === true,
    prepare: flags.prepare === undefined ? null : parseCommand(flags.prepare, shell),
    cleanup: flags.cleanup === undefined ? null : parseCommand(flags.cleanup, shell),
    stdinPath: flags.stdin ?? null,
  };
}

function claimedVerdicts(
  result: CompareResult,
): ('improved' | 'regressed' | 'unchanged' | 'inconclusive')[] {
  return result.comparisons
    .flatMap((comparison) => comparison.candidates)
    .flatMap((candidate) => Object.values(candidate.metrics))
    .filter((metric) => metric.claimed)
    .map((metric) => metric.verdict);
}
