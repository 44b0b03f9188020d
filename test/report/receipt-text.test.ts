import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ReceiptCheck } from '../../src/model/index.ts';
import { receiptText } from '../../src/report/index.ts';

const PLAIN = { color: false, width: 100, unicode: true };
const KEY = 'a'.repeat(64);

const CHECK: ReceiptCheck = {
  schema: 'hone.receipt-check.v1',
  outcome: 'holds',
  run: '20260101-000000-bbbb',
  commit: 'c'.repeat(40),
  createdAt: '2026-01-01T00:00:00.000Z',
  hone: '0.1.0',
  signature: { valid: true, keyId: KEY, signer: 'this-machine' },
  statistics: { receipt: 1, here: 1, recomputed: true },
  journal: { events: 12, head: 'b'.repeat(64), intact: true },
  samples: 400,
  decisions: [{ proposal: 'gain', decision: 'kept', reason: 'wait wall -80.0 %.' }],
  findings: [],
  findingsMore: 0,
  remarks: [],
  rerun: null,
};

test('says first whether a receipt holds, then what was looked at', () => {
  assert.equal(
    receiptText(CHECK, PLAIN),
    `The receipt of run 20260101-000000-bbbb holds: everything in it follows from its raw samples.

  Signature: valid, by your own key
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  Journal: 12 events, unbroken, up to
    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  Samples: 400, all judged again
  Base: cccccccccccccccccccccccccccccccccccccccc
  Made: 2026-01-01T00:00:00.000Z, judged by hone 0.1.0

What it says
  gain: kept. wait wall -80.0 %.
`,
  );
});

test('names what is wrong, in one line each, whatever is in the words of a forger', () => {
  const finding = {
    area: 'number' as const,
    proposal: 'gain',
    benchmark: 'wait',
    field: 'wall.ratio.lo',
    said: '0.1',
    found: '0.2',
    text: 'gain on wait: \u001b[2Jratio\nis 0.1',
  };
  const text = receiptText(
    { ...CHECK, outcome: 'broken', findings: [finding], findingsMore: 3 },
    PLAIN,
  );
  assert.match(text, /does not hold: 4 things are wrong/);
  assert.match(text, /number: gain on wait: .*ratio.* is 0\.1/);
  assert.match(text, /and 3 more/);
  assert.ok(!text.includes('\u001b'));
});

test('an unknown key is never passed over', () => {
  const signature = { ...CHECK.signature, signer: 'unknown' as const };
  const text = receiptText(
    { ...CHECK, outcome: 'inconclusive', signature, remarks: ['Ask.'] },
    PLAIN,
  );
  assert.match(text, /^Nothing is wrong with the receipt .*, but see below/);
  assert.match(text, /by an UNKNOWN key/);
  assert.match(text, /Ask\.\n$/);
});

test('says what measuring again gave', () => {
  const proposal = {
    proposal: 'gain',
    outcome: 'fails' as const,
    benchmark: 'wait',
    metric: 'wall',
    there: null,
    here: null,
    overlaps: null,
    decision: 'rejected' as const,
    text: 'It does not hold here: no.',
  };
  const rerun = { run: '20260102-000000-bbbb', proposals: [proposal] };
  const outcomes = [
    ['holds', /holds, and so do its gains on this machine/],
    ['broken', /is sound, but not all of its gains hold here/],
    ['inconclusive', /its gains could not be told here/],
  ] as const;
  for (const [outcome, words] of outcomes) {
    const text = receiptText({ ...CHECK, outcome, rerun }, PLAIN);
    assert.match(text, words);
    assert.match(text, /gain: It does not hold here: no\./);
  }
});
