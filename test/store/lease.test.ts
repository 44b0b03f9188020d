import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';

import { parseRunId } from '../../src/model/index.ts';
import type { Store } from '../../src/store/index.ts';
import type { Liveness, Processes } from '../../src/store/process-identity.ts';
import { rawSql, RUN, storeIn, temporaryFolder } from './new-store.ts';

/** Processes as a test wants them; what it says of others can be changed. */
function processesThatAre(liveness: Liveness, host = 'laptop'): Processes {
  return {
    self: () => ({ pid: 4711, startTicks: '1', host, boot: 'b', namespace: 'n' }),
    livenessOf: () => liveness,
  };
}

/** A store whose process holds the run, and a second one that sees it as `liveness`. */
function twoStores(t: TestContext, liveness: Liveness): { first: Store; second: Store } {
  const subject = temporaryFolder(t);
  const first = storeIn(t, subject, { processes: processesThatAre('alive') });
  first.acquireRun(RUN, { purpose: 'hone try a.patch' });
  return { first, second: storeIn(t, subject, { processes: processesThatAre(liveness, 'other') }) };
}

const any = { type: 'any', key: null, data: null };

test('a living holder keeps its run: who, where, since when, what for', (t) => {
  const { first, second } = twoStores(t, 'alive');
  assert.throws(() => second.acquireRun(RUN, { purpose: 'me', takeOver: true }), {
    code: 'E_BUSY',
    message:
      `Run ${RUN} is being driven by process 4711 on laptop since 2025-01-31T14:25:01.000Z ` +
      '(hone try a.patch). Wait for it, or stop it with `kill 4711`, then run the same command ' +
      'again.',
  });
  assert.equal(first.appendEvent(RUN, any).seq, 1);
});

test('the run of a dead holder is taken over, and says from whom', (t) => {
  const { second } = twoStores(t, 'dead');
  const lease = second.acquireRun(RUN, { purpose: 'hone resume' });
  assert.equal(lease.token, 2);
  assert.equal(lease.takenFrom?.purpose, 'hone try a.patch');
});

test('a holder that cannot be seen keeps its run until somebody says otherwise', (t) => {
  const { second } = twoStores(t, 'unknown');
  assert.throws(() => second.acquireRun(RUN, { purpose: 'hone resume' }), {
    code: 'E_BUSY',
    message: /process 4711 on laptop .*--take-over/,
  });
  assert.equal(second.acquireRun(RUN, { purpose: 'hone resume', takeOver: true }).token, 2);
});

test('who lost its run writes nothing more to it and begins no step', async (t) => {
  const { first, second } = twoStores(t, 'dead');
  first.appendEvent(RUN, any);
  second.acquireRun(RUN, { purpose: 'hone resume' });
  const refused = { code: 'E_BUSY', message: /taken over by process 4711 on other .*hone resume/ };
  assert.throws(() => first.appendEvent(RUN, any), refused);
  const step = first.step(RUN, 'a', Number, () => Promise.reject(new Error('it began')));
  await assert.rejects(step, refused);
  assert.equal(second.appendEvent(RUN, any).seq, 2);
  assert.equal(second.verifyChain(RUN).kind, 'intact');
});

test('a step in flight when its run is taken over does not record its result', async (t) => {
  const { first, second } = twoStores(t, 'dead');
  const { promise, resolve } = Promise.withResolvers<number>();
  const step = first.step(RUN, 'a', Number, () => promise);
  second.acquireRun(RUN, { purpose: 'hone resume' });
  assert.equal(await second.step(RUN, 'a', Number, async () => 2), 2);
  resolve(1);
  await assert.rejects(step, { code: 'E_BUSY' });
  assert.deepEqual(second.eventByKey(RUN, 'a')?.data, { result: 2 });
});

test('letting go late does not take the run from the one who has it now', (t) => {
  const { first, second } = twoStores(t, 'dead');
  second.acquireRun(RUN, { purpose: 'hone resume' });
  first.close();
  assert.equal(second.runs()[0]?.state.kind, 'killed'); // still held by the one seen as dead
  assert.equal(second.appendEvent(RUN, any).seq, 1);
});

test('a released run is free, at once and for everybody', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  const lease = store.acquireRun(RUN, { purpose: 'one' });
  assert.equal(store.runs()[0]?.state.kind, 'held');
  lease.release();
  lease.release();
  assert.deepEqual(store.runs()[0]?.state, { kind: 'free' });
  const next = storeIn(t, subject).acquireRun(RUN, { purpose: 'two' });
  assert.equal(next.token, 2);
  assert.equal(next.takenFrom, null);
});

