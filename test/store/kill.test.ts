import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import type { Store } from '../../src/store/index.ts';
import { OTHER_RUN, RUN, storeIn, temporaryFolder } from './new-store.ts';
import { bigText, script, SCRIPT_PURPOSE, SCRIPT_WRITES } from './script.ts';

const CHILD = join(import.meta.dirname, 'child.ts');
const KILLS = 12;

/** Lets a child append, kills it after it said to have done some, and returns all it said. */
async function killAfter(folder: string, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, 'append', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) {
      child.kill('SIGKILL'); // it goes on until the signal arrives, wherever it is then
    }
  }
  await exited; // its output ends a moment before the process does
  return said;
}

/** The text that event `number` of the child must have stored. */
function storedText(store: Store, number: number): Promise<string> | null {
  return number % 5 < 2
    ? store.step(RUN, `step/${number}`, String, () => Promise.reject(new Error('not stored')))
    : null;
}

test('kill -9 at random moments leaves all that was acknowledged, in order', async (t) => {
  const subject = temporaryFolder(t);
  const random = randomFrom(20_250_131);
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const said = await killAfter(join(subject, '.hone'), 1 + random.integer(30));
    assert.equal(said[0], String(acknowledged + 1), 'the next process goes on where this one was');
    const store = storeIn(t, subject);
    const state = store.verifyChain(RUN);
    assert.equal(state.kind, 'intact');
    const events = store.events(RUN).length;
    acknowledged += said.length;
    // One more can have been written whose number was not printed any more.
    assert.ok(events === acknowledged || events === acknowledged + 1, `${events}, ${acknowledged}`);
    acknowledged = events;
    assert.equal(store.runs()[0]?.state.kind, 'killed');
    store.close();
  }
  const store = storeIn(t, subject);
  for (const event of store.events(RUN)) {
    const text = await storedText(store, event.seq);
    if (text === null) {
      assert.deepEqual(event.data, { number: event.seq });
    } else {
      assert.equal(text, event.seq % 5 === 0 ? bigText(event.seq) : `small ${event.seq}`);
    }
  }
});

for (let write = 1; write <= SCRIPT_WRITES; write++) {
  test(`a run killed inside write ${write} ends like one that was not`, async (t) => {
    const subject = temporaryFolder(t);
    const ended = spawnSync(
      process.execPath,
      [CHILD, 'die', join(subject, '.hone'), String(write)],
      { encoding: 'utf8' },
    );
    assert.equal(ended.signal, 'SIGKILL');
    const store = storeIn(t, subject);
    store.acquireRun(RUN, { purpose: SCRIPT_PURPOSE });
    // The write in which it died is undone as a whole: acquiring is the first, events follow.
    assert.equal(store.events(RUN).length, Math.max(0, write - 2));
    await script(store, RUN);
    const events = store.events(RUN).map(({ seq, type, key }) => ({ seq, type, key }));
    assert.deepEqual(events, [
      { seq: 1, type: 'script', key: 'begun' },
      { seq: 2, type: 'step', key: 'small' },
      { seq: 3, type: 'step', key: 'big' },
      { seq: 4, type: 'script', key: 'ended' },
    ]);
    assert.equal(store.verifyChain(RUN).kind, 'intact');
    assert.equal(await store.step(RUN, 'big', String, never), bigText(7));
  });
}

test('two processes append to two runs of one journal at once', async (t) => {
  const subject = temporaryFolder(t);
  const children = [RUN, OTHER_RUN].map((run) =>
    spawn(process.execPath, [CHILD, 'append', join(subject, '.hone'), `100,${run}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const ends = await Promise.all(children.map((child) => once(child, 'exit')));
  assert.deepEqual(ends, [
    [0, null],
    [0, null],
  ]);
  const store = storeIn(t, subject);
  for (const { run, events, state } of store.runs()) {
    assert.equal(events, 100);
    assert.equal(store.verifyChain(run).kind, 'intact');
    assert.equal(state.kind, 'free');
  }
  assert.equal(store.runs().length, 2);
});

test('many processes that make one journal at once all get the same one', async (t) => {
  const subject = temporaryFolder(t);
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, [CHILD, 'open', join(subject, '.hone')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const ends = await Promise.all(children.map((child) => once(child, 'exit')));
  assert.deepEqual(
    ends.map(([code]) => code),
    [0, 0, 0, 0, 0, 0],
  );
  assert.deepEqual(storeIn(t, subject).runs(), []);
});

test('a second process is refused a run that lives, and gets it when the first is killed', async (t) => {
  const subject = temporaryFolder(t);
  const child = spawn(process.execPath, [CHILD, 'hold', join(subject, '.hone')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const store = storeIn(t, subject);
  assert.throws(() => store.acquireRun(RUN, { purpose: 'me too' }), {
    name: 'HoneError',
    code: 'E_BUSY',
    message: new RegExp(`process ${child.pid} on .* since 20.*Z \\(hold it\\)`),
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lease = store.acquireRun(RUN, { purpose: 'me too' });
  assert.equal(lease.takenFrom?.pid, child.pid);
  assert.equal(lease.token, 2);
});

async function never(): Promise<string> {
  throw new Error('the step ran again');
}
