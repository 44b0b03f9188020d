import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importResults } from '../../../src/bench/import/index.ts';
import { fixture, fulfilsContract, imported, refusal, samplesOf } from './importer-contract.ts';

// Both written by go 1.19.8.
fulfilsContract('go', {
  'go test -bench': [fixture('go/1.19.txt')],
  'go test -bench -json': [fixture('go/1.19-test2json.txt')],
});

const read = (text: string) => {
  const [result] = importResults([{ path: 'go.txt', text }]);
  assert.ok(result);
  return result;
};

test('gathers the lines of one benchmark into samples', () => {
  const result = imported('go/1.19.txt');
  assert.deepEqual(samplesOf(result, 'BenchmarkJoin'), [2021, 997.5, 1714]);
  assert.deepEqual(samplesOf(result, 'BenchmarkJoin', 'allocated'), [576, 576, 576]);
  assert.deepEqual(samplesOf(result, 'BenchmarkJoin', 'allocations'), [1, 1, 1]);
  assert.deepEqual(result.context, { os: 'linux', architecture: 'amd64', cpu: 'AMD EPYC' });
});

test('puts package, processors and key=value parts into the parameters', () => {
  const found = imported('go/1.19.txt').benchmarks.find(
    ({ id }) => id === 'BenchmarkSplit/size=10',
  );
  assert.deepEqual(found?.parameters, { size: '10', pkg: 'example.com/words', procs: '2' });
});

test('counts megabytes in powers of ten, as the testing package does', () => {
  const [first] = samplesOf(imported('go/1.19.txt'), 'BenchmarkSplit/size=10', 'bandwidth');
  assert.equal(first, 60_740_000);
});

test('puts together the output events of -json, which cut lines anywhere', () => {
  assert.deepEqual(samplesOf(imported('go/1.19-test2json.txt'), 'BenchmarkJoin'), [2200, 2194]);
});

const event = (pkg: string, Output: string): string =>
  JSON.stringify({ Time: 't', Action: 'output', Package: pkg, Output });

test('keeps packages apart that print into each other', () => {
  const result = read(
    [
      event('a', 'pkg: a\n'),
      event('b', 'pkg: b\n'),
      event('a', 'BenchmarkX \t'),
      event('b', 'BenchmarkX \t 10\t 7 ns/op\n'),
      event('a', ' 10\t 5 ns/op\n'),
    ].join('\n'),
  );
  assert.deepEqual(
    result.benchmarks.map(({ parameters, samples }) => [parameters['pkg'], ...samples]),
    [
      ['a', 5],
      ['b', 7],
    ],
  );
});

test('believes a line that says which way a unit is better', () => {
  const result = read('Unit points better=higher\nBenchmarkX 10 5 ns/op 3 points\n');
  assert.equal(result.benchmarks[1]?.direction, 'higher');
});

test('leaves out a unit without a known direction and says so', () => {
  const result = read('BenchmarkX 10 5 ns/op 3 points\n');
  assert.deepEqual(
    result.benchmarks.map(({ metric }) => metric),
    ['wall'],
  );
  assert.match(result.notes.join(), /Values in "points" were left out/);
});

test('ignores what programs print between the lines, and says what failed or was cut', () => {
  const result = read(
    'hello\nBenchmarkX-8 10 5 ns/op\n--- FAIL: BenchmarkY\nBenchmarkZ-8 10 5\nFAIL\n',
  );
  assert.deepEqual(
    result.benchmarks.map(({ id }) => id),
    ['BenchmarkX'],
  );
  assert.match(result.notes.join(), /"BenchmarkY" failed.*"BenchmarkZ-8" ends too early/);
});

test('refuses the output of a test run without benchmarks', () => {
  const { message } = refusal([{ path: 'go.txt', text: 'goos: linux\nPASS\nok a 0.1s\n' }]);
  assert.match(message, /holds no benchmark/);
});

test('names the line of an event that is cut off', () => {
  const { text } = fixture('go/1.19-test2json.txt');
  assert.match(
    refusal([{ path: 'e.json', text: `${text}{"Time":"2` }]).message,
    /line \d+ is cut off/,
  );
});
