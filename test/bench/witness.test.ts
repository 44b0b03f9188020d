import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';

import { instructionWitness } from '../../src/bench/index.ts';
import { program, runnerFor } from './runner/bench-setup.ts';

const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };

for (const kind of ['perf', 'cachegrind'] as const) {
  test(`counts more instructions for more work, or says why not (${kind})`, async (t) => {
    const runner = await runnerFor(t, {});
    const witness = instructionWitness({ kind, runner });
    const availability = await witness.available(env);
    if (availability.kind === 'unavailable') {
      assert.match(availability.reason, /can't be counted/);
      t.skip(availability.reason);
      return;
    }
    const counted = async (...words: readonly [string, ...string[]]): Promise<number> => {
      const outcome = await witness.count({ words, cwd: '/', env });
      assert.ok(outcome.kind === 'counted', JSON.stringify(outcome));
      return outcome.instructions;
    };
    const few = await counted('sh', '-c', 'exit 0');
    const script = 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done';
    const many = await counted('sh', '-c', script);
    assert.ok(few > 10_000 && many > few + 1_000_000, `${few} and ${many}`);
    const children = await counted('sh', '-c', `sh -c '${script}'; true`);
    assert.ok(children > many, `${children} includes the child's ${many}`);
    const words = [program('exit-with.sh'), '3'] as const;
    const failing = await witness.count({ words, cwd: '/', env });
    assert.equal(failing.kind, 'failed');
    assert.match(JSON.stringify(failing), /code.*3/);
    const tolerated = await witness.count({ words, cwd: '/', env, ignoreFailure: true });
    assert.equal(tolerated.kind, 'counted');
    const missing = await witness.count({ words: ['no-such-command'], cwd: '/', env });
    assert.equal(missing.kind, 'failed');
  });

  test(`a command that does not end in time is stopped (${kind})`, async (t) => {
    const before = reports();
    const runner = await runnerFor(t, {});
    const witness = instructionWitness({ kind, runner });
    const endless = ['sh', '-c', 'while :; do :; done'] as const;
    const outcome = await witness.count({ words: endless, cwd: '/', env, timeoutMs: 300 });
    assert.ok(outcome.kind === 'timed-out' || outcome.kind === 'unavailable', outcome.kind);
    assert.deepEqual(reports(), before, 'no reports are left');
  });

  test(`a counter that is not installed is named (${kind})`, async (t) => {
    const before = reports();
    const runner = await runnerFor(t, {});
    const witness = instructionWitness({ kind, runner });
    const nowhere = { PATH: '/no/such/folder' };
    const availability = await witness.available(nowhere);
    assert.equal(availability.kind, 'unavailable');
    assert.match(JSON.stringify(availability), /is not installed/);
    const outcome = await witness.count({ words: ['true'], cwd: '/', env: nowhere });
    assert.ok(outcome.kind === 'unavailable', outcome.kind);
    assert.match(outcome.reason, /apt-get install (?:linux-perf|valgrind)/);
    assert.deepEqual(reports(), before, 'no reports are left');
  });
}

function reports(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('hone-witness-'));
}
