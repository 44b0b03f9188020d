/**
 * The whole test suite in one run of node's test runner, bundled and with a compile cache of its
 * own, because its processes would spend a third of their time on loading. Words after `--` are
 * handed on, e.g. a file to run alone, from its source.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { shareBundle } from '../test/cli/bundle.ts';
import { bundleTests } from './bundle-tests.ts';
import { testProcesses } from './test-processes.ts';

/** Many tests wait for programs and disks, so one more of them than there are cores keeps all busy. */
const CONCURRENCY = availableParallelism() + 1;

const root = join(import.meta.dirname, '..');
const given = process.argv.slice(2);
const all = globSync('test/**/*.test.ts', { cwd: root }).sort();
if (all.length === 0) {
  console.error('No test file was found below test/, so nothing was tested.');
  process.exit(1);
}
const shared = shareBundle();
const [tests, cache] = given.length > 0 ? fromSource() : await bundled();
const result = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', `--test-concurrency=${CONCURRENCY}`, ...tests],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...shared, NODE_COMPILE_CACHE: cache },
  },
);
process.exit(result.status ?? 1);

/** The given files, with a cache that stays: what is changed in between is little. */
function fromSource(): [readonly string[], string] {
  return [given, join(root, 'node_modules', '.cache', 'compile')];
}

/** All files. Their bundle goes away after the run, and with it what was compiled of it. */
async function bundled(): Promise<[readonly string[], string]> {
  const folder = join(shared.HONE_TEST_BUNDLE, 'dist');
  return [await bundleTests(root, folder, testProcesses(all)), join(folder, '..', 'compiled')];
}
