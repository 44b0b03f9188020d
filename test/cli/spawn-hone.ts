import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

/** What a run of the program printed and ended with. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A private folder with a temporary folder and a cache of its own. */
export interface Place {
  readonly root: string;
  readonly tmp: string;
  readonly env: Record<string, string | undefined>;
  remove(): void;
}

export function newPlace(): Place {
  const root = mkdtempSync(join(tmpdir(), 'hone-cli-test-'));
  const tmp = join(root, 'tmp');
  mkdirSync(tmp);
  return {
    root,
    tmp,
    env: { ...process.env, TMPDIR: tmp, XDG_CACHE_HOME: join(root, 'cache'), NO_COLOR: '1' },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Starts hone from source; the caller waits with `ended`. */
export function start(place: Place, cwd: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: place.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs hone to its end. */
export function hone(place: Place, cwd: string, args: readonly string[]): Promise<Outcome> {
  return ended(start(place, cwd, args));
}

/** Collects what a process prints until it ends. */
export function ended(child: ChildProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A repository with one commit of the given files. */
export function repository(place: Place, files: Readonly<Record<string, string>>): string {
  const root = join(place.root, 'subject');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  git(root, ['init', '-q', '-b', 'main']);
  commitAll(root, 'base');
  return root;
}

export function commitAll(root: string, message: string): void {
  git(root, ['add', '-A']);
  git(root, [...AS_TESTER, 'commit', '-q', '-m', message]);
}

/** The difference that writing `text` to `path` makes, as a patch file beside the subject. */
export function patchFor(
  place: Place,
  root: string,
  change: { name: string; path: string; text: string },
): string {
  writeFileSync(join(root, change.path), change.text);
  const diff = git(root, ['diff']);
  git(root, ['checkout', '-q', '.']);
  const file = join(place.root, change.name);
  writeFileSync(file, diff);
  return file;
}

export function git(root: string, args: readonly string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' });
}

const AS_TESTER = ['-c', 'user.name=tester', '-c', 'user.email=tester@example.invalid'];
