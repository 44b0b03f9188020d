import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { Json } from '../../../src/base/index.ts';
import { recordMachine } from '../../../src/campaign/history/machine-event.ts';
import { takeHistory } from '../../../src/campaign/history/take-history.ts';
import { parseRunId } from '../../../src/model/index.ts';
import { storeIn, temporaryFolder } from '../../store/new-store.ts';
import { CONFIG, MACHINE, pairs, recordTry, RUN, sample } from './recorded.ts';

test('a trial leaves each side with its commit, tree, kind, machine and interval', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  recordTry(
    store,
    {
      'measure/a/fix/parse': pairs(50, 'a/fix', 40),
      'guard/a/fix/render-large': pairs(70, 'a/fix', 71),
      'holdout/a/fix/unseen': pairs(50, 'a/fix', 40),
      'stack/parse': pairs(50, 'stack', 40),
    },
    {
      steps: {
        'checked/a/fix': { tree: 't-fix' },
        stack: { commit: 'c-stack', tree: 't-stack', decisions: [] },
      },
    },
  );
  takeHistory(store);
  const all = store.measurements();
  assert.deepEqual(
    [
      ...new Set(
        all.map(({ kind, side, benchmark, commit, tree }) =>
          [kind, side, benchmark, commit, tree].join(' '),
        ),
      ),
    ],
    [
      'base base parse c0 t0',
      'proposal a/fix parse  t-fix',
      'base base render-large c0 t0',
      'proposal a/fix render-large  t-fix',
      'holdout base unseen c0 t0',
      'holdout a/fix unseen  t-fix',
      'stack stack parse c-stack t-stack',
    ],
  );
  const [first] = all;
  assert.deepEqual(
    { ...first, machine: first?.machine?.words, benchmarkHash: null },
    {
      run: RUN,
      key: 'measure/a/fix/parse',
      side: 'base',
      benchmark: 'parse',
      metric: 'wall',
      unit: 'ns',
      direction: 'lower',
      claimed: true,
      kind: 'base',
      commit: 'c0',
      tree: 't0',
      branch: 'main',
      suiteHash: 'suite-1',
      benchmarkHash: null,
      machine: 'Fast CPU, 4 cores, 16 GB, linux',
      placement: 'free',
      n: 7,
      median: 50e6,
      mad: 2e6,
      lo: 47e6,
      hi: 53e6,
      confidence: 0.95,
      at: '2025-01-31T14:25:02.000Z',
      hone: '1.2.3',
      seq: 3,
    },
  );
  assert.equal(
    all.some(({ metric }) => metric === 'rss'),
    false,
    'what nobody saw is no number',
  );
});

test('the self-test is the base on both sides, once its event names the benchmark', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const measured = { 'noise/base-against-itself': pairs(50, 'base again', 51) };
  recordTry(store, measured);
  takeHistory(store);
  assert.deepEqual(store.measurements(), []);
  const lease = store.acquireRun(RUN, { purpose: 'hone resume' });
  store.appendEvent(RUN, { type: 'noise.measured', key: 'noise', data: { benchmark: 'parse' } });
  lease.release();
  takeHistory(store);
  assert.equal(store.measurements().filter(({ metric }) => metric === 'wall').length, 2);
  assert.ok(store.measurements().every(({ commit, kind }) => commit === 'c0' && kind === 'base'));
});

test('a change of the suite leaves the base under both, and the new one counts once agreed', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const lease = store.acquireRun(RUN, { purpose: 'hone suite change' });
  const append = (type: string, key: string, data: Json) =>
    store.appendEvent(RUN, { type, key, data });
  const before = CONFIG.replace('run: node parse.js', 'run: node parse.js --slow');
  append('machine', 'machine/0', JSON.parse(JSON.stringify(MACHINE)));
  append('suite.measuring', 'measuring', {
    base: { commit: 'c0', tree: 't0', branch: 'main' },
    configBlob: store.putBlob(CONFIG),
    suiteHash: 'suite-1',
    old: { configBlob: store.putBlob(before), suiteHash: 'suite-0', tree: 't-before' },
  });
  const samples = [50, 51, 52].flatMap((ms) => [
    sample('old suite', ms + 20),
    sample('new suite', ms),
  ]);
  append('samples', 'effect/parse/batch/0', { blob: store.putBlob(JSON.stringify(samples)) });
  const taken = () => {
    takeHistory(store);
    return store.measurements().filter(({ metric }) => metric === 'wall');
  };
  const words = () =>
    taken().map(({ side, kind, commit, tree, suiteHash, median }) =>
      [side, kind, commit, tree, suiteHash, median / 1e6].join(' '),
    );
  const old = 'old suite base  t-before suite-0 71';
  assert.deepEqual(words(), [old, 'new suite suite-change c0 t0 suite-1 51']);
  const hashes = new Set(taken().map(({ benchmarkHash }) => benchmarkHash));
  assert.equal(hashes.size, 2, 'the two suites run it by another command');
  append('suite.frozen', 'suite', { manifest: {}, config: '' });
  lease.release();
  assert.deepEqual(words(), [old, 'new suite base c0 t0 suite-1 51']);
});

