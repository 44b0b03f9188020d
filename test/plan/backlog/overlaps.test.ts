import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BacklogItem, Bottleneck } from '../../../src/model/index.ts';
import {
  backlogPlan,
  carriedOverrides,
  checkPlan,
  dependencyProblem,
  overrideItem,
  stepsLikeItems,
} from '../../../src/plan/index.ts';
import { share } from '../../report/bottlenecks.ts';
import { NOW, suiteWith } from '../suites.ts';
import { backlogOf, collector, ownRow, reportOf } from './reports.ts';

const BY = { reason: 'They share a table.', by: 'ana', at: NOW };

/** Three functions with nothing in common, ranked by their number. */
const apart = reportOf([ownRow(1), ownRow(3), ownRow(5)]);

function at(row: Bottleneck, line: number, end: number): Bottleneck {
  return { ...row, location: { ...row.location, file: 'src/a.js', line, end_line: end } };
}

/** What each item overlaps with, in the order of the ranks. */
function kinds(items: readonly BacklogItem[]): string[][] {
  return items.map(({ overlaps = [] }) => overlaps.map(({ kind }) => kind));
}

function idsOf(items: readonly BacklogItem[]): string[] {
  return items.map(({ id }) => id);
}

/** Sets what an item comes after. */
function after(items: readonly BacklogItem[], rank: number, ranks: readonly number[]) {
  const idAt = (one: number): string => items[one - 1]?.id ?? '';
  const value = ranks.map(idAt);
  return overrideItem(items, idAt(rank), { field: 'dependencies', value, ...BY }) ?? [];
}

test('functions with nothing in common do not overlap and wait for none', () => {
  const { items } = backlogOf(apart);
  assert.deepEqual(kinds(items), [[], [], []]);
  assert.deepEqual(
    items.map(({ dependencies }) => dependencies),
    [[], [], []],
  );
});

test('of two functions one of which lies in the other, the lower rank comes after', () => {
  const { items } = backlogOf(reportOf([at(ownRow(1), 10, 60), at(ownRow(3), 20, 30)]));
  assert.deepEqual(kinds(items), [['same-lines'], ['same-lines']]);
  assert.match(items[0]?.overlaps?.[0]?.reason ?? '', /lines 20 to 30 of src\/a\.js/);
  assert.deepEqual(
    items.map(({ dependencies }) => dependencies),
    [[], [items[0]?.id]],
  );
});

test('two techniques at one place come one after the other', () => {
  const how = { rationale: 'It is asked twice.', effort: null };
  const techniques = [
    { ...how, name: 'look it up in a set', risk: 'low: none' },
    { ...how, name: 'sort it only once', risk: 'high: order' },
  ];
  const { items } = backlogOf(reportOf([ownRow(1, { techniques })]));
  assert.deepEqual(kinds(items), [['same-place'], ['same-place']]);
  assert.deepEqual(items[1]?.dependencies, [items[0]?.id]);
});

test('who saves calls overlaps with what is called there, but mere callers do not', () => {
  const inner = ownRow(3, {
    stacks: [{ share: 0.9, frames: ['work3 (src/part-3.js:30)', 'work1 (src/part-1.js:10)'] }],
  });
  const technique = { name: 'memoise it', rationale: 'It is pure.', risk: 'low', effort: null };
  const outer = ownRow(1, {
    detectors: [{ rule: 'repeated-calls', confidence: 0.9, match: 'Called with the same value.' }],
    techniques: [technique],
  });
  const saving = backlogOf(reportOf([outer, inner])).items;
  assert.deepEqual(kinds(saving), [['same-calls'], ['same-calls']]);
  assert.match(saving[0]?.overlaps?.[0]?.reason ?? '', /90 % of the time of work3 is in calls/);
  assert.deepEqual(kinds(backlogOf(reportOf([ownRow(1), inner])).items), [[], []]);
});

