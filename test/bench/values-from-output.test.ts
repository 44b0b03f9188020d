import assert from 'node:assert/strict';
import { test } from 'node:test';

import { valueFromOutput } from '../../src/bench/index.ts';

test('reads a line with the name, in the units that it knows', () => {
  const cases: [string, number | null][] = [
    ['score: 12.5', 12.5],
    ['score=12.5', 12.5],
    ['  score = 12.5  ', 12.5],
    ['score: 12 ms', 12e6],
    ['score: 12ms', 12e6],
    ['score: 3 ns', 3],
    ['score: 3 us', 3_000],
    ['score: 3 µs', 3_000],
    ['score: 3 μs', 3_000],
    ['score: 1.5 s', 1.5e9],
    ['score: 7 B', 7],
    ['score: 2 KB', 2_000],
    ['score: 2 kB', 2_000],
    ['score: 2 KiB', 2_048],
    ['score: 1 MB', 1_000_000],
    ['score: 1 MiB', 1_048_576],
    ['score: 99.9 %', 99.9],
    ['score: 4000 req/s', 4_000],
    ['score: 12 apples', 12],
    ['score: -1e3', -1_000],
    ['score: .5', 0.5],
    ['score: +5.', 5],
  ];
  for (const [output, value] of cases) {
    assert.equal(valueFromOutput(output, 'score'), value, output);
  }
});

test('takes the last of several lines, among any others', () => {
  const output = 'warming up\r\nscore: 1 ms\r\nother: 5\r\nscore: 2 ms\r\n\r\nbye\r\n';
  assert.equal(valueFromOutput(output, 'score'), 2e6);
});

test('answers null instead of guessing', () => {
  const outputs = [
    '',
    'score',
    'score:',
    'score 12',
    'score: twelve',
    'score: 12 ms (fast)',
    'score: 1,234',
    'score: 1 2',
    'score: 0x10',
    'score: Infinity',
    'score: 1e999',
    'score: --5',
    'Score: 12',
    'high score: 12',
    'scores: 12',
    'score.p50: 12',
    'score: 12\nscore: twelve',
    '[1, 2]',
    'null',
  ];
  for (const output of outputs) {
    assert.equal(valueFromOutput(output, 'score'), null, JSON.stringify(output));
  }
  assert.equal(valueFromOutput('score: 12', ''), null);
});

test('a name is compared exactly, whatever characters it has', () => {
  assert.equal(valueFromOutput('p(99) [ms]: 5', 'p(99) [ms]'), 5);
  assert.equal(valueFromOutput('größe=3', 'größe'), 3);
  assert.equal(valueFromOutput('a.c: 1\nabc: 2', 'a.c'), 1);
  assert.equal(valueFromOutput('a:b: 7', 'a:b'), 7);
});

test('reads JSON that is the whole output or its last line', () => {
  assert.equal(valueFromOutput('{\n  "score": 12.5\n}\n', 'score'), 12.5);
  assert.equal(valueFromOutput('running\n{"score": 3}\n\n', 'score'), 3);
  assert.equal(valueFromOutput('{"score": "3 ms"}', 'score'), 3e6);
  assert.equal(valueFromOutput('{"stats": {"p50": 4}}', 'stats.p50'), 4);
  assert.equal(valueFromOutput('{"runs": [{"ms": 4}, {"ms": 5}]}', 'runs.1.ms'), 5);
  assert.equal(valueFromOutput('{"stats.p50": 1, "stats": {"p50": 4}}', 'stats.p50'), 1);
});

test('what JSON does not have is not there', () => {
  const outputs = [
    '{"other": 1}',
    '{"score": null}',
    '{"score": true}',
    '{"score": {"p50": 1}}',
    '{"score": "fast"}',
    'score: 5\n{"other": 1}',
    '{"score": 1e999}',
  ];
  for (const output of outputs) {
    assert.equal(valueFromOutput(output, 'score'), null, output);
  }
  assert.equal(valueFromOutput('{"a": 1}', 'toString'), null);
  assert.equal(valueFromOutput('{"a": {}}', 'a.__proto__.length'), null);
  assert.equal(valueFromOutput('{broken\nscore: 5', 'score'), 5, 'a text that only starts like it');
});
