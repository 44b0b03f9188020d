import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseStepDurations } from '../../../src/flow/index.ts';
import { flowOf, shown, steps } from '../flows.ts';

const FLOW = flowOf(steps('step: 0, agent: qa', 'step: 0.5, agent: qa', 'step: review, agent: qa'));

function durationsOf(text: string): unknown {
  const parsed = parseStepDurations(text, 'd.json', FLOW);
  return parsed.kind === 'ok' ? parsed.durationsNs : parsed.problems.map(shown);
}

test('reads durations as flow files write them', () => {
  assert.deepEqual(durationsOf('{"0": "90s", "0.50": 1500, "review": "2 h"}'), {
    '0': 90e9,
    '0.5': 1.5e9,
    review: 7_200e9,
  });
  assert.deepEqual(durationsOf('{\n\t"0": "1m"\n}\n'), { '0': 60e9 }, 'JSON indented with tabs');
  assert.deepEqual(durationsOf('0: 1m\nreview: 250ms\n'), { '0': 60e9, review: 0.25e9 });
  assert.deepEqual(durationsOf('{}'), {});
});

test('says where and what is wrong', () => {
  assert.deepEqual(durationsOf('{"0": 0, "1": "5m", "reviw": "1s", "review": "soon"}'), [
    '1:7: "0" is not a duration. Write a number and ms, s, m, h or d: 90s.',
    '1:10: The flow has no step "1". The steps are: 0, 0.5, review.',
    '1:21: The flow has no step "reviw". Did you mean "review"?',
    '1:46: "soon" is not a duration. Write a number and ms, s, m, h or d: 90s.',
  ]);
  assert.deepEqual(durationsOf('{"0": null, "0.5": [1], "review": -.inf}'), [
    '1:7: "0" must be a duration such as 90s, not nothing.',
    '1:20: "0.5" must be a duration such as 90s, not a list.',
    '1:35: "review" must be a duration such as 90s, not the number -.inf.',
  ]);
  assert.deepEqual(durationsOf('{"review": -5}'), [
    '1:12: "-5" is not a duration. Write a number and ms, s, m, h or d: 90s.',
  ]);
  assert.deepEqual(durationsOf('[1]'), [
    '1:1: D.json must be a map of steps and durations, not a list.',
  ]);
  assert.deepEqual(durationsOf(''), [
    '1:1: d.json is empty. Write {"0": "90s"} and so on, a duration for each step.',
  ]);
  assert.deepEqual(durationsOf('{"0": "1s", "0": "2s"}'), [
    '1:13: The key "0" stands here a second time. Keep one of them.',
  ]);
  assert.deepEqual(durationsOf('{"0.5": "1s", "0.50": "2s"}'), [
    '1:15: Step 0.5 stands here a second time. Keep one of them.',
  ]);
});
