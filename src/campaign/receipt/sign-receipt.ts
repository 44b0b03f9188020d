import { sign, verify } from 'node:crypto';

import { canonicalJson } from '../../base/index.ts';
import type { Receipt, ReceiptCheck, ReceiptFinding } from '../../model/index.ts';
import { finding } from './finding.ts';
import { type PublicReceiptKey, publicKeyFromDer, type ReceiptKey } from './receipt-key.ts';

/** A receipt that nobody has signed yet. */
export type UnsignedReceipt = Omit<Receipt, 'signature' | 'signer'>;

/** Signs a receipt: everything in it, the key's name included. */
export function signReceipt(receipt: UnsignedReceipt, key: ReceiptKey): Receipt {
  const { id, der } = key.publicKey;
  const signer: Receipt['signer'] = {
    algorithm: 'ed25519',
    keyId: id,
    publicKey: der.toString('base64'),
  };
  const whole = { ...receipt, signer };
  const signature = sign(null, Buffer.from(canonicalJson(whole)), key.privateKey);
  return { ...whole, signature: signature.toString('base64') };
}

/** Keys that a receipt may be signed with to be known. */
export interface KnownKeys {
  readonly from: 'this-machine' | 'key-file';
  readonly keys: readonly PublicReceiptKey[];
}

/** Whether the signature is that of the key that the receipt names, and whose key that is. */
export function checkSignature(
  receipt: Receipt,
  known: KnownKeys,
): { readonly signature: ReceiptCheck['signature']; readonly findings: ReceiptFinding[] } {
  const { signature, ...signed } = receipt;
  const { keyId, publicKey } = receipt.signer;
  const key = publicKeyFromDer(publicKey);
  const findings: ReceiptFinding[] = [];
  if (key === null) {
    findings.push(finding('signature', 'The public key in the receipt is none for ed25519.'));
  } else if (key.id !== keyId) {
    const text = `The receipt calls its key ${keyId}, but it is ${key.id}.`;
    findings.push(finding('signature', text, { said: keyId, found: key.id }));
  }
  const valid = key !== null && isValid(canonicalJson(signed), key, signature);
  if (key !== null && !valid) {
    const text =
      `The signature is not one of key ${key.id.slice(0, 16)} over this content: something was ` +
      `changed after it was signed, or it was signed by somebody else.`;
    findings.push(finding('signature', text));
  }
  const isKnown = key !== null && known.keys.some((one) => one.id === key.id);
  const signer = isKnown ? known.from : 'unknown';
  return { signature: { valid, keyId: key?.id ?? keyId, signer }, findings };
}

function isValid(text: string, key: PublicReceiptKey, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  const spki = { key: key.der, format: 'der', type: 'spki' } as const;
  return verify(null, Buffer.from(text), spki, bytes);
}
