import type { ReceiptCheck, RerunProposal } from '../../model/index.ts';
import type { TryContext } from '../try/run-try.ts';
import { checkReceipt } from './check-receipt.ts';
import { readReceipt } from './read-receipt.ts';
import { localPublicKey, publicKeysIn } from './receipt-key.ts';
import { rerunReceipt } from './rerun-receipt.ts';
import type { KnownKeys } from './sign-receipt.ts';

/** How a receipt is verified. */
export interface VerifyOptions {
  /** The receipt. */
  readonly file: string;
  /** File of public keys that may have signed; null takes this user's own key. */
  readonly keyFile: string | null;
  /** A clone of the subject to measure again in; null measures nothing. */
  readonly rerunIn: string | null;
}

/**
 * Verifies a receipt by itself and, when asked, by measuring again. A receipt in which something is
 * wrong is not measured again: its code would be run for nothing.
 *
 * @throws HoneError E_NOT_FOUND and E_FORMAT for a file that is no receipt or holds no key,
 *   E_CONFIG when this user's key is unusable; else as `rerunReceipt`
 */
export async function verifyReceipt(
  options: VerifyOptions,
  context: TryContext,
): Promise<ReceiptCheck> {
  const receipt = readReceipt(options.file);
  const check = await checkReceipt(receipt, knownKeys(options.keyFile));
  if (options.rerunIn === null) {
    return check;
  }
  if (check.outcome === 'broken') {
    return remarked(check, 'Nothing was measured again, because the receipt itself does not hold.');
  }
  if (check.decisions.every(({ decision }) => decision !== 'kept')) {
    return remarked(check, 'Nothing was kept, so there is no gain to measure again.');
  }
  const rerun = await rerunReceipt(receipt, options.rerunIn, context);
  const outcome = outcomeOfRerun(rerun.proposals.map((one) => one.outcome));
  return { ...check, outcome, rerun: { run: rerun.run, proposals: [...rerun.proposals] } };
}

function remarked(check: ReceiptCheck, remark: string): ReceiptCheck {
  return { ...check, remarks: [...check.remarks, remark] };
}

function knownKeys(keyFile: string | null): KnownKeys {
  if (keyFile !== null) {
    return { from: 'key-file', keys: publicKeysIn(keyFile) };
  }
  const own = localPublicKey();
  return { from: 'this-machine', keys: own === null ? [] : [own] };
}

/** The worst decides. Fresh measurements speak for themselves, whoever signed. */
function outcomeOfRerun(outcomes: readonly RerunProposal['outcome'][]): ReceiptCheck['outcome'] {
  if (outcomes.includes('fails')) {
    return 'broken';
  }
  return outcomes.includes('inconclusive') ? 'inconclusive' : 'holds';
}
