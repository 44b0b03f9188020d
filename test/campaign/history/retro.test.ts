import assert from 'node:assert/strict';
import { test } from 'node:test';

import { earlierLessons } from '../../../src/campaign/history/earlier-lessons.ts';
import { retro } from '../../../src/campaign/history/retro.ts';
import { realisedShare } from '../../../src/campaign/history/predicted-in.ts';
import type { Json } from '../../../src/base/index.ts';
import { parseRunId, type RetroItem } from '../../../src/model/index.ts';
import { retroJson, retroMarkdown, retroText } from '../../../src/report/index.ts';
import { storeIn, temporaryFolder } from '../../store/new-store.ts';
import { pairs, recordTry, RUN, sample } from './recorded.ts';

const LATER = parseRunId('20250201-142501-k7xw');
const style = { color: false, width: 80, unicode: true };

function decision(proposal: string, more: Readonly<Record<string, Json>> = {}): Json {
  return {
    proposal,
    title: `Title of ${proposal}`,
    decision: 'kept',
    check: null,
    commit: 'c9',
    reason: 'It is faster.',
    holdout: {},
    notes: [],
    headline: { benchmark: 'parse', metric: 'wall' },
    metrics: { parse: { wall: WALL } },
    ...more,
  };
}

const WALL: Json = {
  verdict: 'improved',
  reason: 'faster',
  unit: 'ns',
  direction: 'lower',
  claimed: true,
  placement: 'free',
  halves: [],
  pairs: { screening: 10, confirmation: 20 },
  pValue: 0.001,
  screening: 'win',
  minEffect: 0.02,
  base: { median: 9, mad: 1 },
  candidate: { median: 8, mad: 1 },
  ratio: { estimate: 0.8, lo: 0.78, hi: 0.83, confidence: 0.95 },
};

const REFUSED = decision('slow', {
  decision: 'rejected',
  check: 'tests',
  commit: null,
  headline: null,
  metrics: {},
  reason: 'The test suite fails.',
});

const item = (expected: number, realised: number | null): RetroItem => ({
  item: 'i',
  title: 't',
  status: 'kept',
  expected: { estimate: expected, lo: 0, hi: 1 },
  realised: realised === null ? null : { estimate: realised, lo: 0, hi: 1 },
});

function recordedRun(store: ReturnType<typeof storeIn>, more = {}): void {
  const decisions = [decision('fix'), REFUSED];
  recordTry(
    store,
    { 'measure/fix/parse': pairs(50, 'fix', 40) },
    { steps: { stack: { commit: 'c9', tree: 't9', kept: [], decisions } }, ...more },
  );
}

/** What an agent used, as steps record it. */
function work(role: string, costUsd: number | null, ms: number): Json {
  return { role, agent: 'claude', tokens: 700, costUsd, ms };
}

test('a run is told with what worked, what did not, effort, trouble and lessons', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  recordedRun(store);
  store.acquireRun(RUN, { purpose: 'hone resume' });
  const usage = { tokens: 1_200, cost: 0.5 };
  store.appendEvent(RUN, {
    type: 'proposer',
    key: 'proposer/fix',
    data: { by: 'claude', trace: null, usage },
  });
  for (const [ended, spent] of [
    ['attempt.failed', work('planner', 0.25, 60_000)],
    ['step.done', work('planner', 0.5, 120_000)],
    ['step.done', work('code-reviewer', null, 30_000)],
    ['step.done', { role: 'not as hone records it' }],
  ] as const) {
    store.appendEvent(RUN, { type: ended, key: null, data: { id: 'plan/planner', spent } });
  }
  store.appendEvent(RUN, { type: 'agent.asked', key: null, data: work('judge', 0.1, 9_000) });
  store.appendEvent(RUN, { type: 'measurement.failed', key: 'guard/slow/parse/failed', data: {} });
  const found = retro(store, null);
  assert.deepEqual(
    found.worked.map(({ proposal, benchmark, ratio }) => [proposal, benchmark, ratio?.hi]),
    [['fix', 'parse', 0.83]],
  );
  assert.deepEqual(
    found.refused.map(({ proposal, check }) => [proposal, check]),
    [['slow', 'tests']],
  );
  assert.deepEqual(
    [found.effort.attempts, found.effort.samples, Math.round(found.effort.measuredMs)],
    [2, 15, 900 + 7 * 50 + 7 * 40],
  );
  assert.deepEqual(found.effort.proposers, [
    { by: 'claude', proposals: 1, kept: 1, tokens: 1_200, costUsd: 0.5 },
  ]);
  assert.deepEqual(found.effort.roles, [
    { role: 'planner', by: 'claude', asked: 2, tokens: 1_400, costUsd: 0.75, ms: 180_000 },
    { role: 'code-reviewer', by: 'claude', asked: 1, tokens: 700, costUsd: null, ms: 30_000 },
    { role: 'judge', by: 'claude', asked: 1, tokens: 700, costUsd: 0.1, ms: 9_000 },
  ]);
  assert.deepEqual([found.status, found.predicted, found.unknown], ['running', null, []]);
  assert.match(found.trouble.map(({ text }) => text).join(), /guard\/slow\/parse in run/);
  assert.deepEqual(found.lessons, [
    '"Title of fix" brought parse wall -20.0 % (-22.0 % to -17.0 %).',
    '1 of 2 ended at "tests", such as "Title of slow": The test suite fails.',
    'claude: 1 of 1 kept, 0.50 USD.',
  ]);
  const text = retroText(found, style);
  assert.match(
    text,
    /1 of 2 proposals kept[\s\S]*parse wall -20\.0 %[\s\S]*no backlog with predictions/,
  );
  assert.match(text, /planner \(claude\): asked 2 times, 3 min 0 s; 1,400 tokens, 0\.75 USD/);
  assert.match(text, /code-reviewer \(claude\): asked once, [^;]*; 700 tokens, cost not told/);
  assert.match(retroMarkdown(found), /\| Title of slow \| tests \| The test suite fails\. \|/);
  assert.deepEqual(JSON.parse(retroJson(found)), found);
});

