import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';

import { type Bench, benchIn, flowOf, OTHER_RUN, plain, question, RUN } from './new-engine.ts';

const big = (letter: string) => letter.repeat(9_000);

/** A run with two small and two large results that waits. */
async function runOn(t: TestContext): Promise<Bench> {
  const bench = benchIn(t);
  const flow = flowOf(async (f) => {
    await f.step('a', plain, async () => big('a'));
    await f.step('b', plain, async () => 'small');
    await f.step('c', plain, async () => big('c'));
    return f.ask('q', question());
  });
  await bench.time.until(bench.engine.start(RUN, flow, null, bench.control));
  return bench;
}

function hashOf({ store }: Bench, key: string): string {
  const found = /"blob":"([0-9a-f]{64})"/.exec(JSON.stringify(store.eventByKey(RUN, key)?.data));
  return found?.[1] ?? assert.fail(`${key} is stored by reference`);
}

function blobPath({ store }: Bench, hash: string): string {
  return join(store.folder, 'blobs', hash.slice(0, 2), hash.slice(2));
}

function change({ store }: Bench, sql: string): void {
  const database = new DatabaseSync(join(store.folder, 'hone.db'));
  database.exec(`DROP TRIGGER event_is_not_updated; DROP TRIGGER event_is_not_deleted; ${sql}`);
  database.close();
}

test('an intact run has nothing to say', async (t) => {
  const bench = await runOn(t);
  assert.deepEqual(bench.engine.verify(RUN), []);
  assert.throws(() => bench.engine.verify(OTHER_RUN), { code: 'E_NOT_FOUND' });
});

test('every damaged event and result is named', async (t) => {
  const bench = await runOn(t);
  const [a, c] = [hashOf(bench, '1:a'), hashOf(bench, '1:c')];
  writeFileSync(blobPath(bench, a), 'no zstd');
  rmSync(blobPath(bench, c));
  change(bench, `UPDATE event SET data = replace(data, 'small', 'large') WHERE key = '1:b'`);
  assert.deepEqual(bench.engine.verify(RUN), [
    'event 3 (step.done) was changed after it was recorded',
    `stored result ${a} of event 2 (step.done a) is damaged`,
    `stored result ${c} of event 4 (step.done c) is missing`,
  ]);
});

test('an event that was taken out, or off the end, is named', async (t) => {
  const bench = await runOn(t);
  change(bench, `DELETE FROM event WHERE key = '1:b'; DELETE FROM event WHERE seq > 5`);
  const found = bench.engine.verify(RUN);
  assert.deepEqual(found, ['event 3 is missing', 'event 6 is missing: 6 were recorded']);
});

test('a damaged run is not resumed, and says which event', async (t) => {
  const bench = await runOn(t);
  change(bench, `UPDATE event SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 2`);
  const flow = flowOf(async () => 1);
  await assert.rejects(bench.engine.resume(RUN, flow, bench.control), {
    code: 'E_JOURNAL',
    message: /event 2 was changed/,
  });
  assert.throws(() => bench.engine.view(RUN), { code: 'E_JOURNAL' });
});

test('a damaged result stops the run that needs it, without failing it', async (t) => {
  const bench = await runOn(t);
  writeFileSync(blobPath(bench, hashOf(bench, '1:a')), 'no zstd');
  const flow = flowOf((f) => f.step('a', plain, async () => 'again').catch(() => 'caught'));
  await assert.rejects(bench.time.until(bench.engine.resume(RUN, flow, bench.control)), {
    code: 'E_JOURNAL',
    message: /Stored result .* is damaged/,
  });
  assert.equal(bench.engine.view(RUN).status, 'stopped');
});

test('a result that retention removed is no damage, and whoever needs it is told', async (t) => {
  const bench = benchIn(t);
  const flow = flowOf((f) => f.step('a', plain, async () => big('a')));
  await bench.time.until(bench.engine.start(RUN, flow, big('i'), bench.control));
  const ended = new Map([[RUN, '2025-01-31T00:00:00.000Z']]);
  const now = '2025-02-28T00:00:00.000Z';
  bench.store.retain({ keepLastN: 0, ttlHours: null, now, ended, blobs: [] });
  assert.deepEqual(bench.engine.verify(RUN), []);
  const view = bench.engine.view(RUN);
  assert.equal(view.status, 'completed');
  assert.match(JSON.stringify(view.input), /not available: .* removed on .* retention/);
  await assert.rejects(bench.engine.resume(RUN, flow, bench.control), {
    code: 'E_NOT_FOUND',
    message: /removed on .*as the retention of old results says/,
  });
});

test('events that make no sense together are named', async (t) => {
  const bench = benchIn(t);
  const lease = bench.store.acquireRun(RUN, { purpose: 'x' });
  const input = { result: null, bytes: 4 };
  const started = { flow: 'demo', version: '1', input, forkedFrom: null };
  bench.store.appendEvent(RUN, { type: 'flow.started', key: 'flow', data: started });
  bench.store.appendEvent(RUN, { type: 'step.done', key: '1:a', data: { id: 'a' } });
  lease.release();
  assert.match(bench.engine.verify(RUN).join('\n'), /^event 2 makes no sense where it is/);
});
