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
    .option('--json [file]', 'as JSON, on standard output or to a file')
    .action(async (flags: { quick?: boolean; json?: string | true }) => {
      const { doctor } = await import('../campaign/index.ts');
      const { liveLine } = await import('./terminal.ts');
      const { DOCTOR_SCHEMA, DoctorDocument } = await import('../model/index.ts');
      const { documentOf } = await import('../report/index.ts');
      const { printOrWrite, printsJson } = await import('./json-output.ts');
      const { json } = flags;
      const hooks = liveLine(printsJson(json));
      try {
        const seconds = flags.quick === true ? SECONDS_QUICK : SECONDS;
        const result = await doctor(seconds, { signal: session.signal, hooks });
        hooks.clear();
        const document = documentOf(DoctorDocument, { schema: DOCTOR_SCHEMA, ...result });
        await printOrWrite(json, document, () => doctorText(result));
      } finally {
        hooks.clear();
      }
    });
}
