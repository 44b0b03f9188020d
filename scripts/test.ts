/**
 * The whole test suite in one run of node's test runner, with a compile cache of its own so that
 * the many small processes start quickly. Words after `--` are handed on, e.g. a file to run alone.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { shareBundle } from '../test/cli/bundle.ts';

/**
 * Modules that only compute: their tests share nothing but code, so they run in one process. Each
 * in its own would spend most of its time on loading.
 */
const TOGETHER = [
  'architecture',
  'base',
  'detectors',
  'document',
  'flow',
  'gates',
  'hacks',
  'model',
  'plan',
  'profile',
  'report',
  'stats',
  'suite',
] as const;

/** Tests below those folders that start programs. */
const ALONE = /^test\/report\/flame\//;

/** Many tests wait for programs and disks, so one more of them than there are cores keeps all busy. */
const CONCURRENCY = availableParallelism() + 1;

const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules', '.cache', 'compile');
mkdirSync(cache, { recursive: true });

const given = process.argv.slice(2);
const all = globSync('test/**/*.test.ts', { cwd: root }).sort();
if (all.length === 0) {
  console.error('No test file was found below test/, so nothing was tested.');
  process.exit(1);
}
const result = spawnSync(
  process.execPath,
  ['--test', `--test-concurrency=${CONCURRENCY}`, ...(given.length > 0 ? given : grouped())],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...shareBundle(), NODE_COMPILE_CACHE: cache },
  },
);
process.exit(result.status ?? 1);

/** All test files, with one in the place of those that run together. */
function grouped(): string[] {
  const imports = all
    .filter(isTogether)
    .map((path) => `import '${pathToFileURL(join(root, path)).href}';\n`);
  const folder = mkdtempSync(join(tmpdir(), 'hone-tests-')); // the runner looks past node_modules
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const together = join(folder, 'pure-modules.test.mjs');
  writeFileSync(together, imports.join(''));
  return [together, ...all.filter((path) => !isTogether(path))];
}

function isTogether(path: string): boolean {
  return TOGETHER.some((module) => path.startsWith(`test/${module}/`)) && !ALONE.test(path);
}
