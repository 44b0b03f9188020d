import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fixture, fulfilsContract, imported, refusal, samplesOf } from './importer-contract.ts';

// Written by mitata 1.0.34 and 0.1.14; the noop samples of the context were removed.
fulfilsContract('mitata', {
  mitata: [fixture('mitata/1.0.34.json')],
  'mitata with samples': [fixture('mitata/1.0.34-samples.json')],
});

test('takes samples in ns and arguments as parameters', () => {
  const result = imported('mitata/1.0.34-samples.json');
  assert.deepEqual(samplesOf(result, 'busy 40').slice(0, 2), [40_006_701, 40_006_750]);
  assert.deepEqual(result.benchmarks[0]?.parameters, { ms: '40' });
  assert.equal(result.context['cpu'], 'AMD EPYC');
});

test('keeps summaries, and says how to keep samples and what failed', () => {
  const result = imported('mitata/1.0.34.json');
  assert.equal(result.benchmarks[0]?.summary?.median?.toFixed(1), '3992.7');
  assert.match(result.notes.join(), /"broken" was left out.*3 of 3 benchmarks have no samples/);
});

test('refuses version 0 and says which version it reads', () => {
  assert.match(refusal([fixture('mitata/0.1.14.json')]).message, /mitata 0\.x.*mitata 1\.x/);
});
