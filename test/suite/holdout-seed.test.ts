import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfig, withHoldoutSeed } from '../../src/suite/index.ts';

test('fills the seed into every command and variable of a holdout, and nowhere else', () => {
  const text = `version: 1
test: ls
benchmarks: [{id: a, run: "echo {{seed}}"}]
holdout:
  - id: h
    generate: node gen.js {seed} --out=f-{seed}.json
    run: {shell: "node run.js f-{seed}.json \${seed}"}
    env: {S: "{seed}"}
    output: {command: "cmp {seed}"}
`;
  const parsed = parseConfig(text, 'hone.yaml');
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed));
  const suite = withHoldoutSeed(parsed.suite, 42);
  const [holdout] = suite.holdout;
  assert.deepEqual(holdout?.generate, {
    kind: 'words',
    words: ['node', 'gen.js', '42', '--out=f-42.json'],
  });
  assert.deepEqual(holdout?.run, { kind: 'shell', text: 'node run.js f-42.json ${seed}' });
  assert.deepEqual(holdout?.env, { S: '42' });
  assert.deepEqual(holdout?.output, {
    kind: 'command',
    command: { kind: 'words', words: ['cmp', '42'] },
  });
  assert.deepEqual(suite.benchmarks[0]?.run, { kind: 'words', words: ['echo', '{seed}'] });
});
