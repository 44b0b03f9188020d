import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ARTIFACT_KINDS, JSON_DOCUMENTS } from '../../../src/model/index.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** What a schema and its parts say that the field `schema` of a document holds. */
function namesIn(schema: unknown): unknown[] {
  const { anyOf, properties } = Object(schema);
  return Array.isArray(anyOf) ? anyOf.flatMap(namesIn) : [properties?.schema?.const];
}

test('every document says its name and version, which no other one has', () => {
  const names = [...JSON_DOCUMENTS, ...ARTIFACT_KINDS].map(({ schemaName }) => schemaName);
  assert.equal(new Set(names).size, names.length);
  for (const { schemaName, schema, title } of JSON_DOCUMENTS) {
    assert.match(schemaName, /^hone\.[a-z]+(-[a-z]+)*\.v[1-9]\d*$/);
    assert.deepEqual([...new Set(namesIn(schema))], [schemaName]);
    assert.notEqual(title, '');
  }
});

test('what is published is what hone holds its documents against', () => {
  for (const { schemaName, schema, title } of JSON_DOCUMENTS) {
    const path = join(root, 'schemas', `${schemaName}.json`);
    const { $schema: _, ...published } = JSON.parse(readFileSync(path, 'utf8'));
    const expected: unknown = JSON.parse(JSON.stringify({ $id: schemaName, title, ...schema }));
    assert.deepEqual(published, expected, `${schemaName}: npm run build writes it`);
  }
});
