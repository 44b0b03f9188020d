import assert from 'node:assert/strict';
import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { processTable } from '../../../src/base/index.ts';
import { buildAndTest } from '../../../src/campaign/try/trial.ts';
import { openContainment } from '../../../src/sandbox/index.ts';
import { temporaryFolder } from '../../bench/runner/bench-setup.ts';
import { runOn, type TestRun } from './run-on.ts';

const CONFIG = `version: 1
setup: sh setup.sh
test: sh test.sh
benchmarks:
  - id: any
    run: "true"
    metric: wall
`;

const FILES = { 'setup.sh': 'echo base > "$HOME/from-setup"\n', 'test.sh': 'true\n' };

/** A run in a sandbox whose base was built once; null where there is no sandbox. */
async function builtBase(t: TestContext): Promise<TestRun | null> {
  const containment = await openContainment({ wanted: 'best', scratch: temporaryFolder(t) });
  if (containment.kind !== 'bwrap') {
    t.skip('bubblewrap does not work here');
    return null;
  }
  const made = await runOn(t, { config: CONFIG, files: FILES, containment: 'bwrap' });
  await assertBuilds(made, made.run.started.base.tree);
  return made;
}

async function assertBuilds({ run }: TestRun, tree: string): Promise<void> {
  const passed = { kind: 'passed' };
  assert.deepEqual(await buildAndTest(run, tree, 'it'), { build: passed, tests: passed });
  assert.equal(existsSync(join(run.bench.root, 'tests')), false, 'its checkout is gone');
}

test('a build finds what the base left in HOME, and nothing of other proposals', async (t) => {
  const made = await builtBase(t);
  if (made === null) {
    return;
  }
  const proposal = made.treeOf({
    'setup.sh': 'cat "$HOME/from-setup"; echo bad > "$HOME/from-setup"; echo > "$HOME/poison"\n',
    'test.sh': 'grep -q bad "$HOME/from-setup"\n',
  });
  await assertBuilds(made, proposal);
  const fresh = 'test ! -e "$HOME/poison" && grep -q base "$HOME/from-setup"\n';
  await assertBuilds(made, made.treeOf({ 'setup.sh': fresh, 'test.sh': 'true\n' }));
});

test('a build and its tests can not write to the machine, the subject or the run', async (t) => {
  const made = await builtBase(t);
  if (made === null) {
    return;
  }
  const name = `hone-test-mark-${process.pid}`;
  const outside = [
    join(homedir(), name),
    join('/tmp', name),
    join(made.root, name),
    join(made.root, '.git', name),
    join(made.run.store.folder, name),
    join(made.run.bench.root, name),
  ];
  t.after(() => outside.forEach((path) => rmSync(path, { force: true })));
  const write = `${outside.map((path) => `echo mark > ${path}`).join('\n')}\ntrue\n`;
  await assertBuilds(made, made.treeOf({ 'setup.sh': write, 'test.sh': write }));
  assert.deepEqual(outside.filter(existsSync), []);
});

test('setup has the network, because it installs packages, and tests have none', async (t) => {
  const made = await builtBase(t);
  if (made === null) {
    return;
  }
  const net = readlinkSync('/proc/self/ns/net');
  const tree = made.treeOf({
    'setup.sh': `test "$(readlink /proc/self/ns/net)" = "${net}"\n`,
    'test.sh': `test "$(readlink /proc/self/ns/net)" != "${net}"\n`,
  });
  await assertBuilds(made, tree);
});

test('nothing that a build started runs on', async (t) => {
  const made = await builtBase(t);
  if (made === null) {
    return;
  }
  const linger = `setsid sleep 600.${process.pid} >/dev/null 2>&1 &\n`;
  await assertBuilds(made, made.treeOf({ 'setup.sh': linger, 'test.sh': `${linger}true\n` }));
  const running = processTable().filter(({ pid, isAlive }) => {
    const path = `/proc/${pid}/cmdline`;
    return isAlive && existsSync(path) && readFileSync(path, 'utf8').includes(`600.${process.pid}`);
  });
  assert.deepEqual(running, []);
});
