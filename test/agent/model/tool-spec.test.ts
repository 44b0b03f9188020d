import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseValues, type ToolSpec } from '../../../src/agent/model/tool-spec.ts';

const SPEC: ToolSpec = {
  name: 'edit',
  description: '',
  parameters: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'the file' },
      action: { type: 'string', enum: ['create', 'delete'], description: 'what to do' },
      line: { type: 'integer', description: 'which' },
      all: { type: 'boolean', description: 'whether' },
    },
    required: ['path'],
  },
};

function values(text: string): Record<string, unknown> {
  const parsed = parseValues(SPEC, text);
  assert.ok(parsed.kind === 'values', JSON.stringify(parsed));
  return Object.fromEntries(parsed.values);
}

function why(text: string): string {
  const parsed = parseValues(SPEC, text);
  assert.ok(parsed.kind === 'broken', text);
  return parsed.why;
}

test('arguments that fit are taken, what can mean one thing only too', () => {
  assert.deepEqual(values('{"path": "a", "line": 3, "all": true}'), {
    path: 'a',
    line: 3,
    all: true,
  });
  assert.deepEqual(values('{"path": "a", "line": "3", "all": "false"}'), {
    path: 'a',
    line: 3,
    all: false,
  });
  assert.deepEqual(values('{"path": "", "line": null, "why": "extra"}'), { path: '' });
});

test('arguments that do not fit are told with what was expected', () => {
  assert.match(why('{"path": "a"'), /arguments of edit are no JSON: /);
  assert.match(why('["a"]'), /one JSON object/);
  assert.match(why(''), /edit needs "path": a string \(the file\)/);
  assert.match(why('{"path": ["a"]}'), /needs "path"/);
  assert.match(why('{"path": "a", "action": "move"}'), /one of create, delete/);
  for (const line of ['-1', '1.5', '"x"', '1e99', 'true']) {
    assert.match(why(`{"path": "a", "line": ${line}}`), /needs "line": a integer|needs "line"/);
  }
  assert.match(why('{"path": "a", "all": 1}'), /needs "all"/);
});

test('names of every object are no arguments', () => {
  assert.match(why('{"__proto__": {"path": "a"}}'), /needs "path"/);
});
