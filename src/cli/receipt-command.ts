import type { Command as Program } from 'commander';

import type { ReceiptFlags } from './receipt-actions.ts';
import type { Session } from './session.ts';

const VERIFY_HELP = `
Without --rerun nothing is run and no repository is needed. With it, the base and every kept
proposal of the receipt are built, tested and measured here: that runs code out of the receipt.

Exit codes: 0 it holds, 1 it does not, 3 it can't be told (an unknown key, other statistics, too
much noise), 2 it could not be checked.`;

/** Adds `hone receipt` with `create`, `verify` and `key` to the program. */
export function addReceipt(program: Program, session: Session): void {
  const receipt = program
    .command('receipt')
    .description('what lets another machine check a result');

  receipt
    .command('create')
    .description('Writes the signed receipt of a finished run of hone try.')
    .argument('[run]', 'id of a run, or the start of it; the newest when left out')
    .option('--out <file>', "where to; - for standard output, the run's folder when left out")
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .action(async (run: string | undefined, flags: ReceiptFlags) => {
      const { runCreate } = await import('./receipt-actions.ts');
      await runCreate(run ?? null, flags, session);
    });

  receipt
    .command('verify')
    .description('Checks a receipt and recomputes every number and decision in it.')
    .argument('[file]', 'the receipt, or the id of a run; the newest run when left out')
    .option('--key <file>', 'public keys that may have signed; your own when left out')
    .option('--rerun', 'also measure again what was kept, on this machine')
    .option(
      '--cwd <folder>',
      'where runs are looked for; for --rerun: a clone with the base commit',
      process.cwd(),
    )
    .option('--json', 'as JSON')
    .option('-q, --quiet', 'no progress on the terminal')
    .addHelpText('after', VERIFY_HELP)
    .action(async (file: string | undefined, flags: ReceiptFlags) => {
      const { runVerify } = await import('./receipt-actions.ts');
      session.exitCode = await runVerify(file ?? null, flags, session);
    });

  receipt
    .command('key')
    .description('Prints the public key that your receipts are signed with; makes it when needed.')
    .option('--json', 'as JSON')
    .action(async (flags: ReceiptFlags) => {
      const { runKey } = await import('./receipt-actions.ts');
      await runKey(flags);
    });
}