test('a run that goes on adds what is new, and reading twice adds nothing', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  recordTry(store, { 'measure/fix/parse': [sample('base', 50), sample('fix', 40)] });
  takeHistory(store);
  const before = store.measurements();
  takeHistory(store);
  assert.deepEqual(store.measurements(), before);
  const lease = store.acquireRun(RUN, { purpose: 'hone resume' });
  const blob = store.putBlob(JSON.stringify([sample('base', 54), sample('fix', 44)]));
  store.appendEvent(RUN, { type: 'samples', key: 'measure/fix/parse/batch/1', data: { blob } });
  lease.release();
  takeHistory(store);
  const after = store.measurements();
  assert.equal(after.length, before.length);
  assert.deepEqual([after[0]?.n, after[0]?.median], [2, 52e6]);
});

test('a resumed run has the numbers of each machine apart, and records a machine once', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  recordTry(store, { 'measure/fix/parse': pairs(50, 'fix', 40) });
  store.acquireRun(RUN, { purpose: 'hone resume' });
  recordMachine(store, RUN, { ...MACHINE, loadAverageStart: 9, kernel: '6.2' });
  assert.equal(store.eventByKey(RUN, 'machine/1'), null, 'the same machine after an update');
  recordMachine(store, RUN, { ...MACHINE, cpuModel: 'Slow CPU' });
  const blob = store.putBlob(JSON.stringify(pairs(90, 'stack', 80)));
  store.appendEvent(RUN, { type: 'samples', key: 'stack/parse/batch/0', data: { blob } });
  recordMachine(store, RUN, MACHINE);
  assert.notEqual(store.eventByKey(RUN, 'machine/2'), null, 'back on the first one');
  takeHistory(store);
  const words = new Map(store.measurements().map(({ key, machine }) => [key, machine?.words]));
  assert.match(words.get('measure/fix/parse') ?? '', /^Fast/);
  assert.match(words.get('stack/parse') ?? '', /^Slow/);
});

test('what ended on a sample that cannot be used is no number', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  recordTry(store, { 'measure/fix/parse': pairs(50, 'fix', 40) });
  store.acquireRun(RUN, { purpose: 'hone resume' });
  store.appendEvent(RUN, { type: 'measurement.failed', key: 'measure/fix/parse/failed', data: {} });
  takeHistory(store);
  assert.deepEqual(store.measurements(), []);
  assert.equal(store.measuredRuns().get(RUN)?.gap, null);
});

test('a machine that was not recorded is not known, unless the result names it', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  recordTry(store, { 'measure/fix/parse': pairs(50, 'fix', 40) }, { machines: [] });
  takeHistory(store);
  assert.equal(store.measurements()[0]?.machine, null);
  store.acquireRun(RUN, { purpose: 'hone resume' });
  const result = { environment: JSON.parse(JSON.stringify(MACHINE)) };
  store.appendEvent(RUN, { type: 'step', key: 'result', data: { result } });
  takeHistory(store);
  assert.match(store.measurements()[0]?.machine?.words ?? '', /^Fast CPU/);
});

test('what is gone or not understood is a gap with its reason, and stops nothing', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  const config = parseRunId('20250131-142502-k7xw');
  const broken = parseRunId('20250131-142503-k7xw');
  const good = parseRunId('20250131-142504-k7xw');
  recordTry(store, { 'measure/fix/parse': [sample('base', 1)] });
  recordTry(
    store,
    { 'measure/fix/parse': [sample('base', 2)] },
    { run: config, config: 'version: 9' },
  );
  const lease = store.acquireRun(broken, { purpose: 'hone try' });
  store.appendEvent(broken, { type: 'run.started', key: 'started', data: { base: 7 } });
  lease.release();
  const samples = JSON.stringify([sample('base', 1)]);
  const blob = createHash('sha256').update(samples).digest('hex');
  rmSync(join(subject, '.hone', 'blobs', blob.slice(0, 2), blob.slice(2)));
  recordTry(store, { 'measure/fix/parse': pairs(3, 'fix', 4) }, { run: good });
  takeHistory(store);
  const gaps = [...store.measuredRuns().values()].map(({ gap }) => gap);
  assert.deepEqual(gaps, [
    'the samples of 1 of its 1 measurements are gone',
    'its hone.yaml is gone, or not understood any more',
    'what it was about is recorded in a form not understood here',
    null,
  ]);
  assert.deepEqual([...new Set(store.measurements().map(({ run }) => run))], [good]);
});
