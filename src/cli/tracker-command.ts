import type { Command as Program } from 'commander';

import type { Session } from './session.ts';
import type { TrackerFlags } from './tracker-flags.ts';

const HELP = `
Every state, share and number in it is derived: from runs, git, pull requests and measurements. What
nothing shows is "not known".

  hone tracker                                      on the terminal
  hone tracker --watch                              the same, drawn anew when something changes
  hone tracker --write --name "Faster parsing"      tasks/TRACKER.md, with your own notes kept
  hone tracker 021 022 --html tracker.html          a page of two tasks
  hone tracker --json | jq -r .next.id              for scripts
  hone tracker --refresh                            asks the host for the pull requests as well`;

/** Adds `hone tracker` to the program. */
export function addTracker(program: Program, session: Session): void {
  program
    .command('tracker')
    .summary('the hand-off document of a campaign of several pull requests')
    .description('Shows what is done, what is next and what to know, over all tasks.')
    .argument('[ids...]', 'only these tasks: 021 022')
    .option('--write', 'write it into the file; what people wrote there stays')
    .option('--file <path>', 'from the root of the repository; tasks/TRACKER.md when left out')
    .option('--json [file]', 'its values as JSON; without a file to standard output')
    .option('--markdown <file>', 'write it anew, without notes; - for standard output')
    .option('--html <file>', 'write a page, readable without a network; - for standard output')
    .option('--watch', 'draw it anew when something changes, until Ctrl-C')
    .option('--name <text>', "the campaign's name; kept in the file with --write")
    .option('--purpose <text>', 'what it is for; kept in the file with --write')
    .option('--refresh', 'read pull requests where they live, which takes the network')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .addHelpText('after', HELP)
    .action(async (ids: readonly string[], flags: TrackerFlags) => {
      const { showTracker } = await import('./tracker-actions.ts');
      await showTracker(ids, flags, session);
    });
}
