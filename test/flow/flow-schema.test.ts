import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Value } from 'typebox/value';
import { parse } from 'yaml';

import { FLOW_SCHEMA, flowJsonSchema } from '../../src/flow/index.ts';
import { FlowDocument } from '../../src/flow/file/flow-schema.ts';
import { UNSOUND_FLOWS } from './broken-flows.ts';
import { AGENT_PROJECT_FLOW, PERFORMANCE_FLOW, steps } from './flows.ts';

test('the schema that editors get accepts what the parser accepts', () => {
  const texts = [PERFORMANCE_FLOW, AGENT_PROJECT_FLOW, ...UNSOUND_FLOWS.map(({ text }) => text)];
  for (const text of texts) {
    assert.deepEqual([...Value.Errors(FlowDocument, parse(text))], []);
  }
});

test('it refuses unknown keys and wrong types', () => {
  const one = 'step: 0, agent: planner';
  for (const rest of ['output: [a]', 'retry: {max_attempts: 5}', 'uses: cpu', 'parallel: 1']) {
    const value: unknown = parse(steps(`${one}, ${rest}`));
    assert.equal(Value.Check(FlowDocument, value), false, rest);
  }
});

test('it is a JSON Schema with a name', () => {
  const schema = JSON.parse(JSON.stringify(flowJsonSchema()));
  assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
  assert.equal(schema.$id, FLOW_SCHEMA);
  assert.deepEqual(schema.required, ['name', 'steps']);
  assert.equal(schema.properties.notes.deprecated, true);
});
