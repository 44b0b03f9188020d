import assert from 'node:assert/strict';
import { test } from 'node:test';

import { debtsIn } from '../../../src/campaign/history/review-debts.ts';
import { budgetsIn, driftIn } from '../../../src/campaign/history/review-drift.ts';
import { newBottlenecks } from '../../../src/campaign/history/review-profiles.ts';
import { suiteFrom } from '../../../src/campaign/read-suite.ts';
import type { KeptProfile } from '../../../src/campaign/profile/kept-profiles.ts';
import type { History, ProfileReport, ReviewPart } from '../../../src/model/index.ts';
import { reviewMarkdownOf, reviewText } from '../../../src/report/index.ts';
import { bottleneck, share, workload } from '../../report/bottlenecks.ts';
import { historyOf, segment } from '../../report/history/histories.ts';
import { storeIn, temporaryFolder } from '../../store/new-store.ts';
import { CONFIG, pairs, recordTry, RUN } from './recorded.ts';

const kinds = ({ findings }: ReviewPart) => findings.map(({ kind }) => kind);
const withTarget = (ms: number) => suiteFrom(CONFIG.replace('80ms', `${ms}ms`), 'x').suite;

const decided = (proposal: string, more: object) => ({
  proposal,
  title: proposal,
  decision: 'kept',
  check: null,
  reason: 'why',
  commit: null,
  headline: null,
  metrics: {},
  holdout: {},
  notes: [],
  ...more,
});

test('a change of level counts when its commit is in the span, a trend when it goes on', () => {
  const history = historyOf([segment()]);
  assert.deepEqual(kinds(driftIn(history, '2025-01-05T00:00:00.000Z')), ['worse', 'trend']);
  assert.deepEqual(kinds(driftIn(history, '2025-01-10T00:00:00.000Z')), ['trend']);
  assert.deepEqual(kinds(driftIn(history, '2025-02-01T00:00:00.000Z')), []);
  const [worse] = driftIn(history, '2025-01-05').findings;
  assert.match(worse?.text ?? '', /between 05abcdef01 and 06abcdef01: \+8\.1 %/);
});

test('too few commits and an empty history are unknown, not calm', () => {
  const few = historyOf([segment({ changes: [], trend: null, searched: false })]);
  assert.match(driftIn(few, '2025-01-01').unknown.join(), /Too few .* parse wall/);
  assert.match(
    driftIn({ ...few, series: [] }, '2025-01-01').unknown.join(),
    /Nothing was measured/,
  );
});

test('targets are missed, near or unknown by the last number under the frozen suite', () => {
  const history: History = historyOf([segment({ suiteHash: 's1' })]);
  assert.deepEqual(kinds(budgetsIn(history, withTarget(50), 's1')), ['missed']);
  assert.deepEqual(kinds(budgetsIn(history, withTarget(55), 's1')), ['near']);
  assert.deepEqual(budgetsIn(history, withTarget(80), 's1'), { findings: [], unknown: [] });
  for (const [frozen, why] of [
    ['s2', /no number under the frozen/],
    [null, /no number/],
  ] as const) {
    const part = budgetsIn(history, withTarget(55), frozen);
    assert.deepEqual(part.findings, []);
    assert.match(part.unknown.join(), why);
  }
  assert.match(budgetsIn(history, null, 's1').unknown.join(), /no hone\.yaml/);
});

const profile = (
  id: string,
  at: string,
  bottlenecks: ProfileReport['bottlenecks'],
): KeptProfile => ({
  id,
  folder: `/profiles/${id}`,
  report: {
    schema: 'hone.bottleneck-report.v1',
    run: id,
    commit: null,
    suiteHash: null,
    created_at: at,
    created_by: 'hone',
    source: 'profile',
    dirty: false,
    machine: null,
    workloads: [workload()],
    bottlenecks,
    not_examined: [],
  },
});

