import type { Command as Program } from 'commander';

import type { InitProposal } from '../campaign/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Session } from './session.ts';

interface InitFlags {
  readonly cwd: string;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly run: boolean;
  readonly print?: boolean;
}

/** Adds `hone init` to the program. */
export function addInit(program: Program, session: Session): void {
  program
    .command('init')
    .summary('propose a hone.yaml for this repository')
    .description(
      'Looks at the repository (package.json, Cargo.toml, go.mod, pyproject, Makefile, bench ' +
        'folders, CI files), runs each command that it finds once to prove that it works, and ' +
        'writes a commented hone.yaml.',
    )
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .option('--yes', 'replace a hone.yaml that exists without being asked')
    .option('--force', 'the same as --yes')
    .option('--no-run', 'propose without trying the commands')
    .option('--print', 'print the file and write nothing')
    .action(async (flags: InitFlags) => {
      const { proposeConfig, writeConfig } = await import('../campaign/index.ts');
      const { liveLine, print } = await import('./terminal.ts');
      const hooks = liveLine(false);
      try {
        const proposal = await proposeConfig(
          {
            folder: flags.cwd,
            run: flags.run,
            mayReplace: (path) => mayReplace(path, flags, session),
          },
          { signal: session.signal, hooks },
        );
        hooks.clear();
        if (proposal === null) {
          await print('Left as it was.');
          session.exitCode = EXIT.refused;
          return;
        }
        if (flags.print === true) {
          await print(proposal.config);
          return;
        }
        writeConfig(proposal);
        await print(initText(proposal));
      } finally {
        hooks.clear();
      }
    });
}

async function mayReplace(path: string, flags: InitFlags, session: Session): Promise<boolean> {
  if (flags.yes === true || flags.force === true || flags.print === true) {
    return true;
  }
  const { askForYes } = await import('./ask.ts');
  return askForYes(
    `${path} exists already. Replace it? Type yes: `,
    `${path} exists already, and there is no terminal to ask on. Edit it, or pass --yes to have ` +
      'it replaced.',
    session.signal,
  );
}

function initText(proposal: InitProposal): string {
  const proofs = proposal.proofs.flatMap(({ what, run, evidence, outcome, reason }) => [
    `  ${outcome === 'works' ? 'works' : 'fails'}  ${what}: ${run}   (${evidence})`,
    ...(reason === null ? [] : [`         ${reason.split('\n')[0] ?? ''}`]),
  ]);
  return [
    ...(proofs.length === 0 ? [] : ['Tried once:', ...proofs, '']),
    ...proposal.notes.map((note) => `Note: ${note}`),
    ...(proposal.complete
      ? [`Wrote ${proposal.path}. Read it, make the benchmarks yours, commit it, then:`]
      : [
          `Wrote ${proposal.path}, which has no benchmark yet. Add one where it says ` +
            '"benchmarks", commit the file, then:',
        ]),
    '  hone doctor          how small a change this machine can see',
    '  hone try fix.patch   judge a change',
  ].join('\n');
}