test('the collector overlaps with who allocates', () => {
  const row = ownRow(1);
  const allocating = { ...row, share: { ...row.share, alloc: share(0.4) } };
  const { items } = backlogOf(reportOf([allocating, collector(0.2)]));
  assert.deepEqual(kinds(items), [['collections'], ['collections']]);
});

test('an item comes after those that a person named, whatever its score, and so do its steps', () => {
  const { items, refused } = backlogOf(apart);
  const [first = '', second = '', third = ''] = idsOf(items);
  const set = after(items, 1, [3]);
  assert.deepEqual(idsOf(set), [second, third, first]);
  assert.deepEqual(
    set.map(({ rank }) => rank),
    [1, 2, 3],
  );
  assert.deepEqual(set[2]?.overrides[0], {
    field: 'dependencies',
    from: 'none',
    to: third,
    ...BY,
  });
  const facts = { planId: 'p1', subject: 'x', suite: suiteWith(), baseline: null, now: NOW };
  const plan = backlogPlan({ ...facts, backlog: { items, refused } });
  const steps = stepsLikeItems(plan.steps, set);
  assert.deepEqual(steps[1]?.dependencies, [1, 4], 'the third item is about step 4');
  const findings = checkPlan(
    { ...plan, steps, backlog: { items: set, refused } },
    { suite: suiteWith(), report: { ...apart } },
  );
  assert.deepEqual(findings, []);
});

test('what a person said against an overlap turns it round', () => {
  const { items } = backlogOf(reportOf([at(ownRow(1), 10, 60), at(ownRow(3), 20, 30)]));
  const [first = '', second = ''] = idsOf(items);
  const set = after(items, 1, [2]);
  assert.deepEqual(idsOf(set), [second, first]);
  assert.deepEqual(
    set.map(({ dependencies }) => dependencies),
    [[], [second]],
  );
});

test('unknown ids, an item itself and circles are refused with the way of the circle', () => {
  const { items } = backlogOf(apart);
  const [first = '', second = '', third = ''] = idsOf(items);
  assert.match(dependencyProblem(items, first, ['b-9']) ?? '', /no item b-9/);
  assert.match(dependencyProblem(items, first, [first]) ?? '', /after itself/);
  const one = overrideItem(items, first, { field: 'dependencies', value: [third], ...BY }) ?? [];
  const two = overrideItem(one, third, { field: 'dependencies', value: [second], ...BY }) ?? [];
  const problem = dependencyProblem(two, second, [first]) ?? '';
  assert.ok(problem.includes(`${second}, ${first}, ${third}, ${second}`), problem);
  assert.equal(dependencyProblem(two, second, []), null);
});

test('a plan whose items wait for each other is found', () => {
  const { items, refused } = backlogOf(apart);
  const [first = '', second = ''] = idsOf(items);
  const circle = items.map((item) =>
    item.id === first
      ? { ...item, dependencies: [second] }
      : { ...item, dependencies: item.id === second ? [first] : [] },
  );
  const facts = { planId: 'p1', subject: 'x', suite: suiteWith(), baseline: null, now: NOW };
  const plan = backlogPlan({ ...facts, backlog: { items, refused } });
  const findings = checkPlan(
    { ...plan, backlog: { items: circle, refused } },
    { suite: suiteWith(), report: { ...apart } },
  );
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ['dependency-cycle'],
  );
  assert.match(findings[0]?.message ?? '', new RegExp(`${first} waits for ${second} waits for`));
});

test('dependencies that a person set are carried over as far as the items are still there', () => {
  const earlier = after(backlogOf(apart).items, 1, [2, 3]);
  const now = backlogOf(reportOf([ownRow(1), ownRow(3)])).items;
  const carried = carriedOverrides(now, earlier);
  assert.equal(carried.count, 1);
  assert.deepEqual(carried.items.at(-1)?.dependencies, [now[1]?.id]);
  const alone = backlogOf(reportOf([ownRow(1)])).items;
  assert.equal(carriedOverrides(alone, earlier).count, 0);
});
