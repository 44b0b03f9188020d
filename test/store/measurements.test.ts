import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Measurement, RunId } from '../../src/model/index.ts';
import type { MeasuredRun } from '../../src/store/index.ts';
import { aMeasurement } from '../model/a-measurement.ts';
import { OTHER_RUN, rawSql, RUN, storeIn, temporaryFolder } from './new-store.ts';

function measured(run: RunId, more: Partial<Measurement> = {}): Measurement {
  const spread = { mad: 1e4, lo: 4.9e6, hi: 5.1e6 };
  const place = { key: 'measure/fix/parse', tree: 't1', suiteHash: 's1', seq: 4 };
  return aMeasurement({ run, ...place, ...spread, ...more });
}

const READ = { events: 4, version: 1, gap: null };

test('numbers come back as they were, in the order of their runs', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(OTHER_RUN, { purpose: 'made first' });
  store.acquireRun(RUN, { purpose: 'made second' });
  const first = measured(OTHER_RUN, { side: 'a “name”/with\u2028all 🐢', median: -0.5, lo: -1 });
  const second = [measured(RUN), measured(RUN, { metric: 'cpu', claimed: false })];
  store.recordMeasurements(RUN, READ, second);
  store.recordMeasurements(OTHER_RUN, { ...READ, gap: 'a batch is gone' }, [first]);
  assert.deepEqual(store.measurements(), [first, ...second]);
  assert.deepEqual(
    store.measuredRuns(),
    new Map<RunId, MeasuredRun>([
      [RUN, READ],
      [OTHER_RUN, { ...READ, gap: 'a batch is gone' }],
    ]),
  );
});

test('recording a run again adds what is new and nothing twice', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'hone try' });
  store.recordMeasurements(RUN, READ, [measured(RUN)]);
  const later = [measured(RUN, { n: 60, seq: 9 }), measured(RUN, { side: 'fix', seq: 9 })];
  store.recordMeasurements(RUN, { ...READ, events: 9 }, later);
  store.recordMeasurements(RUN, { ...READ, events: 9 }, later);
  store.close();
  const again = storeIn(t, subject);
  assert.deepEqual(again.measurements(), later);
  assert.equal(again.measuredRuns().get(RUN)?.events, 9);
});

test('numbers stay when the samples of their run are removed', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const lease = store.acquireRun(RUN, { purpose: 'hone try' });
  const blob = store.putBlob('samples');
  store.appendEvent(RUN, { type: 'samples', key: 'measure/batch/0', data: { blob } });
  store.recordMeasurements(RUN, READ, [measured(RUN)]);
  lease.release();
  const ended = new Map([[RUN, '2025-01-31T14:25:09.000Z']]);
  const now = '2025-02-28T00:00:00.000Z';
  store.retain({ keepLastN: 0, ttlHours: null, now, ended, blobs: [] });
  assert.equal(store.blobState(blob), 'removed');
  // Read again without its samples, a run keeps what it had.
  store.recordMeasurements(RUN, { ...READ, version: 2, gap: 'its samples were removed' }, []);
  assert.deepEqual(store.measurements(), [measured(RUN)]);
});

test('the database itself refuses to forget a number', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'hone try' });
  store.recordMeasurements(RUN, READ, [measured(RUN)]);
  store.close();
  assert.throws(() => rawSql(subject, 'DELETE FROM measurement'), /keeps every measurement/);
});

test('a number that was damaged is said to be, and one of another run is our bug', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'hone try' });
  assert.throws(() => store.recordMeasurements(RUN, READ, [measured(OTHER_RUN)]), /its run/);
  store.recordMeasurements(RUN, READ, [measured(RUN)]);
  store.close();
  for (const data of ['not json', '{"run":"x"}']) {
    rawSql(subject, `UPDATE measurement SET data = '${data}'`);
    const opened = storeIn(t, subject);
    assert.throws(() => opened.measurements(), { code: 'E_JOURNAL', message: /history/ });
    opened.close();
  }
});
