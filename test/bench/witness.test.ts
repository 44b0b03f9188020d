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
    const few = await witness.count(['sh', '-c', 'exit 0'], '/', env);
    const script = 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done';
    const many = await witness.count(['sh', '-c', script], '/', env);
    assert.ok(few > 10_000 && many > few + 1_000_000, `${few} and ${many}`);
    const children = await witness.count(['sh', '-c', `sh -c '${script}'; true`], '/', env);
    assert.ok(children > many, `${children} includes the child's ${many}`);
    const failing = witness.count([program('exit-with.sh'), '3'], '/', env);
    await assert.rejects(failing, { code: 'E_COMMAND', message: /"code":3/ });
    await assert.rejects(witness.count(['no-such-command'], '/', env), { code: 'E_COMMAND' });
  });

  test(`a counter that is not installed is named (${kind})`, async (t) => {
    const before = reports();
    const runner = await runnerFor(t, {});
    const witness = instructionWitness({ kind, runner });
    const nowhere = { PATH: '/no/such/folder' };
    const availability = await witness.available(nowhere);
    assert.equal(availability.kind, 'unavailable');
    assert.match(JSON.stringify(availability), /is not installed/);
    await assert.rejects(witness.count(['true'], '/', nowhere), { code: 'E_MISSING_TOOL' });
    assert.deepEqual(reports(), before, 'no reports are left');
  });
}

function reports(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('hone-witness-'));
}
