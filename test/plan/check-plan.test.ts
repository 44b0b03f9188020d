import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { PlanBody, PlanEvidence, PlanStep } from '../../src/model/index.ts';
import { checkPlan } from '../../src/plan/index.ts';
import { baselineOf, soundPlan, suiteWith, TARGET, withTexts } from './suites.ts';

const suite = suiteWith([TARGET]);
const baseline = baselineOf(suite);

/** The plan with its change step changed; there is one, step 2. */
function withChange(change: (step: PlanStep) => PlanStep): PlanBody {
  const plan = soundPlan(suite);
  return {
    ...plan,
    steps: plan.steps.map((step) => (step.kind === 'change' ? change(step) : step)),
  };
}

function withEvidence(more: Partial<PlanEvidence>): PlanBody {
  return withChange((step) => ({
    ...step,
    evidence: step.evidence.map((one) => ({ ...one, ...more })),
  }));
}

function rules(plan: PlanBody, paths: ReadonlySet<string> | null = null): string[] {
  return [...new Set(checkPlan(plan, { suite, baseline, paths }).map(({ rule }) => rule))].sort();
}

test('finds nothing in a sound plan', () => {
  assert.deepEqual(checkPlan(soundPlan(suite), { suite, baseline }), []);
});

test('a plan of "x" fails at every text', () => {
  const findings = checkPlan(withTexts(soundPlan(suite), 'x'), { suite, baseline });
  assert.ok(findings.length > 20);
  const found = new Set(findings.map(({ rule }) => rule));
  assert.ok(found.has('too-few-words'));
  assert.ok(found.has('duplicate-step'));
  assert.ok(found.has('objective-without-number'));
});

const hollow = [
  'TODO: write this part of the plan properly',
  'To be determined by whoever comes next week',
  'lorem ipsum dolor sit amet consectetur',
  'fast fast fast fast fast fast fast fast',
  'faster and faster and faster and faster and faster',
  'the {{metric}} of this step will become better',
  'n/a',
  '1 2 3 4 5 6 7 8',
  'a b c d e f g h',
  '…………………………………………',
  '🚀🚀🚀 🚀 🚀 🚀',
];
for (const text of hollow) {
  test(`a way back such as ${JSON.stringify(text)} says nothing`, () => {
    const found = checkPlan(
      withChange((step) => ({ ...step, rollback: text })),
      { suite, baseline },
    );
    assert.equal(found.length, 1);
    assert.equal(found[0]?.step_number, 2);
    assert.match(found[0]?.message ?? '', /^The way back/);
  });
}

test('a way back in another script, or about a to-do list, says something', () => {
  for (const rollback of [
    '撤销该提交并恢复到基准版本然后重新测量',
    'Rétablir le commit précédent, puis mesurer à nouveau.',
    'Revert the commit that changed the todo-list renderer.',
  ]) {
    assert.deepEqual(rules(withChange((step) => ({ ...step, rollback }))), []);
  }
});

test('a step without evidence about what it measures fails', () => {
  assert.deepEqual(rules(withEvidence({ benchmark: 'render' })), ['evidence']);
  assert.deepEqual(rules(withChange((step) => ({ ...step, evidence: [] }))), ['evidence']);
});

test('a quoted number that the baseline does not have fails', () => {
  const [finding] = checkPlan(withEvidence({ kind: 'measurement', value: 900, unit: 'ms' }), {
    suite,
    baseline,
  });
  assert.equal(finding?.rule, 'evidence');
  assert.match(finding?.message ?? '', /says 900 ms where the baseline has 12 ms \(n = 5\)/);
});

test('evidence without a number, in a wrong unit or about an invented target fails', () => {
  assert.deepEqual(rules(withEvidence({ kind: 'measurement', value: null })), ['evidence']);
  assert.deepEqual(rules(withEvidence({ kind: 'measurement', unit: 'MiB' })), ['evidence']);
  assert.deepEqual(rules(withEvidence({ kind: 'target', value: 1, unit: 'ms' })), ['evidence']);
});

test('evidence in the code has to name a file of the subject', () => {
  const plan = withEvidence({ kind: 'code', source: './src/parse.js:12-20' });
  assert.deepEqual(rules(plan, new Set(['src/parse.js'])), []);
  assert.deepEqual(rules(plan, new Set(['src/other.js'])), ['evidence']);
  assert.deepEqual(rules(plan), []);
});

