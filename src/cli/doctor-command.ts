import type { Command as Program } from 'commander';

import { doctorText } from './doctor-text.ts';
import type { Session } from './session.ts';

/** Seconds of self-test. */
const SECONDS = 30;
const SECONDS_QUICK = 10;

/** Adds `hone doctor` to the program. */
export function addDoctor(program: Program, session: Session): void {
  program
    .command('doctor')
    .summary('what this machine can measure')
    .description(
      'Measures a program against itself for about 30 s and says how small a change this machine ' +
        'can see, which tools are there, and what to do about each finding.',
    )
    .option('--quick', 'about 10 s')
    .option('--json', 'as JSON')
    .action(async (flags: { quick?: boolean; json?: boolean }) => {
      const { doctor } = await import('../campaign/index.ts');
      const { liveLine, print } = await import('./terminal.ts');
      const hooks = liveLine(flags.json === true);
      try {
        const seconds = flags.quick === true ? SECONDS_QUICK : SECONDS;
        const result = await doctor(seconds, { signal: session.signal, hooks });
        hooks.clear();
        await print(flags.json === true ? JSON.stringify(result, null, 2) : doctorText(result));
      } finally {
        hooks.clear();
      }
    });
}
