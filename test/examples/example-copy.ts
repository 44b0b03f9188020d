import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { assert } from '../../src/base/index.ts';
import { userEnvironment } from '../../src/bench/index.ts';
import type { Command, Suite } from '../../src/model/index.ts';
import { parseConfig } from '../../src/suite/index.ts';

const example = join(import.meta.dirname, '..', '..', 'examples', 'access-log');
/** Inputs that somebody made in the working tree while trying the example. */
const leftovers = join(example, 'subject', 'data');
const COMMAND_MS_MAX = 60_000;

/** Where the patches lie. */
export const PROPOSALS = join(example, 'proposals');

/** File names of the nine patches, in their order. */
export const patchNames: readonly string[] = readdirSync(PROPOSALS).sort();

/** What the example's own hone.yaml says. */
export const suite: Suite = readSuite();

/** How a command of the example ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the example program in a temporary folder, run with the user's own node. */
export interface ExampleCopy {
  readonly folder: string;
  run(command: Command): Ended;
  /** Applies patches one after the other; the first that does not apply ends it. */
  apply(...names: readonly string[]): Ended;
  /** Standard output of a benchmark or holdout of the suite, which has to succeed. */
  outputOf(command: Command): string;
}

/** Copies the program with the inputs of its benchmarks; the caller ends it with `removeCopies`. */
export function copyExample(): ExampleCopy {
  made ??= makeOriginal();
  return copyOf(made);
}

/** Removes everything that was copied. */
export function removeCopies(): void {
  folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  made = null;
}

const folders: string[] = [];
let made: string | null = null;

function makeOriginal(): string {
  const original = copyOf(join(example, 'subject'));
  suite.setup.forEach((command) => original.outputOf(command));
  return original.folder;
}

function copyOf(source: string): ExampleCopy {
  const root = mkdtempSync(join(tmpdir(), 'hone-example-'));
  folders.push(root);
  const folder = join(root, 'access-log');
  cpSync(source, folder, { recursive: true, filter: (path) => path !== leftovers });
  // Without the ceiling, git would apply a patch to a repository that the temporary folder is in.
  const env = { ...userEnvironment(process.env), GIT_CEILING_DIRECTORIES: root };
  const exec = (program: string, args: readonly string[]): Ended => {
    const ended = spawnSync(program, args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: COMMAND_MS_MAX,
    });
    return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
  };
  const run = (command: Command): Ended => {
    assert(command.kind === 'words', 'the example needs no shell');
    const [program, ...args] = command.words;
    return exec(program, args);
  };
  return {
    folder,
    run,
    apply: (...names) => exec('git', ['apply', ...names.map((name) => join(PROPOSALS, name))]),
    outputOf: (command) => {
      const { code, stdout, stderr } = run(command);
      assert(code === 0, `the command succeeds: ${JSON.stringify(command)} ${stderr}`);
      return stdout;
    },
  };
}

function readSuite(): Suite {
  const path = join(example, 'subject', 'hone.yaml');
  const parsed = parseConfig(readFileSync(path, 'utf8'), path);
  assert(parsed.kind === 'ok', `hone understands the example's hone.yaml`);
  assert(parsed.warnings.length === 0, `hone has nothing against the example's hone.yaml`);
  return parsed.suite;
}