test('a run whose letting go could not be written is taken again by the same process', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject, { busyTimeoutMs: 1 });
  const lease = store.acquireRun(RUN, { purpose: 'one' });
  const other = new DatabaseSync(join(subject, '.hone', 'hone.db'));
  t.after(() => other.close());
  other.exec('BEGIN IMMEDIATE'); // as good as a disk that is full
  assert.throws(() => lease.release(), { code: 'E_BUSY' });
  other.exec('ROLLBACK');
  assert.equal(store.runState(RUN).kind, 'held');
  assert.throws(() => storeIn(t, subject).acquireRun(RUN, { purpose: 'two' }), { code: 'E_BUSY' });
  assert.equal(store.acquireRun(RUN, { purpose: 'again' }).token, 2);
  assert.throws(() => store.acquireRun(RUN, { purpose: 'twice' }), { code: 'E_BUSY' });
});

test('closing a store lets go of its runs', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'one' });
  store.close();
  store.close();
  assert.deepEqual(storeIn(t, subject).runs()[0]?.state, { kind: 'free' });
});

test('a run is held once, within one process as well', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'one' });
  assert.throws(() => store.acquireRun(RUN, { purpose: 'two' }), { code: 'E_BUSY' });
  assert.throws(() => storeIn(t, subject).acquireRun(RUN, { purpose: 'two' }), { code: 'E_BUSY' });
});

test('a holder whose pid went to a later process is dead', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'one' });
  // This very process, as if it had started at another time.
  rawSql(subject, `UPDATE run SET holder = json_set(holder, '$.startTicks', '1')`);
  const kind = storeIn(t, subject).runs()[0]?.state.kind;
  assert.equal(kind, process.platform === 'linux' ? 'killed' : 'unknown');
});

test('expect: new refuses a run that exists, existing one that does not', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  assert.throws(() => store.acquireRun(RUN, { purpose: 'resume', expect: 'existing' }), {
    code: 'E_NOT_FOUND',
  });
  assert.deepEqual(store.runs(), []);
  store.acquireRun(RUN, { purpose: 'try', expect: 'new' }).release();
  assert.throws(() => store.acquireRun(RUN, { purpose: 'try', expect: 'new' }), { code: 'E_BUSY' });
  assert.equal(store.acquireRun(RUN, { purpose: 'resume', expect: 'existing' }).token, 2);
});

test('a holder that is not readable is a damaged journal', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'one' });
  store.close();
  for (const holder of ['oops', '{}', 'null']) {
    rawSql(subject, `UPDATE run SET holder = '${holder}'`);
    const again = storeIn(t, subject);
    assert.throws(() => again.acquireRun(RUN, { purpose: 'two' }), { code: 'E_JOURNAL' });
    assert.throws(() => again.runs(), { code: 'E_JOURNAL', message: /who drives a run/ });
    again.close();
  }
});

test('a clock that was set back frees no run and changes no order', (t) => {
  const subject = temporaryFolder(t);
  let day = 31;
  const clock = {
    monotonicNs: () => 0,
    isoNow: () => `2025-01-${String(day).padStart(2, '0')}T14:25:01.000Z`,
  };
  const first = storeIn(t, subject, { clock, processes: processesThatAre('alive') });
  const later = parseRunId('20250131-142501-zzzz');
  const made = [later, parseRunId('20250131-142501-bbbb'), parseRunId('20250101-142501-k7xw')];
  for (const run of made) {
    first.acquireRun(run, { purpose: 'test' });
    first.appendEvent(run, any);
    day = Math.max(1, day - 15);
  }
  first.appendEvent(later, any);
  assert.deepEqual(
    first.runs().map(({ run }) => run),
    made,
  );
  const second = storeIn(t, subject, { clock, processes: processesThatAre('alive') });
  assert.throws(() => second.acquireRun(later, { purpose: 'me' }), { code: 'E_BUSY' });
  const [before, after] = first.events(later);
  assert.ok(before !== undefined && after !== undefined && after.at < before.at);
  assert.deepEqual([before.seq, after.seq], [1, 2]);
  assert.equal(first.verifyChain(later).kind, 'intact');
});
