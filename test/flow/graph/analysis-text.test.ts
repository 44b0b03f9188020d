import assert from 'node:assert/strict';
import { test } from 'node:test';

import { analysisText, independentSteps } from '../../../src/flow/index.ts';
import { flowOf, steps } from '../flows.ts';

const FAN = flowOf(
  steps(
    'step: 0, agent: planner, outputs: [plan.json]',
    'step: 1, agent: qa, inputs: [plan.json (from step 0)], outputs: [a.json]',
    'step: 2, agent: developer, inputs: [plan.json (from step 0)], outputs: [b.json]',
    'step: 3, agent: qa, inputs: [a.json (from step 1), b.json (from step 2)], outputs: [c.json]',
  ),
);

function textOf(durationsNs: Readonly<Record<string, number>>): string {
  const analysis = independentSteps(FAN, durationsNs);
  assert.ok(analysis !== null, 'no step waits for itself');
  return analysisText(analysis);
}

test('says what could run at the same time and what that saves', () => {
  const minute = 60e9;
  assert.equal(
    textOf({ '0': 5e9, '1': 2 * minute, '2': 90e9, '3': 0.4e9 }),
    'Stages:         0 → 1 → 2 → 3\n' +
      'In parallel:    1 + 2 (saves 1.5 min)\n' +
      'Critical path:  0 → 1 → 3\n' +
      'Time:           3.59 min as it is, 2.09 min with these at the same time, 2.09 min at least\n',
  );
});

test('says whose duration is missing instead of guessing a time', () => {
  const lines = textOf({ '0': 5e9, '3': 1e9 }).split('\n');
  assert.equal(lines[1], 'In parallel:    1 + 2');
  assert.equal(lines[3], 'Time:           not known: there is no duration of 1, 2');
  assert.doesNotMatch(textOf({}), /Time/);
});

test('shows groups, and that nothing is left to do at the same time', () => {
  const flow = flowOf(
    steps(
      'step: 1, agent: qa, outputs: [a.json], parallel: true',
      'step: 2, agent: qa, outputs: [b.json], parallel: true',
    ),
  );
  const analysis = independentSteps(flow);
  assert.ok(analysis !== null);
  assert.equal(
    analysisText(analysis),
    'Stages:         [1 + 2]\n' +
      'In parallel:    nothing more than that\n' +
      'Critical path:  1\n',
  );
});

test('breaks long lines at 100 columns', () => {
  const many = Array.from({ length: 60 }, (_, index) => {
    const input = index === 0 ? '' : `, inputs: [a${index - 1}.json (from step ${index - 1})]`;
    return `step: ${index}, agent: qa, outputs: [a${index}.json]${input}`;
  });
  const analysis = independentSteps(flowOf(steps(...many)));
  assert.ok(analysis !== null);
  const lines = analysisText(analysis).split('\n');
  assert.ok(lines.length > 6, 'sixty steps do not fit on one line');
  assert.ok(lines.every((line) => line.length <= 100));
  assert.match(lines[1] ?? '', /^ {16}\d/);
});
