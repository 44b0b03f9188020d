import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { bundledHone, compileCache } from './bundle.ts';

/** Waiting for something to happen; long, because others may be measuring on the machine. */
const WAIT_MS_MAX = 10 * 60_000;
const LOOK_EVERY_MS = 10;

/** What a run of the program printed and ended with. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  /** Without what it said about waiting, which depends on who else measures meanwhile. */
  readonly stderr: string;
  /** What it said about waiting for others that measured. */
  readonly waits: readonly string[];
}

/** A private folder with a temporary folder and a cache of its own. */
export interface Place {
  readonly root: string;
  readonly tmp: string;
  readonly env: Record<string, string | undefined>;
  readonly started: ChildProcess[];
}

/** A test in a place of its own: no process and no temporary file may be left when it ends. */
export function inPlace(work: (place: Place) => Promise<void>): () => Promise<void> {
  return async () => {
    const place = newPlace();
    try {
      await work(place);
      assertNothingLeft(place);
    } finally {
      place.started.forEach((child) => child.kill('SIGKILL'));
      rmSync(place.root, { recursive: true, force: true });
    }
  };
}

/** Fails when a process or a temporary file of the place is there. */
export function assertNothingLeft(place: Place): void {
  assert.deepEqual(processesIn(place), [], 'no process is left');
  assert.deepEqual(readdirSync(place.tmp), [], 'nothing is left in the temporary folder');
}

/** Command lines of the processes that run in a folder of the place or with its environment. */
export function processesIn(place: Place): string[] {
  if (!existsSync('/proc/self/environ')) {
    return []; // not Linux: the tests of the runner look after processes there
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isOf(place, `/proc/${name}`))
    .map((name) => readOrEmpty(() => readFileSync(`/proc/${name}/cmdline`, 'utf8')))
    .filter((line) => line !== '');
}

function isOf(place: Place, process: string): boolean {
  const cwd = readOrEmpty(() => readlinkSync(`${process}/cwd`));
  const environment = readOrEmpty(() => readFileSync(`${process}/environ`, 'utf8'));
  return cwd === place.root || cwd.startsWith(`${place.root}/`) || environment.includes(place.root);
}

function readOrEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return ''; // it ended meanwhile, or it is another user's
  }
}

function newPlace(): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hone-cli-test-')));
  const tmp = join(root, 'tmp');
  mkdirSync(tmp);
  const cache = join(root, 'cache');
  const env: Place['env'] = {
    ...process.env,
    TMPDIR: tmp,
    XDG_CACHE_HOME: cache,
    HONE_LOCK_FOLDER: root, // no test looks at a timing, so none has to wait for another
    NO_COLOR: '1',
    HONE_SANDBOX: 'none', // opening one for each side and half takes time; some tests ask for it
    NODE_COMPILE_CACHE: compileCache(),
  };
  return { root, tmp, env, started: [] };
}

/**
 * How to start hone; `env` is added to the place's. `group`: as the leader of a process group.
 * `channel`: as its own launcher starts it, whose death it notices.
 */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly group?: boolean;
  readonly channel?: boolean;
}

/** Starts hone; the caller waits with `ended`. */
export function start(
  place: Place,
  cwd: string,
  args: readonly string[],
  { env = {}, group = false, channel = false }: StartOptions = {},
): ChildProcess {
  const child = spawn(process.execPath, [bundledHone(), ...args], {
    cwd,
    env: { ...place.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(channel ? (['ipc'] as const) : [])],
    detached: group,
  });
  place.started.push(child);
  return child;
}

/** Runs hone to its end. */
export function hone(
  place: Place,
  cwd: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<Outcome> {
  return ended(start(place, cwd, args, options));
}

/** What a terminal does on Ctrl-C: the signal goes to the whole group in the foreground. */
export function pressCtrlC(child: ChildProcess): void {
  assert.ok(child.pid !== undefined);
  process.kill(-child.pid, 'SIGINT');
}

/** Waits until `seen` holds. False when the process ended first. */
export async function until(seen: () => boolean, child: ChildProcess): Promise<boolean> {
  const lastMs = performance.now() + WAIT_MS_MAX;
  while (performance.now() < lastMs) {
    if (seen()) {
      return true;
    }
    if (child.exitCode !== null || child.signalCode !== null) {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`what the test waits for did not happen: ${String(seen)}`);
}

const WAIT_LINE = /^Waiting: .* measures on this machine.*\n/gm;

/** Collects what a process prints until it ends. */
export function ended(child: ChildProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const waits = stderr.match(WAIT_LINE) ?? [];
      resolve({ code, stdout, stderr: stderr.replaceAll(WAIT_LINE, ''), waits });
    });
  });
}

/** Checks an error for people: exit code 2, one paragraph, no stack trace, nothing printed. */
export function assertRefused(outcome: Outcome, message: RegExp): void {
  const { code, stdout, stderr } = outcome;
  assert.equal(code, 2, stderr);
  assert.match(stderr, message);
  assert.doesNotMatch(stderr, /bug in hone|\n\s+at |\n\n/);
  assert.equal(stdout, '');
}

/** A repository with one commit of the given files. */
export function repository(place: Place, files: Readonly<Record<string, string>>): string {
  const root = join(place.root, 'subject');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(root, { recursive: true });
  git(root, ['init', '-q', '-b', 'main']);
  commitAll(root, 'base');
  return root;
}

export function commitAll(root: string, message: string): void {
  git(root, ['add', '-A']);
  git(root, ['commit', '-q', '--allow-empty', '-m', message]);
}

/** A patch file beside the subject, of what `change` does to it; the subject is put back. */
export function patchOf(place: Place, root: string, name: string, change: () => void): string {
  change();
  git(root, ['add', '-A']);
  const diff = git(root, ['diff', '--cached', '--binary', '--no-color']);
  git(root, ['reset', '-q', '--hard']);
  const file = join(place.root, name);
  writeFileSync(file, diff);
  return file;
}

/** Runs git in a folder without the machine's own settings. @returns what it printed */
export function git(root: string, args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_NAME: 'tester',
      GIT_AUTHOR_EMAIL: 'tester@example.invalid',
      GIT_COMMITTER_NAME: 'tester',
      GIT_COMMITTER_EMAIL: 'tester@example.invalid',
    },
  });
}
