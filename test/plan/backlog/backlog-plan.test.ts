import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { type Bottleneck, PlanBody } from '../../../src/model/index.ts';
import {
  backlogPlan,
  carriedOverrides,
  checkPlan,
  combineRatings,
  deterministicRating,
  overrideItem,
  overrideValue,
  planHash,
  RUBRIC_DEFAULT,
} from '../../../src/plan/index.ts';
import { NOW, sha256, suiteWith, TARGET } from '../suites.ts';
import { backlogOf, collector, ownRow, reportOf, rowOf, timed } from './reports.ts';

function planOf(report: ReturnType<typeof reportOf>, suite = suiteWith()) {
  const backlog = backlogOf(report, suite);
  const facts = { planId: 'p', subject: 'access-log', suite, baseline: null, now: NOW };
  return backlogPlan({ ...facts, backlog });
}

const MANY = Array.from({ length: 40 }, (_, index) => ownRow(index + 1));
const odd = (name: string, number: number): Bottleneck => {
  const row = ownRow(number);
  return { ...row, location: { ...row.location, function: name, file: null, line: null } };
};
const reports = {
  'one function': reportOf([ownRow(1)]),
  'many functions of one benchmark, which read alike': reportOf(MANY),
  'own code, a dependency and the collector': reportOf([
    ownRow(1),
    rowOf(2, { owner: 'direct-dep', package: 'marked' }),
    collector(0.2),
  ]),
  'two benchmarks': reportOf(
    [ownRow(1), ownRow(1, { benchmark: 'render' }), ownRow(3, { benchmark: 'render' })],
    [timed('parse', 100), timed('render', 300)],
  ),
  'functions whose names say nothing': reportOf([odd('x', 1), odd('TODO', 2), odd('???', 3)]),
  'nothing that could be seen': reportOf([ownRow(50)]),
  'nothing at all': reportOf([]),
};

for (const [name, report] of Object.entries(reports)) {
  for (const suite of [suiteWith(), suiteWith([TARGET])]) {
    const aim = suite.targets.length === 0 ? 'without a target' : 'with a target';
    test(`the plan for ${name}, ${aim}, passes the checks and the rating by merit`, () => {
      const plan = planOf(report, suite);
      assert.deepEqual([...Value.Errors(PlanBody, plan)], []);
      assert.deepEqual(checkPlan(plan, { suite, report }), []);
      const { overall } = combineRatings([deterministicRating(plan, suite)], RUBRIC_DEFAULT);
      assert.ok(overall !== null && overall >= 7, `it gets ${overall}`);
    });
  }
}

test('each item is a change of its own, with its bound as the most that it may expect', () => {
  const plan = planOf(reports['own code, a dependency and the collector']);
  const items = plan.backlog?.items ?? [];
  const changes = plan.steps.filter(({ kind }) => kind === 'change');
  assert.ok(items.length >= 3);
  assert.deepEqual(
    changes.map(({ item }) => item),
    items.map(({ id }) => id),
  );
  const [step] = changes;
  const gain = `${step?.expected_gain?.amount} ${step?.expected_gain?.unit}`;
  assert.equal(gain, `${Number(((items[0]?.expected.estimate ?? 0) * 100).toPrecision(4))} %`);
  assert.ok(step?.evidence.every(({ kind }) => kind === 'profile'));
});

test('a step that expects more than its place costs is found', () => {
  const report = reports['one function'];
  const plan = planOf(report);
  const steps = plan.steps.map((step) =>
    step.kind === 'change'
      ? { ...step, expected_gain: { amount: 40, unit: '%', basis: 'A guess of mine, no more.' } }
      : step,
  );
  const found = checkPlan({ ...plan, steps }, { suite: suiteWith(), report });
  assert.deepEqual(
    found.map(({ rule }) => rule),
    ['gain-above-bound'],
  );
  assert.match(found[0]?.message ?? '', /expects 40 %; if the place cost nothing, 24 %/);
});

test('a bound that the profile does not bear out is found', () => {
  const report = reports['one function'];
  const plan = planOf(report);
  const backlog = plan.backlog ?? { items: [], refused: [] };
  const items = backlog.items.map((item) => ({
    ...item,
    expected: { ...item.expected, estimate: 0.8, bound: { estimate: 0.9, lo: 0.8, hi: 0.95 } },
  }));
  const found = checkPlan(
    { ...plan, backlog: { ...backlog, items } },
    { suite: suiteWith(), report },
  );
  assert.deepEqual(
    found.map(({ rule }) => rule),
    ['gain-above-bound'],
  );
});

const broken: Readonly<Record<string, (plan: PlanBody) => PlanBody>> = {
  'item-without-step': (plan) => ({
    ...plan,
    steps: plan.steps.map(({ item: _item, ...step }) => step),
  }),
  'unknown-item': ({ backlog: _backlog, ...plan }) => plan,
  'unknown-bottleneck': (plan) => withItem(plan, { bottleneck: 'ffffffffffff' }),
  'unknown-metric': (plan) => withItem(plan, { metric: { benchmark: 'parse', metric: 'none' } }),
  'unknown-dependency': (plan) => withItem(plan, { dependencies: ['nothing'] }),
  'item-metric': (plan) => withItem(plan, { metric: { benchmark: 'render', metric: 'wall' } }),
  'duplicate-item': (plan) => {
    const items = plan.backlog?.items ?? [];
    return { ...plan, backlog: { items: [...items, ...items], refused: [] } };
  },
};

function withItem(plan: PlanBody, changes: object): PlanBody {
  const items = (plan.backlog?.items ?? []).map((item) => ({ ...item, ...changes }));
  return { ...plan, backlog: { items, refused: [] } };
}

for (const [rule, change] of Object.entries(broken)) {
  test(`a backlog with the fault ${rule} is found`, () => {
    const report = reports['one function'];
    const found = checkPlan(change(planOf(report)), { suite: suiteWith(), report });
    assert.ok(
      found.some((one) => one.rule === rule),
      JSON.stringify(found),
    );
  });
}

test('the hash of a plan covers its backlog', () => {
  const plan = planOf(reports['one function']);
  assert.notEqual(planHash(plan, sha256), planHash(withItem(plan, { risk: 'high' }), sha256));
});

test('what a person set is carried over to the next plan with its reason', () => {
  const { items } = backlogOf(reports['one function']);
  const [item] = items;
  const set = { field: 'effort', value: 9, reason: 'Its format is public.', by: 'ana' } as const;
  const before = overrideItem(items, item?.id ?? '', { ...set, at: NOW }) ?? [];
  const carried = carriedOverrides(items, before);
  assert.equal(carried.count, 1);
  assert.equal(carried.items[0]?.effort.amount, 9);
  assert.equal(carried.items[0]?.overrides[0]?.reason, 'Its format is public.');
  const inDays = before.map((one) => ({
    ...one,
    effort: { ...one.effort, unit: 'person-days' as const },
  }));
  assert.equal(carriedOverrides(items, inDays).count, 0, 'not into another unit');
});

const values = [
  ['reach', '20%', 0.2],
  ['reach', '1.2', null],
  ['impact', '3', 3],
  ['impact', '0', null],
  ['effort', '0.5', 0.5],
  ['effort', '-1', null],
  ['effort', 'much', null],
  ['risk', 'high', 'high'],
  ['risk', 'huge', null],
  ['lane', 'quick-win', 'quick-win'],
  ['lane', '', null],
] as const;
for (const [field, text, wanted] of values) {
  test(`${field} "${text}" is ${wanted === null ? 'refused' : wanted}`, () => {
    assert.equal(overrideValue(field, text)?.value ?? null, wanted);
  });
}
