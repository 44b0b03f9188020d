import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { at, HoneError } from '../../../src/base/index.ts';
import { silent } from '../../../src/campaign/hooks.ts';
import { openReceiptKey } from '../../../src/campaign/receipt/receipt-key.ts';
import { verifyReceipt } from '../../../src/campaign/receipt/verify-receipt.ts';
import { runLines, withStore } from '../../../src/campaign/try/run-view.ts';
import type { Receipt, ReceiptCheck } from '../../../src/model/index.ts';
import { commitAll, git } from '../../cli/spawn-hone.ts';
import { copyOf, type Forged, signedBy } from './forge.ts';
import { type ReceiptPlace, receiptOfRun, receiptPlace, SUITE } from './receipt-place.ts';

let place: ReceiptPlace;
let honest: Receipt;
let clone: string;

before(async () => {
  place = receiptPlace();
  honest = await receiptOfRun(place, 'gains');
  clone = join(place.root, 'clone');
  git(place.root, ['clone', '-q', place.subject, clone]);
});
after(() => place.remove());

const context = { signal: new AbortController().signal, hooks: silent };

/** Verifies a receipt and measures again. */
function rerun(receipt: Receipt, folder = clone): Promise<ReceiptCheck> {
  const file = join(place.root, 'receipt.json');
  writeFileSync(file, JSON.stringify(receipt));
  return verifyReceipt({ file, keyFile: null, rerunIn: folder }, context);
}

test('measures what was kept again in a clone and says that it holds there', async () => {
  writeFileSync(join(clone, 'src/alpha'), '7\n');
  commitAll(clone, 'the clone has gone on since');
  const check = await rerun(honest);
  assert.equal(check.outcome, 'holds', JSON.stringify(check, null, 1));
  assert.deepEqual(
    check.rerun?.proposals.map(({ proposal, outcome, benchmark, metric, decision }) => [
      proposal,
      outcome,
      benchmark,
      metric,
      decision,
    ]),
    [
      ['gain-a', 'holds', 'alpha', 'cost', 'kept'],
      ['gain-b', 'holds', 'beta', 'cost', 'kept'],
    ],
  );
  const listed = await withStore(clone, context.signal, runLines);
  assert.deepEqual(listed, [], 'it is no run of hone try');
  assert.equal(git(clone, ['status', '--porcelain']), '', 'the clone is as it was');
});

test('says that a gain does not hold where nothing makes the program cheaper', async () => {
  process.env['FLAT'] = '1';
  try {
    const check = await rerun(honest);
    assert.equal(check.outcome, 'broken');
    const [gain] = check.rerun?.proposals ?? [];
    assert.equal(gain?.outcome, 'fails');
    assert.equal(gain.overlaps, false);
    assert.match(
      gain.text,
      /does not hold here.*On alpha cost, where the gain was, new \/ old is (1\.0|0\.99)/,
    );
  } finally {
    delete process.env['FLAT'];
  }
});

test('does not take another diff for the one that was measured', async () => {
  const forged = tampered((receipt) => {
    const { diff } = at(receipt.proposals, 0);
    assert.ok(diff !== null);
    diff.text = diff.text.replace('+50', '+51');
  });
  const check = await rerun(forged);
  assert.equal(check.outcome, 'broken');
  assert.equal(check.rerun, null);
  assert.match(check.remarks.join(' '), /Nothing was measured again/);
});

/** By the owner of the key. */
function tampered(change: (receipt: Forged) => void): Receipt {
  const forged = copyOf(honest);
  change(forged);
  return signedBy(openReceiptKey(place.subject), forged);
}

test('a clone without the base commit, or no clone at all, is said', async () => {
  const other = join(place.root, 'other');
  git(place.root, ['init', '-q', '-b', 'main', other]);
  writeFileSync(join(other, 'hone.yaml'), SUITE);
  commitAll(other, 'something else');
  await assert.rejects(rerun(honest, other), (thrown) => {
    assert.ok(thrown instanceof HoneError);
    assert.equal(thrown.code, 'E_NOT_FOUND');
    assert.match(thrown.message, new RegExp(honest.commit));
    return true;
  });
  await assert.rejects(rerun(honest, place.root), { code: 'E_NO_GIT' });
});

test('a subject that does not work on this machine is not blamed on the receipt', async () => {
  process.env['BROKEN'] = '1';
  try {
    await assert.rejects(rerun(honest), { code: 'E_COMMAND', message: /fails on the base itself/ });
  } finally {
    delete process.env['BROKEN'];
  }
});
