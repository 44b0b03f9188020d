import { Type } from 'typebox';

/** Name and version of the format that `hone receipt key --json` writes. */
export const RECEIPT_KEY_SCHEMA = 'hone.receipt-key.v1';

/** What `hone receipt key --json` writes. */
export const ReceiptKeyDocument = Type.Object({
  schema: Type.Literal(RECEIPT_KEY_SCHEMA),
  algorithm: Type.Literal('ed25519'),
  keyId: Type.String({ description: 'Fingerprint, as receipts name it.' }),
  publicKey: Type.String({ description: 'PEM.' }),
});