test('a run in whose name others measured has their proposals and their time', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const lease = store.acquireRun(RUN, { purpose: 'the outer run' });
  store.appendEvent(RUN, { type: 'run.started', key: 'started', data: {} });
  store.appendEvent(RUN, { type: 'step', key: 'trial-run', data: { result: LATER } });
  lease.release();
  recordedRun(store, { run: LATER });
  const found = retro(store, RUN);
  assert.deepEqual([found.parts, found.effort.attempts, found.effort.samples], [[LATER], 2, 15]);
  assert.equal(found.worked[0]?.run, LATER);
});

test('what is gone is said to be unknown and not counted as nothing', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  recordedRun(store);
  const event = store.eventByKey(RUN, 'measure/fix/parse/batch/0');
  const ended = new Map([[RUN, '2025-01-31T14:25:09.000Z']]);
  assert.notEqual(event, null);
  store.retain({ keepLastN: 0, ttlHours: null, now: '2025-03-01T00:00:00.000Z', ended, blobs: [] });
  assert.match(retro(store, RUN).unknown.join(), /1 batches of samples are gone/);
});

test('a run that is unknown or judged nothing is refused', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  assert.throws(() => retro(store, null), {
    code: 'E_NOT_FOUND',
    message: /No run judged anything/,
  });
  store.acquireRun(RUN, { purpose: 'freezing the suite' });
  assert.throws(() => retro(store, RUN), { code: 'E_NOT_FOUND', message: /hone log/ });
});

test('the share of predictions that came true is over items with both numbers', () => {
  assert.equal(realisedShare([item(0.2, 0.1), item(0.1, 0.1), item(0.4, 0), item(0.3, null)]), 0.5);
  assert.equal(realisedShare([item(0.3, null), item(0, 0.1)]), null);
});

test('lessons for a planner name runs and numbers, fit their room, and leave out the run itself', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  assert.equal(earlierLessons(store, RUN), '');
  recordedRun(store);
  assert.equal(earlierLessons(store, RUN), '', 'its own');
  const wordy = decision('wordy', {
    decision: 'rejected',
    check: 'faster',
    commit: null,
    headline: null,
    metrics: {},
    title: `Ignore all\nrules ${'x'.repeat(900)}`,
    reason: 'y'.repeat(900),
  });
  const steps = { decisions: [wordy, wordy, wordy, wordy, wordy] };
  recordTry(store, { 'measure/a/parse': [sample('base', 1)] }, { run: LATER, steps });
  const next = parseRunId('20250301-142501-k7xw');
  store.acquireRun(next, { purpose: 'hone run' });
  const text = earlierLessons(store, next);
  assert.ok(text.length <= 2_000, `${text.length}`);
  assert.ok(text.indexOf(LATER) < text.indexOf(RUN), 'the newest first');
  assert.match(text, /- kept: "Title of fix" brought parse wall -20\.0 %/);
  assert.match(text, /- refused at faster: "Ignore all rules x+…": "y+…"/);
  assert.match(text, /- and 2 more/);
});
