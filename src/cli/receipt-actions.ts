import { assertWritable, HoneError, writeFileAtomic } from '../base/index.ts';
import { createReceipt, openReceiptKey, receiptFile, verifyReceipt } from '../campaign/index.ts';
import { RECEIPT_KEY_SCHEMA, ReceiptCheck, ReceiptKeyDocument } from '../model/index.ts';
import { receiptText } from '../report/index.ts';
import { EXIT } from './exit-codes.ts';
import { jsonText, printDocument } from './json-output.ts';
import type { Session } from './session.ts';
import { liveLine, print, styleFor } from './terminal.ts';

/** The flags of `hone receipt`, as commander hands them over. */
export interface ReceiptFlags {
  readonly cwd: string;
  readonly out?: string;
  readonly key?: string;
  readonly rerun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Writes the receipt of a run and says where, or prints it. */
export async function runCreate(
  run: string | null,
  { cwd, out }: ReceiptFlags,
  session: Session,
): Promise<void> {
  if (out === '') {
    throw new HoneError('E_USAGE', '--out needs the name of a file, or - for standard output.');
  }
  if (out !== undefined && out !== '-') {
    assertWritable(out);
  }
  const { receipt, path } = await createReceipt(cwd, run, {
    out: out === undefined ? 'run-folder' : 'caller',
    signal: session.signal,
  });
  const text = jsonText(receipt);
  if (out === '-') {
    await print(text);
    return;
  }
  if (out !== undefined) {
    writeFileAtomic(out, text);
  }
  await print(
    `Receipt of run ${receipt.run}: ${path ?? out ?? ''}\n` +
      `Signed by key ${receipt.signer.keyId}. Whoever checks it needs the output of ` +
      `"hone receipt key".`,
  );
}

/**
 * Verifies a receipt and prints what was found.
 *
 * @param wanted - its path, or the id of a run; null for the newest run
 * @returns the exit code
 */
export async function runVerify(
  wanted: string | null,
  flags: ReceiptFlags,
  session: Session,
): Promise<number> {
  const file = await receiptFile(flags.cwd, wanted, session.signal);
  const hooks = liveLine(flags.quiet === true || flags.json === true);
  try {
    const check = await verifyReceipt(
      { file, keyFile: flags.key ?? null, rerunIn: flags.rerun === true ? flags.cwd : null },
      { signal: session.signal, hooks },
    );
    hooks.clear();
    if (flags.json === true) {
      await printDocument(ReceiptCheck, check);
    } else {
      await print(receiptText(check, styleFor(process.stdout)));
    }
    return { holds: EXIT.passed, broken: EXIT.refused, inconclusive: EXIT.inconclusive }[
      check.outcome
    ];
  } finally {
    hooks.clear();
  }
}

/** Prints this user's public key; its fingerprint goes to people, the key itself to files. */
export async function runKey({ json }: Pick<ReceiptFlags, 'json'>): Promise<void> {
  const { id, pem } = openReceiptKey(null).publicKey;
  if (json === true) {
    const key = { algorithm: 'ed25519', keyId: id, publicKey: pem } as const;
    await printDocument(ReceiptKeyDocument, { schema: RECEIPT_KEY_SCHEMA, ...key });
    return;
  }
  await print(`${pem}fingerprint ${id}`);
}
