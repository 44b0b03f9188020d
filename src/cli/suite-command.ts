import type { Command as Program } from 'commander';

import type { SuiteChange } from '../campaign/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Session } from './session.ts';

interface SuiteFlags {
  readonly cwd: string;
  readonly reason: string;
  readonly yes?: boolean;
}

const QUESTION = 'Accept this change? Type yes: ';
const NO_TERMINAL =
  'This needs a yes, and there is no terminal to ask on. Pass --yes to agree; it is recorded.';

/** Adds `hone suite change` to the program. */
export function addSuite(program: Program, session: Session): void {
  const suite = program
    .command('suite')
    .description('the frozen suite, which everything is judged by');
  suite
    .command('change')
    .description(
      'Accepts a changed hone.yaml, benchmark or test: shows what differs and what it does to ' +
        'the baselines, and asks. The change, its reason and who agreed stay in the journal.',
    )
    .requiredOption('--reason <text>', 'why it has to change; kept in the journal')
    .option('--yes', 'agree without being asked; recorded as such')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .action(async (flags: SuiteFlags) => {
      const { changeSuite } = await import('../campaign/index.ts');
      const { liveLine, print } = await import('./terminal.ts');
      const hooks = liveLine(false);
      try {
        const outcome = await changeSuite(
          {
            folder: flags.cwd,
            reason: flags.reason,
            agree: async (change) => {
              hooks.clear();
              await print(changeText(change));
              if (flags.yes === true) {
                return 'flag --yes';
              }
              const { askForYes } = await import('./ask.ts');
              const agreed = await askForYes(QUESTION, NO_TERMINAL, session.signal);
              return agreed ? 'person' : 'no';
            },
          },
          { signal: session.signal, hooks },
        );
        hooks.clear();
        if (outcome === null) {
          await print('The suite is the one that was frozen; there is nothing to change.');
          return;
        }
        await print(outcome.agreed ? 'Frozen anew.' : 'Left as it was.');
        session.exitCode = outcome.agreed ? EXIT.passed : EXIT.refused;
      } finally {
        hooks.clear();
      }
    });
}

function changeText({ from, to, changes, effects }: SuiteChange): string {
  return [
    `The suite ${from.slice(0, 12)} would become ${to.slice(0, 12)}:`,
    ...changes.map((change) => `  ${change}`),
    'What that does to the baselines, measured on the same code:',
    ...effects.map(({ benchmark, text }) => `  ${benchmark}: ${text}`),
  ].join('\n');
}
