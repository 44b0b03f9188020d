import { type Command as Program, Option } from 'commander';

import { EXIT } from './exit-codes.ts';
import { duration, wholeNumber } from './flags.ts';
import type { Session } from './session.ts';

interface CheckFlags {
  readonly profile?: string;
  readonly benchmark?: string;
  readonly assumePure?: boolean;
  readonly pairs: number;
  readonly timeLimit: number;
  readonly seed?: number;
  readonly cwd: string;
  readonly json?: string | true;
  readonly quiet?: boolean;
}

/** Pairs of runs unless the user says otherwise; enough for a share of a few per cent. */
const PAIRS_DEFAULT = 40;

const EXAMPLES = `
Examples:
  hone bottleneck check 3f9a
  hone bottleneck check 3f9a --pairs 100        a small share, or a noisy machine
  hone bottleneck check 3f9a --assume-pure      you know that it changes nothing

Exit codes: 0 agrees, 1 does not agree, 2 could not be checked, 3 cannot be seen.`;

/** Adds `hone bottleneck check` to its group. */
export function addCheck(group: Program, session: Session): void {
  group
    .command('check')
    .summary('run a function twice: does that cost what its share predicts?')
    .description(
      'Runs a pure function of the profiled commit twice wherever it is called, requires the ' +
        'same output, and holds the measured slowdown against the one that its share predicts.',
    )
    .argument('<id>', 'its id, or what it begins with')
    .option('--profile <id>', 'an earlier profile')
    .option('--benchmark <id>', 'the benchmark to run; the one in which it takes most, without')
    .option('--assume-pure', 'try it though the code does not look pure')
    .option('--pairs <n>', 'pairs of runs', wholeNumber(8, 1_000), PAIRS_DEFAULT)
    .addOption(
      new Option('--time-limit <time>', 'fewer pairs when they take longer')
        .argParser(duration)
        .default(300_000, '5m'),
    )
    .option('--seed <n>', 'for the order of runs', wholeNumber(0, 2 ** 31 - 1))
    .option('--cwd <folder>', 'where it was profiled', process.cwd())
    .option('--json [file]', 'the bottleneck with what was found, as JSON')
    .option('-q, --quiet', 'no progress on the terminal')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, flags: CheckFlags) => {
      const { checkBottleneck, randomSeed } = await import('../campaign/index.ts');
      const { BOTTLENECK_CHECK_SCHEMA, BottleneckCheckDocument } =
        await import('../model/index.ts');
      const { causalText, documentOf } = await import('../report/index.ts');
      const { printOrWrite, printsJson } = await import('./json-output.ts');
      const { liveLine, styleFor } = await import('./terminal.ts');
      const hooks = liveLine(flags.quiet === true || printsJson(flags.json));
      try {
        const checked = await checkBottleneck(
          {
            folder: flags.cwd,
            profile: flags.profile ?? null,
            bottleneck: id,
            benchmark: flags.benchmark ?? null,
            assumePure: flags.assumePure === true,
            pairs: flags.pairs,
            timeLimitMs: flags.timeLimit,
            seed: flags.seed ?? randomSeed(),
          },
          { signal: session.signal, hooks },
        );
        hooks.clear();
        const { row: bottleneck, profile, pairs, check } = checked;
        const document = documentOf(BottleneckCheckDocument, {
          schema: BOTTLENECK_CHECK_SCHEMA,
          profile,
          pairs,
          bottleneck,
        });
        await printOrWrite(flags.json, document, () =>
          causalText(bottleneck, profile, styleFor(process.stdout)),
        );
        session.exitCode = EXIT_OF[check.kind];
      } finally {
        hooks.clear();
      }
    });
}

const EXIT_OF = {
  agrees: EXIT.passed,
  contradicts: EXIT.refused,
  undecided: EXIT.inconclusive,
} as const;
