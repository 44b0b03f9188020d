/**
 * The whole test suite in one run of node's test runner, with a compile cache of its own so that
 * the many small processes start quickly. Words after `--` are handed on, e.g. a file to run alone.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { shareBundle } from '../test/cli/bundle.ts';

const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules', '.cache', 'compile');
mkdirSync(cache, { recursive: true });

const given = process.argv.slice(2);
const files = given.length > 0 ? given : globSync('test/**/*.test.ts', { cwd: root }).sort();
if (files.length === 0) {
  console.error('No test file was found below test/, so nothing was tested.');
  process.exit(1);
}
const result = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...shareBundle(), NODE_COMPILE_CACHE: cache },
});
process.exit(result.status ?? 1);
