import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importResults } from '../../../src/bench/import/index.ts';
import { fixture, fulfilsContract, imported, refusal, samplesOf } from './importer-contract.ts';

// All written by Google Benchmark 1.7.1 from Debian; caches were shortened and the host renamed.
fulfilsContract('google-benchmark', {
  'Google Benchmark with one run each': [fixture('google-benchmark/1.7.1-single.json')],
  'Google Benchmark with repetitions': [fixture('google-benchmark/1.7.1-repetitions.json')],
  'Google Benchmark with aggregates only': [fixture('google-benchmark/1.7.1-aggregates.json')],
});

test('makes one sample of each repetition and none of the aggregates', () => {
  const result = imported('google-benchmark/1.7.1-repetitions.json');
  assert.deepEqual(
    samplesOf(result, 'BM_Concat/64').map((ns) => ns.toFixed(2)),
    ['171.01', '168.46', '162.22'],
  );
  assert.equal(samplesOf(result, 'BM_Concat/64', 'cpu').length, 3);
});

test('turns every time unit into ns', () => {
  assert.ok(
    Math.abs(
      (samplesOf(imported('google-benchmark/1.7.1-single.json'), 'BM_Sum')[0] ?? 0) - 162.27,
    ) < 0.01,
  );
});

test('takes bytes per second as a metric that is better when higher', () => {
  const result = imported('google-benchmark/1.7.1-single.json');
  const bandwidth = result.benchmarks.find(({ metric }) => metric === 'bandwidth');
  assert.deepEqual([bandwidth?.unit, bandwidth?.direction], ['bytes/s', 'higher']);
});

test('reads mean, median and deviation where only aggregates were kept', () => {
  const result = imported('google-benchmark/1.7.1-aggregates.json');
  const { summary } = result.benchmarks[0] ?? { summary: null };
  assert.equal(summary?.n, 3);
  assert.equal(summary?.median?.toFixed(2), '255.63');
  assert.equal(summary?.standardDeviation?.toFixed(2), '38.00');
});

test('says which benchmarks failed and which counters it left out', () => {
  const notes = imported('google-benchmark/1.7.1-repetitions.json').notes.join('\n');
  assert.match(notes, /"BM_Broken" was left out: it failed \("no input file"\)/);
  assert.match(notes, /counters "items" were left out/);
  assert.match(notes, /built for debugging/);
});

test('reads files that have NaN among their aggregates, as those of failed runs do', () => {
  const { text } = fixture('google-benchmark/1.7.1-repetitions.json');
  const broken = text.replace(
    /"real_time": [\d.]+,(?=\s+"cpu_time": [\d.]+,\s+"time_unit": "ns",\s+"bytes_per_second": [\d.]+\s+\},\s+\{\s+"name": "BM_Sum")/,
    '"real_time": NaN,',
  );
  assert.notEqual(broken, text);
  const [result] = importResults([{ path: 'nan.json', text: broken }]);
  assert.match(result?.notes.join() ?? '', /1 values were NaN or infinite/);
});

const entry = (name: string, time: number) => ({
  name,
  iterations: 1,
  real_time: time,
  cpu_time: time,
  time_unit: 'ms',
});

test('reads files from before run types, which only mark aggregates by name', () => {
  const text = JSON.stringify({
    context: { num_cpus: 2 },
    benchmarks: [entry('a', 1), entry('a', 2), entry('a_mean', 1.5), entry('a_stddev', 0.7)],
  });
  const [result] = importResults([{ path: 'old.json', text }]);
  assert.ok(result);
  assert.deepEqual(samplesOf(result, 'a'), [1e6, 2e6]);
});

test('refuses a schema version that it does not know', () => {
  // "json_schema_version": 1 in the context of a file by library version v1.8.3.
  const { text } = fixture('google-benchmark/1.7.1-single.json');
  const at = (version: number): string =>
    text.replace('"date"', `"json_schema_version": ${version}, "date"`);
  assert.equal(importResults([{ path: 'a.json', text: at(1) }]).length, 1);
  assert.match(
    refusal([{ path: 'a.json', text: at(2) }]).message,
    /schema version 2.*reads version 1/,
  );
});
