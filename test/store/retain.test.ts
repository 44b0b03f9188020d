import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import * as fc from 'fast-check';

import { parseRunId, type RunId } from '../../src/model/index.ts';
import type { Store } from '../../src/store/index.ts';
import { type Retention, runsToClear } from '../../src/store/retain.ts';
import { storeIn, temporaryFolder } from './new-store.ts';

const runOf = (second: number): RunId =>
  parseRunId(`20250131-1425${String(second).padStart(2, '0')}-bcdf`);
const endOf = (hour: number): string => new Date(Date.UTC(2025, 0, 31, hour)).toISOString();
const NOW = endOf(100);

function policy(more: Partial<Retention>): Retention {
  return { keepLastN: null, ttlHours: null, now: NOW, ended: new Map(), blobs: [], ...more };
}

/** Ended at hours 10, 20, … */
const ended = new Map([1, 2, 3, 4].map((number) => [runOf(number), endOf(number * 10)] as const));

test('the last ones keep their results, the others lose them', () => {
  assert.deepEqual(runsToClear(policy({ ended, keepLastN: 3 })), [runOf(1)]);
  assert.deepEqual(runsToClear(policy({ ended, keepLastN: 0 })), [...ended.keys()]);
  assert.deepEqual(runsToClear(policy({ ended, keepLastN: 9 })), []);
});

test('those that ended longer ago lose them, also the last ones', () => {
  assert.deepEqual(runsToClear(policy({ ended, ttlHours: 75 })), [runOf(1), runOf(2)]);
  assert.deepEqual(runsToClear(policy({ ended, ttlHours: 70 })), [runOf(1), runOf(2)]);
  assert.deepEqual(runsToClear(policy({ ended, keepLastN: 3, ttlHours: 65 })), [
    runOf(1),
    runOf(2),
    runOf(3),
  ]);
});

test('without a limit, and with a clock that was set back, everything stays', () => {
  assert.deepEqual(runsToClear(policy({ ended })), []);
  assert.deepEqual(runsToClear(policy({ ended, ttlHours: 0, now: endOf(0) })), []);
});

test('tighter limits never keep more', () => {
  const limit = fc.option(fc.integer({ min: 0, max: 120 }));
  const runs = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 8 });
  fc.assert(
    fc.property(runs, limit, limit, (numbers, keepLastN, ttlHours) => {
      const all = new Map(numbers.map((number) => [runOf(number), endOf(number)] as const));
      const cleared = runsToClear(policy({ ended: all, keepLastN, ttlHours }));
      const tighter = runsToClear(
        policy({
          ended: all,
          keepLastN: keepLastN === null ? 1 : Math.max(0, keepLastN - 1),
          ttlHours: ttlHours === null ? 50 : ttlHours / 2,
        }),
      );
      if (keepLastN === null || keepLastN > 0) {
        assert.ok(cleared.every((run) => tighter.includes(run)));
      }
      assert.ok(keepLastN === null || all.size - cleared.length <= keepLastN);
    }),
  );
});

/** Three runs that share one blob and have one of their own each. */
function threeRuns(t: TestContext): { store: Store; shared: string; own: readonly string[] } {
  const store = storeIn(t, temporaryFolder(t));
  let shared = '';
  const own = [1, 2, 3].map((number) => {
    const run = runOf(number);
    const lease = store.acquireRun(run, { purpose: 'x' });
    shared = store.putBlob('everybody has this');
    const blob = store.putBlob(`only ${number} has this`);
    store.appendEvent(run, { type: 'result', key: null, data: { blob, shared } });
    lease.release();
    return blob;
  });
  return { store, shared, own };
}

test('only what nobody else mentions goes; events stay, and a read says what happened', (t) => {
  const { store, shared, own } = threeRuns(t);
  const two = new Map([
    [runOf(1), endOf(1)],
    [runOf(2), endOf(2)],
  ]);
  const result = store.retain(policy({ ended: two, keepLastN: 1 }));
  assert.deepEqual(result.cleared, [runOf(1)]);
  assert.deepEqual([result.kept, result.removed], [3, 1]);
  const [gone = '', kept = '', running = ''] = own;
  assert.deepEqual(
    [shared, gone, kept, running].map((hash) => store.blobState(hash)),
    ['intact', 'removed', 'intact', 'intact'],
  );
  assert.equal(store.events(runOf(1)).length, 1);
  assert.throws(() => store.getBlob(gone), {
    code: 'E_NOT_FOUND',
    message: /was removed on 2025-.* retention/,
  });
  // Doing it again finds nothing to do.
  assert.equal(store.retain(policy({ ended: two, keepLastN: 1 })).removed, 0);
});

test('a result that comes back is there, and later lost it is missing', (t) => {
  const { store, own } = threeRuns(t);
  const [gone = ''] = own;
  const one = new Map([[runOf(1), endOf(1)]]);
  store.retain(policy({ ended: one, keepLastN: 0 }));
  assert.equal(store.blobState(gone), 'removed');
  store.acquireRun(runOf(9), { purpose: 'again' });
  assert.equal(store.putBlob('only 1 has this'), gone);
  assert.equal(store.blobState(gone), 'intact');
});

test('nothing is removed while a run is driven', (t) => {
  const { store, own } = threeRuns(t);
  store.acquireRun(runOf(3), { purpose: 'drive' });
  const all = new Map([[runOf(1), endOf(1)]]);
  assert.throws(() => store.retain(policy({ ended: all, keepLastN: 0 })), { code: 'E_BUSY' });
  assert.deepEqual(
    own.map((hash) => store.blobState(hash)),
    ['intact', 'intact', 'intact'],
  );
});
