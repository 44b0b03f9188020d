import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Value } from 'typebox/value';
import { parse } from 'yaml';

import { configJsonSchema, parseConfig, renderConfig } from '../../src/suite/index.ts';
import { Config } from '../../src/suite/config-schema.ts';
import { BROKEN_MEANING, BROKEN_TYPES } from './broken-configs.ts';
import { detectIn } from './detect/repository.ts';
import { FULL_CONFIG } from './full-config.ts';

test('the schema that editors get accepts what the parser accepts', () => {
  const small = renderConfig(detectIn({ 'bench/a.js': '', 'src/b.js': '' }));
  for (const text of [FULL_CONFIG, small]) {
    assert.equal(parseConfig(text, 'hone.yaml').kind, 'ok');
    assert.deepEqual([...Value.Errors(Config, parse(text))], []);
  }
});

test('it refuses wrong keys and types like the parser, and leaves meaning to it', () => {
  for (const { name, text } of BROKEN_TYPES) {
    const value: unknown = parse(text);
    assert.equal(Value.Check(Config, value), false, name);
  }
  for (const { name, text } of BROKEN_MEANING) {
    const value: unknown = parse(text);
    assert.equal(Value.Check(Config, value), true, name);
  }
});

test('it is a JSON Schema with a name, and every key is described', () => {
  const schema = JSON.parse(JSON.stringify(configJsonSchema()));
  assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
  assert.equal(schema.$id, 'hone.config.v1');
  assert.deepEqual(schema.required, ['version', 'benchmarks']);
  const benchmark = schema.properties.benchmarks.items;
  for (const keys of [schema.properties, benchmark.properties]) {
    for (const [key, value] of Object.entries<{ title?: string; description?: string }>(keys)) {
      assert.ok(value.title !== undefined, key);
    }
  }
  assert.equal(benchmark.additionalProperties, false);
});
