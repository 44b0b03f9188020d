import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importResults } from '../../../src/bench/import/index.ts';
import { fixture, fulfilsContract, imported, refusal, samplesOf } from './importer-contract.ts';

// 1.15*.json were written by hyperfine 1.15.0. 2.0-shape.json is by hand, after hyperfine's own
// sources at 2.0.0-alpha.1: tests/snapshots/integration_tests__json_export_*.snap, src/metric.rs
// and src/benchmark/measurement.rs (hardware counters are flattened into a measurement).
fulfilsContract('hyperfine', {
  'hyperfine 1.15': [fixture('hyperfine/1.15.json')],
  'hyperfine 1.15 with parameters': [fixture('hyperfine/1.15-parameters.json')],
  'hyperfine 1.15 with failing runs': [fixture('hyperfine/1.15-failing.json')],
  'hyperfine 2.0': [fixture('hyperfine/2.0-shape.json')],
});

test('turns the times of version 1 from seconds to ns, in their order', () => {
  const samples = samplesOf(imported('hyperfine/1.15.json'), '/bin/echo one');
  assert.deepEqual(samples.map(Math.round), [1101319, 928154, 1238453, 1044691, 929075]);
});

test('keeps the mean CPU time of version 1 as a summary, because there is no more', () => {
  const result = imported('hyperfine/1.15.json');
  const cpu = result.benchmarks.find(({ metric }) => metric === 'cpu');
  assert.equal(Math.round(cpu?.summary?.mean ?? 0), 948400);
  assert.equal(cpu?.summary?.n, 5);
});

test('takes the parameters of a scan', () => {
  const result = imported('hyperfine/1.15-parameters.json');
  assert.deepEqual(
    result.benchmarks.filter(({ metric }) => metric === 'wall').map((one) => one.parameters),
    [{ n: '1000' }, { n: '300000' }],
  );
});

test('says when runs failed', () => {
  assert.match(imported('hyperfine/1.15-failing.json').notes.join(), /failed in 4 of 4 runs/);
  assert.match(imported('hyperfine/2.0-shape.json').notes.join(), /"small" failed in 1 of 2 runs/);
  assert.deepEqual(imported('hyperfine/1.15.json').notes, []);
});

test('reads the metrics of version 2 run by run', () => {
  const result = imported('hyperfine/2.0-shape.json');
  assert.equal(result.toolVersion, '2.0.0-alpha.1');
  assert.deepEqual(samplesOf(result, 'small'), [12_500_000, 13_000_000]);
  assert.deepEqual(samplesOf(result, 'small', 'cpu'), [11_000_000, 11_500_000]);
  assert.deepEqual(samplesOf(result, 'small', 'rss'), [2_097_152, 2_101_248]);
  assert.deepEqual(samplesOf(result, 'small', 'instructions'), [1_250_000, 1_250_400]);
  assert.deepEqual(result.benchmarks.at(-1)?.summary?.median, 500_000_000);
});

test('adds up user and system time where version 2 has no sum', () => {
  const text = fixture('hyperfine/2.0-shape.json').text.replaceAll('"time_cpu"', '"other"');
  const [result] = importResults([{ path: 'v2', text }]);
  assert.ok(result);
  assert.deepEqual(samplesOf(result, 'small', 'cpu').map(Math.round), [11_000_000, 11_500_000]);
});

test('reads the memory that 1.20 writes', () => {
  const text =
    '{"results":[{"command":"a","mean":1,"times":[1,2],"memory_usage_byte":[4096,8192]}]}';
  const [result] = importResults([{ path: 'v1', text }]);
  assert.ok(result);
  assert.deepEqual(samplesOf(result, 'a', 'rss'), [4096, 8192]);
});

test('refuses a schema version that it does not know and says which it does', () => {
  const text = fixture('hyperfine/2.0-shape.json').text.replace(
    '"schema_version": 2',
    '"schema_version": 3',
  );
  const { message } = refusal([{ path: 'new.json', text }]);
  assert.match(message, /schema version 3.*1\.x.*schema version 2/);
});

test('names the place of a value that is wrong', () => {
  const text = '{"results":[{"command":"a","mean":1,"times":[1,"x"]}]}';
  assert.match(
    refusal([{ path: 'a.json', text }]).message,
    /^a\.json: results\[0\]\.times\[1\] should be a number that is at least 0 but is the text "x"/,
  );
});

test('refuses a file without results', () => {
  const text = '{"schema_version":2,"results":[]}';
  assert.match(refusal([{ path: 'a.json', text }]).message, /holds no benchmark/);
});
