import { type Command as Program, Option } from 'commander';

import { duration, repeated, wholeNumber } from './flags.ts';
import type { Session } from './session.ts';
import { TRY_EXAMPLES, type TryFlags } from './try-flags.ts';

/** Adds `hone try` and `hone resume` to the program. */
export function addTry(program: Program, session: Session): void {
  program
    .command('try')
    .summary('judge proposed changes and keep what passes')
    .description('Judges patches, branches, or what a command changes, on the frozen suite.')
    .argument('[proposals...]', 'patch files, branches or commits; after --, a command')
    .option('--edit', 'propose by hand: opens a clone, and tries what you changed in it')
    .option('--yes', 'with --edit: take what the editor leaves, without asking')
    .option('--base <revision>', 'commit that proposals are held against; HEAD when left out')
    .option('--keep', 'commit what passes onto the branch hone/<run>')
    .option('--judge <agent>', 'says whether suspicious lines are honest; repeat it', repeated)
    .option('--clear <name=reason>', 'lets a proposal pass that waited for a person', repeated)
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .option('--json <file>', 'write everything as JSON; - for standard output')
    .option('--seed <number>', 'repeat the random order of an earlier run', wholeNumber(0, 2 ** 31))
    .option('--max-pairs <pairs>', 'most fresh pairs of a verdict', wholeNumber(8, 1_000))
    .option('--time-limit <time>', 'time for one proposal on one benchmark', duration)
    .addOption(
      new Option('--noise <policy>', 'when targets ask for less than this machine can see')
        .choices(['stop', 'accept'])
        .default('stop'),
    )
    .option('--measure-all', 'measure also what a profile of the base says can not be seen')
    .option('-q, --quiet', 'no progress on the terminal')
    .addHelpText('after', TRY_EXAMPLES)
    .action(async (words: string[], flags: TryFlags) => {
      const { runTry } = await import('./run-try.ts');
      session.exitCode = await runTry(words, flags, session);
    });
  addResume(program, session);
}

function addResume(program: Program, session: Session): void {
  program
    .command('resume')
    .summary('go on with a run that was cut short')
    .description('Goes on with a run that was killed. What was measured is not measured again.')
    .argument('[run]', 'id of the run or its start; the newest unfinished one when left out')
    .option('--take-over', 'take it from a hone on another machine that is surely gone')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .option('--json <file>', 'write everything as JSON; - for standard output')
    .option('-q, --quiet', 'no progress on the terminal')
    .action(async (run: string | undefined, flags: TryFlags) => {
      const { runResume } = await import('./run-try.ts');
      session.exitCode = await runResume(run ?? null, flags, session);
    });
}
