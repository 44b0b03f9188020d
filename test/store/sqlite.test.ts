import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { withoutSqliteWarning } from '../../src/store/sqlite.ts';
import { temporaryFolder } from './new-store.ts';

/** The warnings that get through, without printing them. */
function warningsDuring(t: TestContext, load: () => void): unknown[] {
  const mock = t.mock.method(process, 'emitWarning', () => {});
  withoutSqliteWarning(load);
  return mock.mock.calls.map((call) => call.arguments[0]);
}

test('the warning that SQLite is experimental does not reach the user', (t) => {
  const seen = warningsDuring(t, () =>
    process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning'),
  );
  assert.deepEqual(seen, []);
});

test('other warnings get through, as do those of SQLite that are no promise of change', (t) => {
  const seen = warningsDuring(t, () => {
    process.emitWarning('Another experimental feature', 'ExperimentalWarning');
    process.emitWarning('SQLite runs out of patience', 'Warning');
  });
  assert.deepEqual(seen, ['Another experimental feature', 'SQLite runs out of patience']);
});

test('warnings are as they were afterwards, also when loading fails', () => {
  const before = Reflect.get(process, 'emitWarning');
  assert.throws(() =>
    withoutSqliteWarning(() => {
      throw new Error('no such module');
    }),
  );
  assert.equal(Reflect.get(process, 'emitWarning'), before);
});

test('opening a store prints nothing', (t) => {
  const child = join(import.meta.dirname, 'child.ts');
  const folder = join(temporaryFolder(t), '.hone');
  const ended = spawnSync(process.execPath, [child, 'open', folder], { encoding: 'utf8' });
  assert.equal(ended.stderr, '');
  assert.equal(ended.stdout, 'opened\n');
});
