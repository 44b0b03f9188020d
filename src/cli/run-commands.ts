import type { Command as Program } from 'commander';

import type { RunFlags } from './run-flags.ts';
import type { Session } from './session.ts';

/** Adds the commands that look at runs: `status`, `show`, `log`, `report`. */
export function addRunCommands(program: Program, session: Session): void {
  const command = (name: string, text: string): Program =>
    program
      .command(name)
      .description(text)
      .option('--cwd <folder>', 'any folder of the repository', process.cwd());

  command('status', 'where a run of hone try stands')
    .argument('[run]', 'id of a run, or the start of it')
    .option('--json', 'as JSON')
    .action(async (run: string | undefined, flags: RunFlags) => {
      const { printStatus } = await import('./run-views.ts');
      await printStatus(run ?? null, flags, session);
    });

  command('show', 'everything known about one proposal')
    .argument('<proposal>', 'its name, as "hone status" lists it')
    .option('--run <id>', 'the run; the newest when left out')
    .option('--json', 'as JSON')
    .action(async (proposal: string, flags: RunFlags) => {
      const { printProposal } = await import('./run-views.ts');
      await printProposal(proposal, flags, session);
    });

  command('log', 'all runs of hone try, newest first')
    .option('--json', 'as JSON')
    .action(async (flags: RunFlags) => {
      const { printLog } = await import('./run-views.ts');
      await printLog(flags, session);
    });

  command('report', 'the report of a run as text, Markdown or HTML')
    .argument('[run]', 'id of a run, or the start of it')
    .option('--markdown <file>', 'write it as Markdown; - for standard output')
    .option('--html <file>', 'write it as one HTML file; - for standard output')
    .action(async (run: string | undefined, flags: RunFlags) => {
      const { printReport } = await import('./run-views.ts');
      await printReport(run ?? null, flags, session);
    });
}
