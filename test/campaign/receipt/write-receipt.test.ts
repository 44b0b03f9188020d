import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { systemClock } from '../../../src/base/index.ts';
import { createReceipt } from '../../../src/campaign/receipt/create-receipt.ts';
import { readReceipt } from '../../../src/campaign/receipt/read-receipt.ts';
import { receiptOf, writeReceipt } from '../../../src/campaign/receipt/write-receipt.ts';
import { parseRunId, type Receipt } from '../../../src/model/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { type ReceiptPlace, receiptOfRun, receiptPlace } from './receipt-place.ts';

let place: ReceiptPlace;
let honest: Receipt;

before(async () => {
  place = receiptPlace();
  honest = await receiptOfRun(place, 'gains');
});
after(() => place.remove());

function withStore(work: (store: Store) => void): void {
  const store = openStore(join(place.subject, '.hone'), { clock: systemClock });
  try {
    work(store);
  } finally {
    store.close();
  }
}

test('writes the receipt into the folder of the run, the same but for its time', () => {
  withStore((store) => {
    assert.equal(writeReceipt(store, parseRunId(honest.run)), null);
  });
  const path = join(place.subject, '.hone', 'runs', honest.run, 'receipt.json');
  const { createdAt: _at, signature: _signature, ...written } = readReceipt(path);
  const { createdAt: _before, signature: _old, ...made } = honest;
  assert.deepEqual(written, made);
  assert.ok(!readFileSync(path, 'utf8').includes('PRIVATE KEY'));
});

test('a run ends without a receipt when the key would lie in the subject, and says so', () => {
  const saved = process.env['XDG_CONFIG_HOME'];
  process.env['XDG_CONFIG_HOME'] = join(place.subject, 'config');
  try {
    withStore((store) => {
      const said = writeReceipt(store, parseRunId(honest.run));
      assert.match(said ?? '', /no receipt of run .*in the repository/);
    });
    assert.ok(!existsSync(join(place.subject, 'config')));
  } finally {
    process.env['XDG_CONFIG_HOME'] = saved;
  }
});

test('an unknown run, and one that has not ended, have no receipt', async () => {
  const { signal } = new AbortController();
  const create = (wanted: string | null): Promise<unknown> =>
    createReceipt(place.subject, wanted, { out: 'caller', signal });
  await assert.rejects(create('2001'), { code: 'E_NOT_FOUND', message: /no run "2001"/ });
  withStore((store) => {
    const run = parseRunId('20990101-000000-bbbb');
    store.acquireRun(run, { purpose: 'test' });
    const data = { proposals: [], suiteHash: '' };
    store.appendEvent(run, { type: 'run.started', key: 'started', data });
  });
  await assert.rejects(create('2099'), { code: 'E_NOT_FOUND', message: /hone resume 2099/ });
});

test('a run whose samples are gone has no receipt any more', () => {
  rmSync(join(place.subject, '.hone', 'blobs'), { recursive: true });
  withStore((store) => {
    assert.throws(() => receiptOf(store, parseRunId(honest.run)), { code: 'E_JOURNAL' });
    assert.match(writeReceipt(store, parseRunId(honest.run)) ?? '', /no receipt of run .*missing/);
  });
});
