import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importResults } from '../../../src/bench/import/index.ts';
import { fixture, fulfilsContract, imported, refusal, samplesOf } from './importer-contract.ts';

// Both written by pytest-benchmark 3.2.2 from Debian; host and kernel were renamed.
fulfilsContract('pytest-benchmark', {
  'pytest-benchmark --benchmark-json': [fixture('pytest-benchmark/3.2.2.json')],
  'pytest-benchmark --benchmark-save': [fixture('pytest-benchmark/3.2.2-saved.json')],
});

test('turns seconds into ns and takes the parameters', () => {
  const result = imported('pytest-benchmark/3.2.2.json');
  const samples = samplesOf(result, 'test_words.py::test_join[10]');
  assert.equal(samples.length, 14);
  assert.ok((samples[0] ?? 0) > 100 && (samples[0] ?? 0) < 200);
  assert.deepEqual(result.benchmarks[1]?.parameters, { size: '10' });
  assert.equal(result.context['runtime'], 'CPython 3.11.2');
});

test('keeps the summary of a saved run and says how to keep samples', () => {
  const result = imported('pytest-benchmark/3.2.2-saved.json');
  assert.equal(result.benchmarks[0]?.summary?.n, 9);
  assert.match(result.notes.join(), /3 of 3 benchmarks have no samples.*--benchmark-save-data/);
});

const withVersion = (version: string) => ({
  path: 'v.json',
  text: fixture('pytest-benchmark/3.2.2.json').text.replace('"3.2.2"', `"${version}"`),
});

test('refuses versions from before the present format and says which it reads', () => {
  assert.match(refusal([withVersion('2.5.0')]).message, /2\.5\.0.*versions 3 to 5/);
});

test('reads a newer version with a note', () => {
  assert.match(
    importResults([withVersion('6.0.0')])[0]?.notes.join() ?? '',
    /written by version 6/,
  );
});
