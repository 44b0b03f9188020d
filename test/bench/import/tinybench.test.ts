import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importResults } from '../../../src/bench/import/index.ts';
import { fixture, fulfilsContract, imported, refusal, samplesOf } from './importer-contract.ts';

// Written by tinybench 2.9.0 and 6.2.3 and by vitest 3.2.7 (includes tinybench 2.9.0).
fulfilsContract('tinybench', {
  'tinybench 6': [fixture('tinybench/6.2.3.json')],
  'tinybench 6 with samples': [fixture('tinybench/6.2.3-samples.json')],
  'bench.results of tinybench 6': [fixture('tinybench/6.2.3-results.json')],
  'tinybench 2': [fixture('tinybench/2.9.json')],
  'vitest bench': [fixture('tinybench/vitest-3.json')],
});

test('turns milliseconds into ns', () => {
  const samples = samplesOf(imported('tinybench/6.2.3-samples.json'), 'split');
  assert.equal(samples.length, 12);
  assert.equal(Math.round(samples[0] ?? 0), 3817);
});

test('reads the flat results of version 2', () => {
  assert.equal(samplesOf(imported('tinybench/2.9.json'), 'join').length, 12);
});

test('keeps the summary without samples and says how to keep them', () => {
  const result = imported('tinybench/6.2.3.json');
  assert.equal(result.benchmarks[0]?.summary?.n, 12);
  assert.match(result.notes.join(), /2 of 2 tasks have no samples.*retainSamples/);
});

test('counts tasks that have no names and says which failed', () => {
  const result = imported('tinybench/6.2.3-results.json');
  assert.deepEqual(
    result.benchmarks.map(({ id }) => id),
    ['task 1', 'task 2'],
  );
  assert.match(result.notes.join(), /no task names.*"task 3" failed/);
});

test('names the benchmarks of vitest by file, suite and name', () => {
  const [first] = imported('tinybench/vitest-3.json').benchmarks;
  assert.equal(first?.id, 'test/a.bench.js > words > join');
  assert.deepEqual([first?.summary?.n, first?.summary?.median?.toFixed(0)], [5155, '170']);
});

test('refuses tables and settings, which have no numbers, and says what to write instead', () => {
  for (const name of ['6.2.3-table', '6.2.3-bench-object']) {
    assert.match(refusal([fixture(`tinybench/${name}.json`)]).message, /bench\.tasks\.map/);
  }
});

test('refuses results in which every task failed', () => {
  const { text: all } = fixture('tinybench/6.2.3-samples.json');
  const text = `[${all.slice(all.lastIndexOf('{', all.indexOf('"broken"')))}`;
  assert.match(refusal([{ path: 'f.json', text }]).message, /"broken" failed/);
  assert.throws(() => importResults([{ path: 'f.json', text: '[]' }]), /an empty JSON array/);
});
