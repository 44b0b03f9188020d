import { generateKeyPairSync } from 'node:crypto';
import assert from 'node:assert/strict';

import { canonicalJson } from '../../../src/base/index.ts';
import { eventHash } from '../../../src/campaign/receipt/journal-chain.ts';
import { receiptBody, sha256Of } from '../../../src/campaign/receipt/receipt-body.ts';
import { publicKeyFromDer, type ReceiptKey } from '../../../src/campaign/receipt/receipt-key.ts';
import { recordedRun } from '../../../src/campaign/receipt/recorded-run.ts';
import { signReceipt } from '../../../src/campaign/receipt/sign-receipt.ts';
import type { Receipt, ReceiptEvent, Sample } from '../../../src/model/index.ts';

/** A receipt that can be written to. */
export type Forged = {
  -readonly [Key in keyof Receipt]: Receipt[Key];
};

/** A copy to tamper with. */
export function copyOf(receipt: Receipt): Forged {
  return structuredClone(receipt);
}

/** A key of nobody's. */
export function strangersKey(): ReceiptKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const known = publicKeyFromDer(der);
  assert.ok(known !== null);
  return { privateKey, publicKey: known };
}

/** The same content signed by another key. */
export function signedBy(key: ReceiptKey, receipt: Receipt): Receipt {
  const { signature: _old, signer: _other, ...rest } = receipt;
  return signReceipt(rest, key);
}

/** The event with a key. */
export function eventOf(receipt: Receipt, key: string): ReceiptEvent {
  const event = receipt.journal.events.find((one) => one.key === key);
  assert.ok(event !== undefined, `there is an event ${key}`);
  return event;
}

/** The data of an event, to be written to. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names what is there
export function dataOf<T>(receipt: Receipt, key: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test knows what is there
  return eventOf(receipt, key).data as T;
}

/** Changes what a step or a batch recorded, and leaves all hashes as they were. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names what is there
export function change<T>(receipt: Forged, key: string, work: (recorded: T) => unknown): void {
  const data = dataOf<{ blob?: string; result?: T }>(receipt, key);
  if (data.blob === undefined) {
    assert.ok(data.result !== undefined, `${key} has a result`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it may be any JSON
    data.result = work(data.result) as T;
    return;
  }
  const text = receipt.blobs[data.blob];
  assert.ok(text !== undefined, `${key} refers to a content`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  receipt.blobs[data.blob] = JSON.stringify(work(JSON.parse(text) as T));
}

/** The same for the samples of a batch. */
export function changeSamples(
  receipt: Forged,
  key: string,
  work: (samples: Sample[]) => Sample[],
): void {
  change(receipt, key, work);
}

/**
 * Makes everything agree again with what was tampered with: names of contents, hashes of events,
 * the chain, its head, and the plain fields. Only what follows from the samples stays as it was.
 */
export function rehashed(receipt: Forged): Forged {
  const renamed = new Map<string, string>();
  for (const [hash, text] of Object.entries(receipt.blobs)) {
    renamed.set(hash, sha256Of(text));
  }
  let previousHash = '0'.repeat(64);
  const events = receipt.journal.events.map((event, index) => {
    const data = JSON.parse(
      canonicalJson(event.data).replaceAll(/[0-9a-f]{64}/g, (hash) => renamed.get(hash) ?? hash),
    ) as unknown;
    const next = { ...event, seq: index + 1, data, previousHash };
    previousHash = eventHash(receipt.run, next);
    return { ...next, hash: previousHash };
  });
  const blobs = Object.fromEntries(
    Object.entries(receipt.blobs).map(([hash, text]) => [renamed.get(hash) ?? hash, text]),
  );
  const recorded = recordedRun(receipt.run, events, (hash) => blobs[hash] ?? null);
  const { subject, ...body } = receiptBody(recorded);
  const { suite } = receipt.subject;
  const configHash = renamed.get(suite.configHash) ?? suite.configHash;
  return {
    ...receipt,
    ...body,
    subject: { ...subject, suite: { ...suite, configHash, hash: body.suiteHash } },
    journal: { head: previousHash, events },
    blobs,
  };
}
