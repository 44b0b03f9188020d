import assert from 'node:assert/strict';
import { test } from 'node:test';

import { printedArtifact } from '../../src/agent/printed-artifact.ts';

function printed(text: string, cutBytes = 0, name = 'plan.json') {
  return printedArtifact(name, { text, cutBytes, totalBytes: text.length + cutBytes });
}

function found(text: string, from: string, name = 'plan.json') {
  return { kind: 'found', artifact: { name, text, from } };
}

const FENCE = '```';

test('the last json block counts, with any fence, and only as it stands', () => {
  const two = `${FENCE}json\n{"a": 1}\n${FENCE}\n~~~~ JSON title\n[2]\n~~~~\nbye`;
  assert.deepEqual(printed(two), found('[2]', 'json-block'));
  assert.deepEqual(printed(`~~~~JSON\r\n[2]\r\n~~~~\r\n`), found('[2]', 'json-block'));
  const inner = `${FENCE}\`md\n${FENCE}json\n{"inner": 1}\n${FENCE}\n${FENCE}\`\n`;
  const outer = `${FENCE}json\n{"outer": 1}\n${FENCE}\n`;
  assert.deepEqual(printed(`${outer}${inner}`), found('{"outer": 1}', 'json-block'));
});

test('the whole output counts when it is JSON and there is no block', () => {
  assert.deepEqual(printed(' {"a": 1}\n'), found(' {"a": 1}\n', 'whole-output'));
});

test('the whole output counts for a text, blocks included', () => {
  const text = `# Plan\n${FENCE}json\n{}\n${FENCE}\n`;
  assert.deepEqual(printed(text, 0, 'plan.md'), found(text, 'whole-output', 'plan.md'));
});

test('nothing is repaired', () => {
  const rows: [string, number, RegExp][] = [
    ['Here is it: {"a": 1}', 0, /what it printed is no JSON/],
    [`${FENCE}json\n{"a": 1,}\n${FENCE}`, 0, /its last json block is no JSON/],
    [`${FENCE}json\n{"a": 1}\n${FENCE}\n${FENCE}json\n{"b":`, 0, /has no end/],
    [`${FENCE}json\n\n${FENCE}`, 0, /its last json block is empty/],
    [' \n', 0, /it printed nothing/],
    ['{"a": 1}', 7, /too long to be the artifact \(15 bytes\)/],
  ];
  for (const [text, cut, pattern] of rows) {
    const outcome = printed(text, cut);
    assert.ok(outcome.kind === 'none', text);
    assert.match(outcome.reason, pattern);
  }
});

test('a block at the end counts although the middle of the output was cut', () => {
  const text = `start\n[… 9 bytes left out …]\n${FENCE}json\n{"a": 1}\n${FENCE}\n`;
  assert.deepEqual(printed(text, 9), found('{"a": 1}', 'json-block'));
});
