import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { collect, probePerf } from '../../src/collect/index.ts';
import { fixture, optionsFor, profiled } from './collect-setup.ts';

test('perf names functions of JavaScript and leaves nothing behind', async (t) => {
  const { line, folder } = optionsFor(t, [], {});
  const probe = await probePerf(line, folder);
  if (probe.kind === 'missing') {
    t.skip(probe.reason);
    return;
  }
  const { collected, leftInCwd } = await profiled(t, [fixture('spins.cjs')], { perfHz: 999 });
  assert.deepEqual(collected.exit, { kind: 'exited', code: 0 });
  assert.deepEqual(leftInCwd, []);
  assert.equal(collected.perf?.hz, 999);
  const text = readFileSync(collected.perf?.path ?? '', 'utf8');
  assert.match(text, /spinAround/);
  const pids = collected.processes.map(({ pid }) => pid);
  assert.equal(pids.length, 1);
  assert.deepEqual(
    pids.filter((pid) => existsSync(`/tmp/perf-${pid}.map`)),
    [],
  );
});

test('a missing perf is a caveat and no failure', async (t) => {
  const options = optionsFor(t, [fixture('ends-with-3.cjs')], { perfHz: 99 });
  const node = process.execPath;
  const collected = await collect({
    ...options,
    line: {
      ...options.line,
      words: [node, fixture('ends-with-3.cjs')],
      env: { ...options.line.env, PATH: '/nowhere' },
    },
  });
  assert.equal(collected.perf, null);
  assert.deepEqual(collected.exit, { kind: 'exited', code: 3 });
  assert.match(collected.caveats.join(), /perf is not installed/);
});
