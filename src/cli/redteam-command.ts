import type { Command as Program } from 'commander';

import { duration, wholeNumber } from './flags.ts';
import { REDTEAM_EXAMPLES, type RedteamFlags } from './redteam-flags.ts';
import type { Session } from './session.ts';

/** Adds `hone redteam` to the program. */
export function addRedteam(program: Program, session: Session): void {
  program
    .command('redteam')
    .summary('try to cheat the suite before a campaign does')
    .description('Writes cheats against the suite of this repository and shows that they lose.')
    .option('--only <cheats>', 'names with commas between them; clears no campaign', names)
    .option('--list', 'name the cheats of the library and end')
    .option('--show', 'show the last whole attack on this suite and end')
    .option('--override <reason>', 'let campaigns start in spite of what is open, and say why')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .option('--json <file>', 'write everything as JSON; - for standard output')
    .option('--markdown <file>', 'write a report as Markdown; - for standard output')
    .option('--seed <number>', 'repeat the random order of an earlier run', wholeNumber(0, 2 ** 31))
    .option('--max-pairs <pairs>', 'most fresh pairs of a verdict (10)', wholeNumber(10, 1_000))
    .option('--time-limit <time>', 'time for one cheat on one benchmark', duration)
    .option('-q, --quiet', 'no progress on the terminal')
    .addHelpText('after', REDTEAM_EXAMPLES)
    .action(async (flags: RedteamFlags) => {
      const { runRedteam } = await import('./run-redteam.ts');
      session.exitCode = await runRedteam(flags, session);
    });
}

function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
