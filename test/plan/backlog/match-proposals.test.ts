import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Decision } from '../../../src/model/index.ts';
import { type ChangedLines, matchProposals } from '../../../src/plan/index.ts';
import { metricResult, ratio as ratioOf } from '../../report/ratios.ts';
import { backlogOf, ownRow, reportOf } from './reports.ts';

const inner = ownRow(1);
const outer = ownRow(3);
const REPORT = reportOf([
  { ...inner, location: { ...inner.location, file: 'src/a.js', line: 20, end_line: 30 } },
  { ...outer, location: { ...outer.location, file: 'src/a.js', line: 10, end_line: 60 } },
]);
const { items } = backlogOf(REPORT);

function tried(
  title: string,
  changed: readonly ChangedLines[] | null,
  more: Partial<Decision> = {},
) {
  const decision: Decision = {
    proposal: 'fix',
    title,
    decision: 'rejected',
    check: 'tests',
    reason: 'The tests fail.',
    commit: null,
    headline: null,
    metrics: {},
    holdout: {},
    notes: [],
    ...more,
  };
  return matchProposals(items, REPORT, [{ decision, changed, run: 'r' }]);
}

function itemAt(line: number): string | undefined {
  return tried('no name', [{ file: 'src/a.js', from: line, to: line }]).attempts[0]?.item;
}

test('a proposal that names an item in its title is about that one', () => {
  const wanted = items[1]?.id ?? '';
  const { attempts } = tried(`Walk it once [${wanted}]`, null);
  assert.deepEqual(
    attempts.map(({ item }) => item),
    [wanted],
  );
});

test('a proposal is about the innermost listed function that it changes', () => {
  assert.equal(itemAt(25), items.find(({ bottleneck }) => bottleneck === inner.id)?.id);
  assert.equal(itemAt(50), items.find(({ bottleneck }) => bottleneck === outer.id)?.id);
});

const unmatched = [
  ['changes several planned functions', [25, 50], 'src/a.js', /functions of 2 bottlenecks/],
  ['changes none of them', [70], 'src/a.js', /no function that one is about/],
  ['changes another file', [25], 'src/b.js', /no function that one is about/],
] as const;
for (const [what, lines, file, reason] of unmatched) {
  test(`a proposal that ${what} counts for no item`, () => {
    const changed = lines.map((line) => ({ file, from: line, to: line }));
    const found = tried('no name', changed);
    assert.equal(found.attempts.length, 0);
    assert.match(found.unmatched[0]?.reason ?? '', reason);
  });
}

test('a proposal whose patch is not known counts for no item', () => {
  assert.match(tried('no name', null).unmatched[0]?.reason ?? '', /not known/);
});

test('the gain is that of the fresh pairs on the metric of the item', () => {
  const ratio = ratioOf(0.8, 0.75, 0.9);
  const pairs = { screening: 10, confirmation: 40 };
  const wall = metricResult({ ratio, pairs, direction: 'lower' });
  const [outcome] = tried('no name', [{ file: 'src/a.js', from: 25, to: 25 }], {
    decision: 'kept',
    commit: 'c'.repeat(40),
    metrics: { parse: { wall } },
  }).attempts;
  assert.equal(outcome?.decision, 'kept');
  const rounded = [outcome.gain?.estimate, outcome.gain?.lo, outcome.gain?.hi].map(
    (one) => Math.round((one ?? 0) * 1e6) / 1e6,
  );
  assert.deepEqual(rounded, [0.2, 0.1, 0.25]);
  const screened = metricResult({ ratio, pairs: { screening: 10, confirmation: 0 } });
  const [unsure] = tried('no name', [{ file: 'src/a.js', from: 25, to: 25 }], {
    metrics: { parse: { wall: screened } },
  }).attempts;
  assert.equal(unsure?.gain, null, 'a screening is no measurement of how much');
});
