import type { Command as Program } from 'commander';

import type { Session } from './session.ts';

interface ArchitectureFlags {
  readonly cwd: string;
  readonly json?: string | true;
  readonly markdown?: string;
}

/** Adds `hone architecture` to the program. */
export function addArchitecture(program: Program, session: Session): void {
  program
    .command('architecture')
    .summary('what is started, and what keeps data, as its files say')
    .description(
      'Says how a repository is put together: where its code begins to run, which processes are ' +
        'started, what keeps data and what passes it on, each with the lines that say so. Read ' +
        'from committed manifests, container and compose files, and traces; nothing is run. The ' +
        'performance flow writes the same beside its baseline.',
    )
    .argument('[revision]', 'a commit, branch or tag', 'HEAD')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .option('--markdown <file>', 'write it as Markdown, with links to the lines')
    .option('--json [file]', 'as JSON, on standard output or to a file')
    .action(async (revision: string, flags: ArchitectureFlags) => {
      const { runArchitecture } = await import('./run-architecture.ts');
      await runArchitecture({ folder: flags.cwd, revision }, flags, session.signal);
    });
}