test('places that are new, or grew beyond their interval, are told with the profile', () => {
  const grown = bottleneck(3, { share: { ...bottleneck(3).share, actionable: share(0.3) } });
  const small = bottleneck(9);
  const before = profile('p1', '2025-01-01T00:00:00.000Z', [bottleneck(1), bottleneck(3)]);
  const after = profile('p2', '2025-02-01T00:00:00.000Z', [
    bottleneck(1),
    bottleneck(2),
    grown,
    small,
  ]);
  const part = newBottlenecks([before, after], '2025-01-15T00:00:00.000Z');
  assert.deepEqual(
    part.findings.map(({ kind, text, run }) => [kind, text.split(' ')[0], run]),
    [
      ['new-bottleneck', 'work2', 'p2'],
      ['grown-bottleneck', 'work3', 'p2'],
    ],
  );
  assert.deepEqual(part.unknown, []);
});

test('without a profile in the span, or one before, nothing can be called new', () => {
  const only = profile('p2', '2025-02-01T00:00:00.000Z', [bottleneck(1)]);
  for (const profiles of [[], [only]]) {
    const part = newBottlenecks(profiles, '2025-01-15T00:00:00.000Z');
    assert.deepEqual([part.findings, part.unknown.length], [[], 1]);
  }
  assert.equal(newBottlenecks([only], '2025-03-01T00:00:00.000Z').unknown.length, 1);
});

test('what was left open, vouched for, overridden or never finished is a debt', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const clearance = { verdict: 'honest', by: 'ann', reason: 'I read it' };
  const decisions = [
    decided('waiting', { decision: 'needs-person', check: 'plausible' }),
    decided('odd', { clearance }),
  ];
  const steps = { decisions: JSON.parse(JSON.stringify(decisions)) };
  recordTry(store, { 'measure/odd/parse': pairs(50, 'odd', 40) }, { steps });
  const part = debtsIn(store, '2025-01-01T00:00:00.000Z');
  assert.deepEqual(kinds(part), ['waits-for-person', 'vouched', 'unfinished']);
  assert.equal(part.findings[0]?.run, RUN);
  store.acquireRun(RUN, { purpose: 'hone resume' });
  store.appendEvent(RUN, { type: 'run.finished', key: 'finished', data: {} });
  assert.deepEqual(kinds(debtsIn(store, '2025-01-01')), ['waits-for-person', 'vouched']);
  const result = {
    steps: [
      { id: 'baseline', state: 'passed', note: '' },
      { id: 'publish', state: 'skipped', note: 'validation_status is fail' },
    ],
  };
  store.appendEvent(RUN, { type: 'flow.completed', key: null, data: { value: { result } } });
  const [skipped] = debtsIn(store, '2025-01-01').findings;
  assert.equal(skipped?.text, 'step publish was skipped: validation_status is fail');
  assert.deepEqual(kinds(debtsIn(store, '2026-01-01')), []);
});

test('a review is quiet only where everything was looked at', () => {
  const quiet: ReviewPart = { findings: [], unknown: [] };
  const entry = { kind: 'worse', text: 'a <b>', run: RUN, benchmark: 'parse', metric: 'wall' };
  const review = {
    schema: 'hone.review.v1' as const,
    since: '2025-01-01T00:00:00.000Z',
    until: '2025-02-01T00:00:00.000Z',
    runs: 3,
    bottlenecks: { findings: [], unknown: ['Nobody profiled.'] },
    drift: { findings: [entry], unknown: [] },
    budgets: quiet,
    debts: quiet,
  };
  const text = reviewText(review, { color: false, width: 80, unicode: true });
  assert.match(
    text,
    /Bottlenecks\n  unknown: Nobody profiled\.\n\nDrift\n  worse: parse wall: a <b>/,
  );
  assert.equal((text.match(/Nothing to report\./g) ?? []).length, 2);
  assert.match(reviewMarkdownOf(review), /- worse: parse wall: a \\<b\\> \(`20250131/);
});
