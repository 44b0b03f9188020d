import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TRACKER_SCHEMA, TrackerDocument } from '../../src/model/index.ts';
import { compareJson, documentOf, tryJson } from '../../src/report/schema-json.ts';
import { fasterResult, hostileResult, tryResult, variedResult } from './results.ts';
import { TRACKER } from './tracker/tracker-facts.ts';

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

test('a document is held against its schema, and its keys come in that order', () => {
  const tracker = { ...TRACKER, schema: TRACKER_SCHEMA } as const;
  const document = documentOf(TrackerDocument, tracker);
  assert.deepEqual(document, tracker);
  assert.deepEqual(Object.keys(document).slice(0, 3), ['schema', 'name', 'purpose']);
  const pulls = TRACKER.pulls.map((pull) => ({ ...pull, completion: null, checks: [] }));
  assert.deepEqual(documentOf(TrackerDocument, { ...tracker, pulls }).pulls, pulls);
  const progress = { ...TRACKER.progress, share: 1.5 };
  assert.throws(
    () => documentOf(TrackerDocument, { ...tracker, progress }),
    /a result fits its schema \(\/progress\/share/u,
  );
});
