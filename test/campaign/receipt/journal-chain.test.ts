import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { systemClock } from '../../../src/base/index.ts';
import { eventHash } from '../../../src/campaign/receipt/journal-chain.ts';
import { parseRunId } from '../../../src/model/index.ts';
import { openStore } from '../../../src/store/index.ts';

test('hashes an event as the journal does, whatever is in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hone-receipt-chain-'));
  const store = openStore(join(folder, '.hone'), { clock: systemClock });
  try {
    const run = parseRunId('20260101-000000-bbbb');
    store.acquireRun(run, { purpose: 'test' });
    const odd = {
      'ü\n"\u2028': [1e-7, -0, 1e21, null, true],
      z: { __proto__: null, a: '\ud83d\ude00' },
    };
    const data = JSON.parse(JSON.stringify(odd));
    const first = store.appendEvent(run, { type: 'odd', key: 'a "key" ü', data });
    const second = store.appendEvent(run, { type: 'plain', key: null, data: {} });
    for (const event of [first, second, ...store.events(run)]) {
      assert.equal(eventHash(run, event), event.hash);
    }
    assert.equal(second.previousHash, first.hash);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
