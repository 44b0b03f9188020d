import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import type { RoleOutput } from '../../../src/agent/index.ts';
import type { Json } from '../../../src/base/index.ts';
import { AgentWork, withWorkNoted } from '../../../src/campaign/proposing/agent-work.ts';

const WHO = { role: 'planner', agent: 'claude -p' };
const OUTPUT: RoleOutput = { artifacts: [], unexpected: [], text: '', usage: null, exit: 0 };

/** What was noted, without the time, which is a number. */
function noted(): { readonly spent: (what: Json) => void; readonly last: () => object } {
  let last: Json = null;
  return {
    spent(what) {
      last = what;
    },
    last() {
      assert.ok(Value.Check(AgentWork, last));
      return { ...last, ms: null };
    },
  };
}

test('what an agent says in the end goes before what it said on the way', async () => {
  const attempt = noted();
  const traced: string[] = [];
  const watch = ({ kind }: { readonly kind: string }): void => {
    traced.push(kind);
  };
  await withWorkNoted(attempt, WHO, watch, (onTrace) => {
    onTrace({ kind: 'usage', usage: { tokens: 5, cost: null } });
    return Promise.resolve({ ...OUTPUT, usage: { tokens: 9, cost: 0.5 } });
  });
  assert.deepEqual(attempt.last(), { ...WHO, tokens: 9, costUsd: 0.5, ms: null });
  assert.deepEqual(traced, ['usage']);
});

test('an agent that failed has used what it said until then, and one that says nothing has time', async () => {
  const attempt = noted();
  const failing = withWorkNoted(attempt, WHO, undefined, (onTrace) => {
    onTrace({ kind: 'usage', usage: { tokens: 5, cost: 0.1 } });
    return Promise.reject(new Error('no answer'));
  });
  await assert.rejects(failing, /no answer/);
  assert.deepEqual(attempt.last(), { ...WHO, tokens: 5, costUsd: 0.1, ms: null });
  await withWorkNoted(attempt, WHO, undefined, () => Promise.resolve(OUTPUT));
  assert.deepEqual(attempt.last(), { ...WHO, tokens: null, costUsd: null, ms: null });
});
