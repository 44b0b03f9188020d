import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  phaseCounts,
  NOTHING_KNOWN,
  type PhaseFacts,
  type TaskMerge,
  type TaskRun,
  taskStatus,
  trackerOf,
  type TrackerPull,
} from '../../../src/tasks/index.ts';
import { counts, FACTS, pullOf } from './trackers.ts';

const RUN: TaskRun = { id: 'r-1', phase: 3, state: { kind: 'open' } };
const MERGE: TaskMerge = { kind: 'merged', name: '#1', commit: 'abcdef012345' };
const MERGED = taskStatus({ run: RUN, merge: MERGE, blockers: [] });
const OPEN = taskStatus({ run: RUN, merge: { kind: 'none' }, blockers: [] });
const GONE = taskStatus({
  run: { ...RUN, state: { kind: 'abandoned', why: 'No gain.' } },
  merge: { kind: 'none' },
  blockers: [],
});

/** How complete a pull request with these facts is. */
function completion(given: Partial<TrackerPull>): string | null {
  const { pulls } = trackerOf({ ...FACTS, pulls: [pullOf('1', given)] });
  return pulls[0]?.completion?.percent ?? null;
}

/** The complexity of a pull request with this effort. */
function complexity(amount: number): string | null {
  const pull = pullOf('1', { effort: { amount, unit: 'person-days' } });
  return trackerOf({ ...FACTS, pulls: [pull] }).pulls[0]?.complexity ?? null;
}

/** What the dashboard notes about a pull request with these facts. */
function note(given: Partial<TrackerPull>): string {
  return trackerOf({ ...FACTS, pulls: [pullOf('1', given)] }).pulls[0]?.note ?? '';
}

test('completion is the share of criteria, rounded down, and 100 % only when merged', () => {
  assert.equal(completion({ phases: counts(0) }), '0 %');
  assert.equal(completion({ phases: counts(15), status: OPEN }), '37 %');
  assert.equal(completion({ phases: counts(40), status: OPEN }), '99 %');
  assert.equal(completion({ phases: counts(38), status: MERGED }), '100 %');
  assert.equal(completion({ phases: [] }), null);
  assert.equal(completion({ phases: [{ phase: 1, met: 29, total: 100 }] }), '29 %');
  assert.throws(() => completion({ phases: [{ phase: 1, met: 2, total: 1 }] }), /some or all/);
});

test('criteria are counted by the phases themselves', () => {
  const nothing: PhaseFacts = {
    ...NOTHING_KNOWN,
    reflection: { insights: 'Keys repeat.', summary: null, commit: 'abc' },
  };
  const all = phaseCounts(nothing);
  assert.deepEqual(
    all.map(({ phase }) => phase),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  assert.deepEqual(
    all.filter(({ met }) => met > 0).map(({ phase, met }) => [phase, met]),
    [[7, 2]],
  );
  assert.ok(all.every(({ total }) => total > 0));
});

test('progress counts verified merges and leaves out what was abandoned', () => {
  const pulls = [
    pullOf('1', { status: MERGED }),
    pullOf('2', { status: GONE }),
    pullOf('3'),
    pullOf('4', { status: OPEN }),
  ];
  const { progress, counts: words } = trackerOf({ ...FACTS, pulls });
  assert.equal(progress.text, '[######--------------] 33 % (1/3)');
  assert.equal(progress.abandoned, 1);
  assert.equal(words, '1 not started, 1 in progress, 1 completed, 1 abandoned');
  const done = trackerOf({ ...FACTS, pulls: pulls.slice(0, 2) });
  assert.equal(done.progress.text, '[####################] 100 % (1/1)');
  assert.deepEqual(done.done[0]?.state, 'met');
});

test('complexity follows from the effort as the lanes of a plan do', () => {
  assert.deepEqual([0.5, 1, 3, 5, 8, 0, NaN].map(complexity), [
    'low',
    'low',
    'medium',
    'medium',
    'high',
    null,
    null,
  ]);
});

test('what nothing shows is not met, and what nobody measured is not reached', () => {
  const tracker = trackerOf({
    ...FACTS,
    preflight: { ...FACTS.preflight, 'tree-clean': { state: 'met', evidence: ' ' } },
    metrics: FACTS.metrics.map((metric) => ({ ...metric, current: null, state: 'reached' })),
    done: [{ text: 'Documented', state: 'met', evidence: '' }],
  });
  assert.ok(tracker.next.kind === 'pull');
  assert.deepEqual(
    tracker.next.preflight.map(({ state }) => state),
    ['met', 'met', 'met', 'unknown', 'unknown'],
  );
  assert.deepEqual(
    tracker.metrics.map(({ state }) => state),
    ['not-measured', 'not-measured'],
  );
  assert.deepEqual(
    tracker.done.map(({ state }) => state),
    ['unmet', 'unknown', 'unknown'],
  );
});

test('a task that is there twice is a mistake of the caller', () => {
  assert.throws(() => trackerOf({ ...FACTS, pulls: [pullOf('1'), pullOf('001')] }), /once/);
});

test('the note of the dashboard is what is in the way, else the first line of the notes', () => {
  assert.equal(note({ notes: '\n\n one \ntwo' }), 'one');
  assert.equal(note({ notes: 'one', status: GONE }), 'Run r-1 was abandoned: No gain.');
  assert.equal(Array.from(note({ notes: '𝒳'.repeat(500) })).length, 160);
});
