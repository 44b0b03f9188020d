import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { Policy } from '../../src/sandbox/index.ts';
import type { CommandLine } from '../../src/model/index.ts';
import { openBwrap } from '../../src/sandbox/bwrap.ts';
import { isPrivate } from '../../src/sandbox/view.ts';

const PATH = process.env['PATH'] ?? '';

/** bubblewrap where it is installed, or the reason to skip a test. */
export const bwrap = await openBwrap(PATH);
export const noBwrap: string | false = bwrap.kind === 'refused' ? bwrap.reason : false;
export const notRoot: string | false =
  noBwrap || (process.getuid?.() === 0 ? false : 'only root can become another user');

/** A user that tests run as: this one, or nobody, which only root can become. */
export interface User {
  readonly name: string;
  readonly skip: string | false;
  readonly words: readonly string[];
}

export const USERS: readonly User[] = [
  {
    name: process.getuid?.() === 0 ? 'root' : 'an ordinary user',
    skip: noBwrap,
    words: [],
  },
  {
    name: 'nobody',
    skip: notRoot,
    words: ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
  },
];

/** An empty folder for one test, for any user, gone afterwards. */
export function temporaryFolder(context: TestContext, parent: string = tmpdir()): string {
  const folder = realpathSync(mkdtempSync(join(parent, 'hone-sandbox-')));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o777);
  return folder;
}

/** The same where nothing is private: below the home folder, unless that is private itself. */
export function homeFolder(context: TestContext): string {
  const open = [homedir(), process.cwd()].find((path) => !isPrivate(path));
  return temporaryFolder(context, open ?? '/');
}

/** Makes folders and files, each with its path as the text, and returns their paths. */
export function lay(root: string, ...names: readonly string[]): string[] {
  return names.map((name) => {
    const path = join(root, name);
    if (name.endsWith('/')) {
      mkdirSync(path, { recursive: true });
      return path.slice(0, -1);
    }
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, name);
    return path;
  });
}

export function handOver(root: string, user: User): void {
  if (user.words.length > 0) {
    execFileSync('chown', ['-R', '65534:65534', root]);
  }
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command in bubblewrap; it is killed with all that it started when the test ends. */
export async function startContained(
  context: TestContext,
  command: CommandLine,
  policy: Partial<Policy>,
  user: User | undefined = USERS[0],
): Promise<{ child: ChildProcess; ended: Promise<Ended> }> {
  assert(bwrap.kind === 'ready' && user !== undefined);
  const contained = await bwrap.containment.contain(command, {
    writable: [],
    readOnly: [],
    hidden: [],
    network: 'none',
    ...policy,
  });
  const [program = '', ...words] = [...user.words, ...contained.words];
  const child = spawn(program, words, {
    cwd: contained.cwd,
    env: contained.env,
    detached: true,
    stdio: 'pipe',
  });
  context.after(() => child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  return { child, ended };
}

/** Runs a command in bubblewrap to its end. */
export async function runContained(
  context: TestContext,
  command: CommandLine,
  policy: Partial<Policy>,
  options: { readonly user?: User; readonly input?: string } = {},
): Promise<Ended> {
  const { child, ended } = await startContained(context, command, policy, options.user);
  child.stdin?.on('error', () => {}); // a command may end without reading
  child.stdin?.end(options.input ?? '');
  return ended;
}

/** A script for `sh` as a command line. */
export function script(text: string, cwd: string, env: Record<string, string> = {}): CommandLine {
  return { words: ['/bin/sh', '-c', text], cwd, env: { PATH, HOME: cwd, ...env } };
}

/** Waits for something that takes no time of its own; fails after five seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let look = 0; look < 500 && !holds(); look++) {
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  assert(holds(), what);
}
