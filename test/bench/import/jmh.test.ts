import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importResults } from '../../../src/bench/import/index.ts';
import { fixture, fulfilsContract, imported, refusal, samplesOf } from './importer-contract.ts';

// By hand, after openjdk/jmh JSONResultFormat.java (fields, "NaN" as text, histogram as pairs) and
// files of JMH 1.37 in public repositories (jmhVersion, jvm, vmName).
fulfilsContract('jmh', { 'JMH 1.37': [fixture('jmh/1.37-shape.json')] });

const result = imported('jmh/1.37-shape.json');

test('joins the iterations of all forks and turns times into ns', () => {
  assert.deepEqual(samplesOf(result, 'com.example.Words.join'), [8500, 8750, 9000, 9250]);
});

test('takes throughput as operations in a second, better when higher', () => {
  const found = result.benchmarks.find(({ metric }) => metric === 'throughput');
  assert.deepEqual([found?.unit, found?.direction], ['ops/s', 'higher']);
  assert.equal(Math.round(found?.samples[0] ?? 0), 18_033_110);
});

test('unfolds the histogram of sample mode', () => {
  const found = result.benchmarks.find(({ parameters }) => parameters['mode'] === 'sample');
  assert.deepEqual(found?.samples, [100, 100, 100, 100, 200]);
});

test('keeps a histogram that is too large as its summary', () => {
  const text = fixture('jmh/1.37-shape.json').text.replace('[100.0, 4]', '[100.0, 2000000]');
  const [large] = importResults([{ path: 'large.json', text }]);
  const found = large?.benchmarks.find(({ parameters }) => parameters['mode'] === 'sample');
  assert.deepEqual([found?.samples.length, found?.summary?.median], [0, 100]);
});

test('takes allocation per operation and says what else it left out', () => {
  assert.deepEqual(
    samplesOf(result, 'com.example.Words.join', 'allocated'),
    [4096, 4096, 4096, 4096],
  );
  assert.match(result.notes.join(), /"gc\.alloc\.rate" were left out/);
});

test('reads a file without raw data', () => {
  const entry = { benchmark: 'a', mode: 'avgt', primaryMetric: { score: 2, scoreUnit: 'ms/op' } };
  const [bare] = importResults([{ path: 'a.json', text: JSON.stringify([entry]) }]);
  assert.equal(bare?.benchmarks[0]?.summary?.mean, 2_000_000);
});

test('refuses a primary metric whose unit it does not know', () => {
  const entry = { benchmark: 'a', primaryMetric: { score: 2, scoreUnit: 'apples' } };
  assert.match(
    refusal([{ path: 'a.json', text: JSON.stringify([entry]) }]).message,
    /\[0\]\.primaryMetric\.scoreUnit should be a time per operation/,
  );
});
