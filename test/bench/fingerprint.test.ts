import assert from 'node:assert/strict';
import { availableParallelism, totalmem } from 'node:os';
import { test } from 'node:test';

import { openRunner, readFingerprint, readLoadAverage } from '../../src/bench/index.ts';
import { Environment } from '../../src/model/index.ts';
import { Value } from 'typebox/value';

test('fits the schema together with what only the engine knows', async () => {
  const runner = await openRunner();
  const environment = {
    ...(await readFingerprint()),
    hone: '0.0.0',
    runner: runner.hello,
    loadAverageEnd: readLoadAverage(),
  };
  await runner.close();
  assert.deepEqual([...Value.Errors(Environment, environment)], []);
});

test('reads this machine', async () => {
  const fingerprint = await readFingerprint();
  assert.equal(fingerprint.cores, availableParallelism());
  assert.equal(fingerprint.node, process.versions.node);
  assert.ok(fingerprint.memoryBytes > 0 && fingerprint.memoryBytes <= totalmem());
  assert.match(fingerprint.tools['git'] ?? '', /^2\.\d+/);
  assert.ok(fingerprint.loadAverageStart === null || fingerprint.loadAverageStart >= 0);
});

test('leaves out tools that are not on the PATH', async (t) => {
  const path = process.env['PATH'];
  t.after(() => {
    process.env['PATH'] = path;
  });
  process.env['PATH'] = '/no/such/folder';
  const { tools } = await readFingerprint();
  assert.deepEqual(tools, {});
});
