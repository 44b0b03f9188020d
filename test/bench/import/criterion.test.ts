import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importResults } from '../../../src/bench/import/index.ts';
import type { ImportFile } from '../../../src/bench/import/index.ts';
import { fixture, fulfilsContract, refusal, samplesOf } from './importer-contract.ts';

// Written by criterion 0.3.6 from Debian; the fields are the same in 0.5 (src/report.rs,
// BenchmarkId; src/estimate.rs).
const folder = (name: string, ...parts: string[]): ImportFile[] =>
  parts.map((part) => fixture(`criterion/${name}/${part}.json`));
const PARTS = ['benchmark', 'estimates', 'sample', 'tukey'];
const plain = folder('join plain/new', ...PARTS);
const sizes = folder('join_sizes/with input/10/new', ...PARTS);
const under = (root: string, files: readonly ImportFile[]): ImportFile[] =>
  files.map(({ path, text }) => ({ path: path.replace('criterion', root), text }));

fulfilsContract('criterion', {
  'a benchmark of Criterion': plain,
  'a tree of Criterion': [
    ...plain,
    ...sizes,
    ...folder('join_sizes/with input/1000/new', ...PARTS),
  ],
  'estimates of Criterion alone': folder('join plain/new', 'estimates'),
});

test('divides the time of each batch by its iterations', () => {
  const [result] = importResults(plain);
  assert.ok(result);
  const samples = samplesOf(result, 'join plain');
  assert.equal(samples.length, 10);
  assert.equal(samples[0], 7_429_456 / 39_784);
});

test('puts the benchmarks of one tree into one result', () => {
  const results = importResults([...plain, ...sizes]);
  assert.equal(results.length, 1);
  assert.deepEqual(
    results[0]?.benchmarks.map(({ id, parameters }) => [id, parameters]),
    [
      ['join plain', {}],
      ['join/sizes/with input/10', { value: '10' }],
    ],
  );
});

test('takes the path as the name where benchmark.json is missing', () => {
  const [result] = importResults(folder('join plain/new', 'sample'));
  assert.equal(result?.benchmarks[0]?.id, 'join plain');
});

test('reads the estimates where sample.json is missing', () => {
  const [result] = importResults(folder('join plain/new', 'benchmark', 'estimates'));
  assert.ok((result?.benchmarks[0]?.summary?.mean ?? 0) > 100);
});

test('keeps two trees apart, and two baselines of one tree', () => {
  const saved = folder('join plain/new', ...PARTS).map((file) => ({
    path: file.path.replace('/new/', '/main/'),
    text: file.text,
  }));
  const results = importResults([
    ...under('a/target/criterion', [...plain, ...sizes]),
    ...under('b/target/criterion', [...plain, ...sizes]),
    ...under('b/target/criterion', saved),
  ]);
  assert.deepEqual(
    results.map(({ source, benchmarks }) => [source, benchmarks.length]),
    [
      ['a/target/criterion (new)', 2],
      ['b/target/criterion (new)', 2],
      ['b/target/criterion (main)', 1],
    ],
  );
});

test('leaves out the baseline that is only a copy of the newest run', () => {
  const results = importResults([...folder('join plain/base', ...PARTS), ...plain]);
  assert.deepEqual(
    results.map(({ context }) => context['baseline']),
    ['new'],
  );
  assert.match(results[0]?.notes.join() ?? '', /"base" holds the same numbers/);
});

test('reads paths of Windows', () => {
  const files = plain.map(({ path, text }) => ({
    path: `C:\\${path.replaceAll('/', '\\')}`,
    text,
  }));
  assert.equal(importResults(files)[0]?.source, 'C:/criterion (new)');
});

test('does not take relative changes for times', () => {
  const change = fixture('criterion/join plain/change/estimates.json');
  assert.match(refusal([change]).message, /none of the files given has measured times/);
  assert.equal(importResults([change, ...plain])[0]?.benchmarks.length, 1);
});

test('refuses a sample in which counts and times do not belong together', () => {
  const text = '{"sampling_mode":"Linear","iters":[1,2],"times":[5]}';
  assert.match(refusal([{ path: 'a/new/sample.json', text }]).message, /batches with a count/);
});
