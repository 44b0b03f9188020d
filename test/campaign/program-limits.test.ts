import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { test } from 'node:test';

import { runCommands } from '../../src/campaign/build-checkout.ts';
import { PROGRAM_LIMITS, programLimits, watchPrograms } from '../../src/campaign/program-limits.ts';
import { sampleFailureText } from '../../src/campaign/sample-error.ts';
import { sample } from './history/recorded.ts';
import { request, runnerFor } from '../bench/runner/bench-setup.ts';

const MIB = 1_048_576;
const skip = existsSync('/proc/self/status') ? false : 'there is no /proc here';

test(
  'a test command that starts more processes than it may fails with that reason',
  { skip },
  async (t) => {
    const runner = await runnerFor(t, {
      watch: watchPrograms({ ...PROGRAM_LIMITS, processesMax: 15 }),
    });
    const context = {
      runner,
      signal: t.signal,
      env: { PATH: '/usr/bin:/bin' },
      timeoutMs: 20_000,
    };
    const forks = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do sleep 600 & done; wait';
    const bomb = { kind: 'shell', text: forks } as const;
    const outcome = await runCommands([bomb], '/', 'The tests of p', context);
    assert(outcome.kind === 'failed');
    assert.match(
      outcome.reason,
      /^The tests of p failed: for .* ran \d+ processes at once, more than the 15 allowed, and was ended with all it had started/,
    );
    const calm = { kind: 'shell', text: 'sleep 0.3' } as const;
    assert.equal((await runCommands([calm], '/', 'The tests of q', context)).kind, 'passed');
  },
);

test(
  'a sample that takes more memory than it may is ended, and its text says so',
  { skip },
  async (t) => {
    const limits = { ...PROGRAM_LIMITS, memoryBytesMax: 250 * MIB };
    const runner = await runnerFor(t, { watch: watchPrograms(limits) });
    const takes = 'globalThis.kept = Buffer.alloc(300 * 1048576, 1); setInterval(() => {}, 1000)';
    const { exit, leftovers } = await runner.run(request([process.execPath, '-e', takes]));
    assert(exit.kind === 'exceeded' && exit.what === 'memory');
    assert.equal(exit.allowed, 250 * MIB);
    assert.ok(exit.used > exit.allowed && exit.used < 1_000 * MIB, String(exit.used));
    assert.deepEqual(leftovers, []);
    const failure = {
      side: 'p',
      reason: { kind: 'exit', exit },
      stderrTail: '',
      sample: sample('p', 1),
    } as const;
    assert.match(
      sampleFailureText(failure, { base: 'base', flags: false }),
      /^p used [\d.]+ MiB of memory, more than the 250 MiB allowed, and was ended\. Let it do less.*"memory" below/,
    );
  },
);

test('a suite may allow more or less of one, and the other stays as it is', () => {
  assert.deepEqual(programLimits({}), PROGRAM_LIMITS);
  assert.deepEqual(programLimits({ processesMax: 12 }), { ...PROGRAM_LIMITS, processesMax: 12 });
});

test('what is allowed fits onto the machine', () => {
  assert.ok(PROGRAM_LIMITS.memoryBytesMax > 100 * MIB);
  assert.ok(PROGRAM_LIMITS.memoryBytesMax <= 0.75 * totalmem());
});
