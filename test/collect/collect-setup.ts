import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { userEnvironment } from '../../src/base/index.ts';
import { collect, type CollectOptions, type Collectors } from '../../src/collect/index.ts';
import { runCommand } from '../../src/collect/run-command.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/collect');

/** Nothing is looked at; a test names what it needs. */
export const NOTHING: Collectors = {
  cpuIntervalNs: null,
  allocIntervalBytes: null,
  gc: false,
  io: false,
  perfHz: null,
};

/** The absolute path of a small program. */
export function fixture(name: string): string {
  return join(FIXTURES, name);
}

/** A room with a working folder and one for profiles; both go with the test. */
export function room(t: TestContext): { cwd: string; folder: string } {
  const root = mkdtempSync(join(tmpdir(), 'hone collect-')); // with a space, which has to be quoted
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const [cwd, folder] = [join(root, 'work'), join(root, 'profiles')];
  mkdirSync(cwd);
  mkdirSync(folder);
  return { cwd, folder };
}

/** Options for a program under the user's own Node, which need not be the one that runs hone. */
export function optionsFor(
  t: TestContext,
  words: readonly string[],
  collectors: Partial<Collectors>,
): CollectOptions {
  const { cwd, folder } = room(t);
  return {
    line: { words: ['node', ...words], cwd, env: userEnvironment(process.env) },
    stdinPath: null,
    collectors: { ...NOTHING, ...collectors },
    folder,
    timeoutMs: 120_000,
  };
}

/** Profiles a program, and says what was left in its working folder. */
export async function profiled(
  t: TestContext,
  words: readonly string[],
  collectors: Partial<Collectors>,
  change: Partial<CollectOptions> = {},
) {
  const options = { ...optionsFor(t, words, collectors), ...change };
  const collected = await collect(options);
  return { collected, options, leftInCwd: readdirSync(options.line.cwd) };
}

/** The same program without anything that looks at it. */
export async function plain({ line, stdinPath, timeoutMs }: CollectOptions) {
  return runCommand({ line, stdinPath, timeoutMs, outputBytesMax: 1_000_000, graceMs: 0 });
}
