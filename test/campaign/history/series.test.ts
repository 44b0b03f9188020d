import assert from 'node:assert/strict';
import { test } from 'node:test';

import { historySeries } from '../../../src/campaign/history/series.ts';
import type { LineCommit } from '../../../src/git/index.ts';
import type { Measurement } from '../../../src/model/index.ts';
import { aMeasurement } from '../../model/a-measurement.ts';

const ALL = { benchmark: null, metric: null, since: null };

/** A line of commits `c0`, `c1`, … a day apart; newest first, as git gives it. */
function line(count: number): LineCommit[] {
  return Array.from({ length: count }, (_, index) => ({
    commit: `c${index}`,
    tree: `t${index}`,
    committedAtS: Date.UTC(2025, 0, 1 + index) / 1_000,
    subject: `change ${index}`,
  })).toReversed();
}

function measured(
  commit: string | null,
  median: number,
  more: Partial<Measurement> = {},
): Measurement {
  const machine = { fingerprint: 'm1', words: 'one', kernel: '6' };
  const at = '2025-02-01T00:00:00.000Z';
  const around = { commit, median, mad: 1, lo: median - 1, hi: median + 1 };
  return aMeasurement({ run: 'r', suiteHash: 's1', machine, at, ...around, ...more });
}

/** Measured in March. */
const later = (day: number) => ({ at: `2025-03-0${day}T00:00:00.000Z` });

/** A little noise that repeats. */
const wobble = (index: number) => ((index * 7) % 5) / 10;

const stepped = Array.from({ length: 20 }, (_, index) =>
  measured(`c${index}`, (index < 12 ? 100 : 110) + wobble(index)),
);

test('points follow the commits, whenever they were measured', () => {
  const [series] = historySeries(
    [
      measured('c2', 30, { at: '2025-02-01T00:00:00.000Z' }),
      measured('c0', 10, { at: '2025-02-03T00:00:00.000Z' }),
      measured('c1', 20, { at: '2025-02-02T00:00:00.000Z' }),
      measured('c1', 24, { at: '2025-02-01T00:00:00.000Z' }),
    ],
    line(3),
    ALL,
  );
  const points = series?.segments[0]?.points ?? [];
  assert.deepEqual(
    points.map(({ commit, value, measurements }) => [
      commit,
      value,
      measurements.map((one) => one.median),
    ]),
    [
      ['c0', 10, [10]],
      ['c1', 22, [24, 20]],
      ['c2', 30, [30]],
    ],
  );
  assert.equal(points[0]?.change, null);
  assert.equal(points[1]?.change?.toFixed(9), '1.200000000');
});

test('a change of level is found between its two commits, and said to be worse', () => {
  const [series] = historySeries(stepped, line(20), ALL);
  const [change, ...more] = series?.segments[0]?.changes ?? [];
  assert.deepEqual(
    [change?.after, change?.until, change?.index, change?.effect],
    ['c11', 'c12', 12, 'worse'],
  );
  assert.ok((change?.ratio?.lo ?? 0) > 1.09 && (change?.ratio?.hi ?? 9) < 1.11);
  assert.deepEqual(more, []);
  const higher = stepped.map((one) => ({ ...one, direction: 'higher' as const }));
  const [throughput] = historySeries(higher, line(20), ALL);
  assert.equal(throughput?.segments[0]?.changes[0]?.effect, 'better');
});

test('values of 0 or below have a difference and no ratio', () => {
  const shifted = stepped.map((one) => ({ ...one, median: one.median - 105 }));
  const [change] = historySeries(shifted, line(20), ALL)[0]?.segments[0]?.changes ?? [];
  assert.equal(change?.ratio, null);
  assert.ok((change?.difference?.lo ?? 0) > 9 && (change?.difference?.hi ?? 99) < 11);
});

test('another machine, suite or placement begins a segment of its own, which says so', () => {
  const other = { fingerprint: 'm2', words: 'two', kernel: '6' };
  const [series] = historySeries(
    [
      measured('c0', 10),
      measured('c1', 20, { machine: other, ...later(1) }),
      measured('c2', 30, { machine: other, suiteHash: 's2', ...later(2) }),
      measured('c2', 31, { machine: other, suiteHash: 's2', placement: 'pinned', ...later(3) }),
      measured('c3', 40, { machine: null, suiteHash: 's2', placement: 'pinned', ...later(4) }),
    ],
    line(4),
    ALL,
  );
  assert.deepEqual(
    series?.segments.map(({ starts, points }) => [starts, points.map(({ value }) => value)]),
    [
      [['first'], [10]],
      [['machine'], [20]],
      [['suite'], [30]],
      [['placement'], [31]],
      [['machine'], [40]],
    ],
  );
});

test('what became of a proposal is found by its tree; other inputs and lost code stay beside', () => {
  const [series] = historySeries(
    [
      measured(null, 10, { kind: 'proposal', tree: 't2' }),
      measured(null, 11, { kind: 'proposal', tree: 'nowhere' }),
      measured('gone', 12, { kind: 'stack' }),
      measured('c0', 13, { kind: 'holdout' }),
      measured('c0', 14, { kind: 'quick-look' }),
    ],
    line(3),
    ALL,
  );
  assert.deepEqual(
    series?.segments[0]?.points.map(({ commit }) => commit),
    ['c2'],
  );
  assert.deepEqual(
    series?.elsewhere.map(({ median }) => median),
    [11, 12, 13, 14],
  );
});

test('what is asked for is shown, and a later start hides points without moving the search', () => {
  const also = stepped.map((one) => ({ ...one, metric: 'rss', unit: 'bytes', claimed: false }));
  const all = [...stepped, ...also, measured('c0', 1, { benchmark: 'render' })];
  const names = (metric: string | null, benchmark: string | null) =>
    historySeries(all, line(20), { benchmark, metric, since: null }).map(
      (one) => `${one.benchmark} ${one.metric}`,
    );
  assert.deepEqual(names(null, null), ['parse wall', 'render wall']);
  assert.deepEqual(names('all', 'parse'), ['parse wall', 'parse rss']);
  assert.deepEqual(names('rss', null), ['parse rss']);
  const since = (day: string) =>
    historySeries(stepped, line(20), { ...ALL, since: `2025-01-${day}T00:00:00.000Z` });
  const [recent] = since('11')[0]?.segments ?? [];
  assert.deepEqual([recent?.points.length, recent?.changes[0]?.index], [10, 2]);
  assert.deepEqual(since('15')[0]?.segments[0]?.changes, []);
  assert.deepEqual(historySeries(stepped, line(20), { ...ALL, since: '2026-01-01' }), []);
});

test('a slow movement is a trend of the newest level, and too few points are said to be', () => {
  const slow = Array.from({ length: 9 }, (_, index) => measured(`c${index}`, 100 * 1.01 ** index));
  const [segment] = historySeries(slow, line(9), ALL)[0]?.segments ?? [];
  assert.equal(segment?.searched, false);
  assert.equal(segment?.trend?.perPoint.toFixed(4), '0.0100');
  assert.equal(segment?.trend?.total.toFixed(4), '0.0829');
  const [level] = historySeries(stepped, line(20), ALL)[0]?.segments ?? [];
  assert.deepEqual([level?.searched, level?.trend], [true, null]);
});
