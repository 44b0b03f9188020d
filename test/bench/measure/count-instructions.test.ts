import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type CountOutcome, countInstructions } from '../../../src/bench/index.ts';
import { HoneError } from '../../../src/base/index.ts';
import type { CountedCommand } from '../../../src/bench/witness.ts';
import { fakeRunner } from './fake-runner.ts';
import { planFor } from './simulated.ts';

const PLAN = planFor({ name: 'base', wallNs: 1, cpuShare: 1 }, [
  { name: 'candidate', wallNs: 1, cpuShare: 1 },
]);
const TOOLS = { runner: fakeRunner(() => ({})), signal: new AbortController().signal };

/** A witness that answers from a list of outcomes and remembers what it was asked. */
function witnessSaying(answer: (asked: number) => CountOutcome): {
  readonly kind: 'cachegrind';
  readonly asked: CountedCommand[];
  count(command: CountedCommand): Promise<CountOutcome>;
} {
  const asked: CountedCommand[] = [];
  return {
    kind: 'cachegrind',
    asked,
    count: async (command) => {
      asked.push(command);
      return answer(asked.length - 1);
    },
  };
}

const counted = (instructions: number, wallMs = 1_000): CountOutcome => ({
  kind: 'counted',
  instructions,
  wallNs: wallMs * 1e6,
});

test('counts every side in turn, with the command, folder and environment of the samples', async () => {
  const witness = witnessSaying((asked) => counted(100 + asked));
  const base = { ...PLAN.base, cwd: ['/first', '/second'] as const, env: { LANG: 'C' } };
  const surroundings = { prepare: null, cleanup: null, stdinPath: '/input' };
  const plan = { ...PLAN, base, surroundings, ignoreFailure: true };
  const counts = await countInstructions(plan, TOOLS, { witness, half: 1, timeLimitMs: 60_000 });
  assert.deepEqual(
    [...counts.bySide],
    [
      ['base', [100, 102, 104]],
      ['candidate', [101, 103, 105]],
    ],
  );
  assert.equal(counts.stopped, null);
  assert.deepEqual(witness.asked[0], {
    words: ['base'],
    cwd: '/second',
    env: { LANG: 'C', HONE_PADDING: '' },
    stdinPath: '/input',
    timeoutMs: 60_000,
    ignoreFailure: true,
  });
});

test('every run gets what is left of the limit, and none starts without any', async () => {
  const witness = witnessSaying(() => counted(5, 4_000));
  const counts = await countInstructions(PLAN, TOOLS, { witness, half: 0, timeLimitMs: 12_000 });
  assert.deepEqual(
    witness.asked.map(({ timeoutMs }) => timeoutMs),
    [12_000, 8_000, 4_000],
  );
  assert.deepEqual([...counts.bySide.values()], [[5, 5], [5]]);
  assert.deepEqual(counts.stopped, {
    kind: 'stopped',
    timedOut: true,
    reason: 'its 12 s were over while candidate ran',
  });
});

test('what ends the counting is told, and what was counted is kept', async () => {
  const witness = witnessSaying((asked) =>
    asked < 2 ? counted(7) : { kind: 'failed', reason: 'base failed under cachegrind' },
  );
  const counts = await countInstructions(PLAN, TOOLS, { witness, half: 0, timeLimitMs: 60_000 });
  assert.deepEqual([...counts.bySide.values()], [[7], [7]]);
  assert.equal(counts.stopped?.reason, 'base failed under cachegrind');
  assert.equal(counts.stopped?.timedOut, false);
});

test('a prepare command that fails only ends the counting, because the verdict is there', async () => {
  const runner = fakeRunner(() => ({ exit: { kind: 'exited', code: 1 } }));
  const prepare = { kind: 'words', words: ['prepare'] } as const;
  const plan = { ...PLAN, surroundings: { prepare, cleanup: null, stdinPath: null } };
  const witness = witnessSaying(() => counted(1));
  const options = { witness, half: 0, timeLimitMs: 60_000 } as const;
  const counts = await countInstructions(plan, { ...TOOLS, runner }, options);
  assert.match(counts.stopped?.reason ?? '', /prepare command failed/);
  assert.equal(witness.asked.length, 0);
});

test('an interruption is not taken for a failure', async () => {
  const witness = {
    kind: 'perf',
    count: () => Promise.reject(new HoneError('E_INTERRUPTED', 'stopped')),
  } as const;
  const options = { witness, half: 0, timeLimitMs: 60_000 } as const;
  await assert.rejects(countInstructions(PLAN, TOOLS, options), { code: 'E_INTERRUPTED' });
});
