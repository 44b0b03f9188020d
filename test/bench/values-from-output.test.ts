import assert from 'node:assert/strict';
import { test } from 'node:test';

import { valueFromOutput } from '../../src/bench/index.ts';

/** The number alone, or null. */
function valueIn(output: string, name: string, declared?: string): number | null {
  const found = valueFromOutput(output, name, declared);
  return found.kind === 'read' ? found.value : null;
}

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
    assert.equal(valueIn(output, 'score'), value, output);
  }
});

test('takes the last of several lines, among any others', () => {
  const output = 'warming up\r\nscore: 1 ms\r\nother: 5\r\nscore: 2 ms\r\n\r\nbye\r\n';
  assert.equal(valueIn(output, 'score'), 2e6);
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
    assert.equal(valueIn(output, 'score'), null, JSON.stringify(output));
  }
  assert.equal(valueIn('score: 12', ''), null);
});

test('a name is compared exactly, whatever characters it has', () => {
  assert.equal(valueIn('p(99) [ms]: 5', 'p(99) [ms]'), 5);
  assert.equal(valueIn('größe=3', 'größe'), 3);
  assert.equal(valueIn('a.c: 1\nabc: 2', 'a.c'), 1);
  assert.equal(valueIn('a:b: 7', 'a:b'), 7);
});

test('reads JSON that is the whole output or its last line', () => {
  assert.equal(valueIn('{\n  "score": 12.5\n}\n', 'score'), 12.5);
  assert.equal(valueIn('running\n{"score": 3}\n\n', 'score'), 3);
  assert.equal(valueIn('{"score": "3 ms"}', 'score'), 3e6);
  assert.equal(valueIn('{"stats": {"p50": 4}}', 'stats.p50'), 4);
  assert.equal(valueIn('{"runs": [{"ms": 4}, {"ms": 5}]}', 'runs.1.ms'), 5);
  assert.equal(valueIn('{"stats.p50": 1, "stats": {"p50": 4}}', 'stats.p50'), 1);
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
    assert.equal(valueIn(output, 'score'), null, output);
  }
  assert.equal(valueIn('{"a": 1}', 'toString'), null);
  assert.equal(valueIn('{"a": {}}', 'a.__proto__.length'), null);
  assert.equal(valueIn('{broken\nscore: 5', 'score'), 5, 'a text that only starts like it');
});

test('a bare number is in the declared unit', () => {
  const cases: [string, string, number | null, string][] = [
    ['score: 12.5', 'ms', 12.5e6, 'ns'],
    ['score: 2', 'KiB', 2_048, 'bytes'],
    ['score: 3', 'MB', 3e6, 'bytes'],
    ['score: 7', 'count', 7, 'count'],
    ['score: 400', 'ops/s', 400, 'ops/s'],
    ['score: 1.5', 'MB/s', 1.5e6, 'bytes/s'],
    ['{"score": 12.5}', 'ms', 12.5e6, 'ns'],
  ];
  for (const [output, declared, value, unit] of cases) {
    const found = valueFromOutput(output, 'score', declared);
    assert.deepEqual(found, { kind: 'read', value, unit }, `${output} in ${declared}`);
  }
});

test('a printed unit of the same kind is converted, not taken for the declared one', () => {
  assert.equal(valueIn('score: 12.5 us', 'score', 'ms'), 12.5e3);
  assert.equal(valueIn('score: 1 MiB', 'score', 'KiB'), 1_048_576);
  assert.equal(valueIn('score: 5 ms', 'score', 'ms'), 5e6);
  assert.equal(valueIn('score: 12 rows', 'score', 'count'), 12);
});

test('a printed unit of another kind is told instead of compared', () => {
  const cases: [string, string, string][] = [
    ['score: 12 MB', 'ms', 'MB'],
    ['score: 12 msec', 'ms', 'msec'],
    ['score: 12 %', 'count', '%'],
    ['score: 12 ms', 'count', 'ms'],
    ['score: 12 req/s', 'ops/s', 'req/s'],
  ];
  for (const [output, declared, printed] of cases) {
    const found = valueFromOutput(output, 'score', declared);
    assert.deepEqual(found, { kind: 'other-unit', printed }, `${output} in ${declared}`);
  }
});

function unitIn(output: string): string {
  const found = valueFromOutput(output, 'score');
  return found.kind === 'read' ? found.unit : found.kind;
}

test('without a declared unit says what the number was printed in', () => {
  assert.equal(unitIn('score: 12'), 'units');
  assert.equal(unitIn('score: 12 ms'), 'ns');
  assert.equal(unitIn('score: 12 MB'), 'bytes');
  assert.equal(unitIn('score: 12 apples'), 'apples');
});
