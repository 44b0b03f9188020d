import assert from 'node:assert/strict';
import { test } from 'node:test';

import { entriesOf } from '../../../src/campaign/tasks/task-entries.ts';
import { gateView, MadeUpStore, recorded, RUN, viewOf } from '../flow/made-up.ts';

const EFFECT = {
  benchmark: 'report',
  metric: 'wall',
  unit: 'ns',
  direction: 'lower',
  placement: 'pinned',
  base_median: 100e6,
  candidate_median: 80e6,
  ratio: { estimate: 0.8, lo: 0.75, hi: 0.85, confidence: 0.95 },
  pairs: 20,
  verdict: 'improved',
  reason: 'Faster.',
};

const MANIFEST = {
  optimizations: [
    {
      title: 'Sum in place',
      proposal: 'p1',
      commit: 'b'.repeat(40),
      reason: 'Kept.',
      effects: [EFFECT],
    },
  ],
  rejected: [
    {
      title: 'Cache it',
      proposal: 'p2',
      check: 'tests',
      reason: 'Tests fail.',
      effects: [{ ...EFFECT, verdict: 'inconclusive' }],
      decision: 'rejected',
    },
  ],
};

const ANSWER = {
  at: '2026-03-14T10:00:00.000Z',
  by: 'ines',
  choice: 'retry',
  reason: 'ticked now',
  data: null,
};

test('tells every attempt with its numbers, what did not pass, and what persons decided', () => {
  const store = new MadeUpStore();
  const view = viewOf({
    gates: [
      gateView('4.1', 'passed', { artifacts: [recorded(store, 'dev-manifest.json', MANIFEST)] }),
      gateView('phase-4', 'failed', { order: 2 }),
      {
        ...gateView('phase-4', 'passed', { order: 3 }),
        id: 'phase-4/escalation',
        answer: ANSWER,
        evidence: null,
      },
    ],
    rewinds: [
      {
        at: ANSWER.at,
        order: 4,
        reason: 'look again',
        by: 'ines',
        gate: '4.1/gate',
        data: null,
        commit: null,
      },
    ],
  });
  const read = (sha256: string): string => new TextDecoder().decode(store.getBlob(sha256));
  const entries = entriesOf(view, read);
  const told = entries.map(({ entry }) => `${entry.kind}: ${entry.content.split('\n')[0] ?? ''}`);
  assert.deepEqual(told, [
    'attempt: Kept **Sum in place** (p1) as bbbbbbbbbbbb. Kept.',
    'attempt: Rejected **Cache it** (p2) by tests. Tests fail.',
    'decision: Gate phase-4/gate did not pass:',
    'decision: ines answered **retry**: ticked now',
    'decision: Went back to 4.1/gate (ines): look again',
  ]);
  const impacts = entries.map(({ entry }) => entry.impact.map(({ ratio }) => ratio.estimate));
  assert.deepEqual(impacts, [[0.8], [], [], [], []]);
  const keys = entries.map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(keys.every((key) => key.startsWith(`entry/${RUN}/`)));
  assert.deepEqual(entriesOf(view, read), entries, 'the same under the same keys');
});

test('tells nothing of a gate that still checks or waits', () => {
  const view = viewOf({ gates: [gateView('4.1', 'checking'), gateView('4.2', 'waiting')] });
  assert.deepEqual(
    entriesOf(view, () => ''),
    [],
  );
});
