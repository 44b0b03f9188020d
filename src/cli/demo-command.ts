import type { Command as Program } from 'commander';

import type { Session } from './session.ts';

/** Adds `hone demo` to the program. */
export function addDemo(program: Program, session: Session): void {
  program
    .command('demo')
    .summary('see a whole campaign on a small program')
    .description(
      'Copies a small log analyser into a temporary folder and judges nine proposals for it: ' +
        'some make it faster, some do not, some break it, some cheat. Three to four minutes; ' +
        'nothing in it is scripted, every number is measured here and now.',
    )
    .action(async () => {
      const { demo } = await import('../campaign/index.ts');
      const { tryText } = await import('../report/index.ts');
      const { liveLine, print, styleFor } = await import('./terminal.ts');
      const hooks = liveLine(false);
      try {
        const { result, folder, reportPath } = await demo({ signal: session.signal, hooks });
        hooks.clear();
        await print(tryText(result, styleFor(process.stdout)));
        await print(`\nThe program:  ${folder}\nThe report:   ${reportPath}`);
      } finally {
        hooks.clear();
      }
    });
}
