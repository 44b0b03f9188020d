import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compareJson, tryJson } from '../../src/report/schema-json.ts';
import { fasterResult, hostileResult, tryResult, variedResult } from './results.ts';

test('what is written reads back as it was', () => {
  for (const result of [fasterResult(), variedResult(), hostileResult()]) {
    assert.deepEqual(JSON.parse(compareJson(result)), result);
  }
  assert.deepEqual(JSON.parse(tryJson(tryResult())), tryResult());
});

test('keys come in the order of the schema, however the value was built', () => {
  const result = fasterResult();
  const { samples, schema, ...rest } = result;
  const shuffled = { samples, ...Object.fromEntries(Object.entries(rest).toReversed()), schema };
  assert.equal(compareJson({ ...result, ...shuffled }), compareJson(result));
  assert.deepEqual(Object.keys(JSON.parse(compareJson({ ...rest, samples, schema }))), [
    'schema',
    'createdAt',
    'seed',
    'environment',
    'comparisons',
    'samples',
  ]);
});

test('every sample is one line', () => {
  const result = fasterResult();
  const lines = compareJson(result).split('\n');
  assert.equal(
    lines.filter((line) => line.startsWith('    {"slot":')).length,
    result.samples.length,
  );
});

test('no samples are an empty list', () => {
  assert.match(compareJson({ ...fasterResult(), samples: [] }), /"samples": \[\]\n\}\n$/u);
});

test('a result that does not fit its schema is a bug and not written', () => {
  const broken = { ...fasterResult(), seed: Number.NaN };
  assert.throws(() => compareJson(broken), /a result fits its schema \(\/seed/u);
});