const brokenSteps: readonly { rule: string; change: (step: PlanStep) => PlanStep }[] = [
  { rule: 'unknown-agent', change: (step) => ({ ...step, agent: 'wizard' }) },
  { rule: 'no-gain', change: (step) => ({ ...step, expected_gain: null }) },
  {
    rule: 'gain-too-large',
    change: (step) => ({ ...step, expected_gain: { amount: 150, unit: '%', basis: gainBasis } }),
  },
  {
    rule: 'gain-too-large',
    change: (step) => ({ ...step, expected_gain: { amount: 13, unit: 'ms', basis: gainBasis } }),
  },
  {
    rule: 'gain-too-small',
    change: (step) => ({ ...step, expected_gain: { amount: 0.5, unit: '%', basis: gainBasis } }),
  },
  {
    rule: 'gain-unit',
    change: (step) => ({ ...step, expected_gain: { amount: 5, unit: 'MiB', basis: gainBasis } }),
  },
  {
    rule: 'gain-unit',
    change: (step) => ({
      ...step,
      expected_gain: { amount: 5, unit: 'parsecs', basis: gainBasis },
    }),
  },
  { rule: 'unknown-dependency', change: (step) => ({ ...step, dependencies: [99] }) },
  { rule: 'dependency-cycle', change: (step) => ({ ...step, dependencies: [4] }) },
  { rule: 'dependency-cycle', change: (step) => ({ ...step, dependencies: [2] }) },
  { rule: 'duplicate-number', change: (step) => ({ ...step, step_number: 1, dependencies: [] }) },
  { rule: 'risk-without-mitigation', change: (step) => ({ ...step, mitigation: [] }) },
  {
    rule: 'off-target',
    change: (step) => ({ ...step, measures: [{ benchmark: 'parse', metric: 'rows' }] }),
  },
  {
    rule: 'unknown-metric',
    change: (step) => ({
      ...step,
      measures: [...step.measures, { benchmark: 'parse', metric: 'constructor' }],
    }),
  },
  {
    rule: 'unknown-benchmark',
    change: (step) => ({
      ...step,
      measures: [...step.measures, { benchmark: 'api/users', metric: 'wall' }],
    }),
  },
];
const gainBasis = 'The profile shows where so much of the time goes.';
for (const { rule, change } of brokenSteps) {
  test(`names ${rule}`, () => {
    assert.ok(rules(withChange(change)).includes(rule), rules(withChange(change)).join());
  });
}

test('a gain in the unit of the metric is held against the baseline', () => {
  const gain = { amount: 3_000, unit: 'us', basis: gainBasis };
  assert.deepEqual(rules(withChange((step) => ({ ...step, expected_gain: gain }))), []);
});

test('a step repeated in almost the same words fails, one on another metric does not', () => {
  const plan = soundPlan(suite);
  const step = plan.steps.find(({ kind }) => kind === 'change');
  assert.ok(step !== undefined);
  const again = { ...step, step_number: 9, name: `Again: ${step.name}` };
  assert.deepEqual(rules({ ...plan, steps: [...plan.steps, again] }), ['duplicate-step']);
  const other = soundPlan(
    suiteWith([TARGET, { benchmark: 'render', metric: 'wall', atMost: 1e7 }]),
  );
  const wider = suiteWith([TARGET, { benchmark: 'render', metric: 'wall', atMost: 1e7 }]);
  assert.deepEqual(checkPlan(other, { suite: wider, baseline }), []);
});

test('one sentence for everything in a step is an answer to nothing', () => {
  const text = 'We make parsing 5 % faster with a cache.';
  const plan = withChange((step) => ({ ...step, tasks: [text], rollback: text }));
  const findings = checkPlan(plan, { suite, baseline });
  assert.deepEqual(findings, [
    {
      rule: 'repeated-text',
      step_number: 2,
      message: 'The same text stands for task 1 and for the way back.',
    },
  ]);
});

test('targets are those of the suite, no more and no less', () => {
  const plan = soundPlan(suite);
  assert.deepEqual(rules({ ...plan, targets: [] }), ['target-missing']);
  const easier = plan.targets.map((target) => ({ ...target, value: 1e9 }));
  assert.deepEqual(rules({ ...plan, targets: easier }), ['target-differs', 'target-missing']);
});

test('a plan that changes nothing, or checks nothing, fails', () => {
  const plan = soundPlan(suite);
  const without = (kind: string): PlanBody => ({
    ...plan,
    steps: plan.steps
      .filter((step) => step.kind !== kind)
      .map((step) => ({ ...step, dependencies: [] })),
  });
  assert.deepEqual(rules(without('change')), ['no-change']);
  assert.deepEqual(rules(without('check')), ['no-check']);
  assert.deepEqual(rules(without('measure')), []);
});

test('a long cycle is named once, in its order', () => {
  const plan = soundPlan(suite);
  const [first] = plan.steps;
  assert.ok(first !== undefined);
  const steps = Array.from({ length: 500 }, (_, index) => ({
    ...first,
    step_number: index + 1,
    dependencies: [((index + 1) % 500) + 1],
  }));
  const cycles = checkPlan({ ...plan, steps }, { suite, baseline }).filter(
    ({ rule }) => rule === 'dependency-cycle',
  );
  assert.equal(cycles.length, 1);
  assert.match(cycles[0]?.message ?? '', /1 waits for 2 waits for 3/);
});

test('the text of a plan has a limit', () => {
  const plan = soundPlan(suite);
  const objectives = Array.from({ length: 500 }, (_, index) => `${index} ${'word '.repeat(700)}`);
  assert.deepEqual(rules({ ...plan, objectives }), ['too-long']);
});
