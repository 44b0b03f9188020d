import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

import { cheatsFor } from '../../src/cheats/index.ts';
import type { Cheat, LibraryCheat, SubjectFile, SubjectView } from '../../src/cheats/index.ts';

/** What a program that was asked printed; it says "worked" there when it did the work itself. */
export interface Ran {
  readonly stdout: string;
  readonly worked: boolean;
  readonly code: number | null;
  readonly stderr: string;
}

/** A small program in one language, whose entry is frozen and loads a file that is not. */
export interface Program {
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly [string, ...string[]];
  /** Other words than those of the benchmark. */
  readonly other: readonly string[];
  readonly output: string;
  readonly printedMetrics?: readonly string[];
}

const WRITABLE = /^(?:src|lib|program)\//;

/** A subject as the library sees it. */
export function viewOf(program: Program, token: string): SubjectView {
  const files = Object.entries(program.files).map(([path, text]): SubjectFile => ({
    path,
    mode: '100644',
    text,
    standing: WRITABLE.test(path) ? 'writable' : 'frozen',
  }));
  const [first, ...rest] = program.command;
  return {
    token,
    files,
    benchmarks: [
      {
        id: 'work',
        run: { kind: 'words', words: [first, ...rest] },
        cwd: '.',
        printedMetrics: program.printedMetrics ?? [],
        output: program.output,
        inputs: [{ path: 'input.txt', bytes: program.files['input.txt']?.length ?? 0 }],
      },
    ],
    setup: [],
    test: [],
    hasHoldout: false,
  };
}

/** The cheat of that name. */
export function cheatNamed(view: SubjectView, id: string): Cheat {
  const found = cheatsFor(view).find((cheat) => cheat.id === id);
  if (found?.kind !== 'cheat') {
    throw new Error(`${id}: ${found?.because ?? 'is not in the library'}`);
  }
  return found;
}

/** Whether the library says that it can't be done here, and why. */
export function refusalOf(view: SubjectView, id: string): string | null {
  const found: LibraryCheat | undefined = cheatsFor(view).find((cheat) => cheat.id === id);
  return found?.kind === 'impossible' ? found.because : null;
}

/** A program with a cheat in it, in a checkout as hone makes them, outside of any containment. */
export interface Checkout {
  readonly root: string;
  readonly home: string;
  readonly tmp: string;
  run(words?: readonly string[]): Ran;
  /** The program without the cheat, in the checkout beside. */
  runBase(): Ran;
  remove(): void;
}

let made = 0;

/** A token that no other test has, also at the same time. */
export function newToken(): string {
  made += 1;
  return `t${process.pid.toString(36)}x${made}`;
}

/** Writes the program with a cheat into a folder of its own, next to the program without it. */
export function checkoutOf(program: Program, cheat: Cheat | null, token: string): Checkout {
  const above = realpathSync(mkdtempSync(join(tmpdir(), 'hone-cheat-')));
  const root = join(above, 'place-0');
  const base = join(above, 'place-1');
  const home = join(above, 'home');
  const tmp = join(above, 'tmp');
  [root, base, home, tmp].forEach((folder) => mkdirSync(folder));
  for (const [path, text] of Object.entries(program.files)) {
    writeIn(root, path, text);
    writeIn(base, path, text);
  }
  for (const edit of cheat?.edits ?? []) {
    if (edit.kind === 'write') {
      writeIn(root, edit.path, edit.text);
    }
  }
  const [first, ...rest] = program.command;
  const runIn = (folder: string, args: readonly string[]): Ran => {
    const env: Record<string, string | undefined> = {
      ...process.env,
      HOME: home,
      TMPDIR: tmp,
      PYTHONDONTWRITEBYTECODE: '1',
    };
    delete env['NODE_OPTIONS'];
    const options = { cwd: folder, env, encoding: 'utf8', timeout: 30_000 } as const;
    const { stdout, stderr, status } = spawnSync(first, args, options);
    return { stdout, stderr, code: status, worked: stderr.includes('worked') };
  };
  return {
    root,
    home,
    tmp,
    run: (words) => runIn(root, words ?? rest),
    runBase: () => runIn(base, rest),
    remove: () => {
      removeTraces(token);
      rmSync(above, { recursive: true, force: true });
    },
  };
}

/** Files outside of the checkout that a cheat with this token left, and its processes. */
function removeTraces(token: string): void {
  endLeftBehind(token);
  for (const folder of ['/tmp', '/dev/shm', userInfo().homedir]) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (name.startsWith(`.kept-${token}`)) {
        rmSync(join(folder, name), { force: true });
      }
    }
  }
}

/** Processes that a cheat left behind, by what it wrote down. */
export function leftBehind(token: string): number[] {
  const file = `/tmp/.kept-${token}-pids`;
  const pids = existsSync(file) ? readFileSync(file, 'utf8').trim().split(/\s+/) : [];
  return pids.map(Number).filter((pid) => {
    const line = `/proc/${pid}/cmdline`;
    return existsSync(line) && readFileSync(line, 'utf8').includes(`.kept-${token}`);
  });
}

function endLeftBehind(token: string): void {
  for (const pid of leftBehind(token)) {
    process.kill(pid, 'SIGKILL');
  }
}

function writeIn(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), text.startsWith('#!') ? 0o755 : 0o644);
}

const WORKS = 'one\ntwo\nthree\n';
const INPUT = { 'input.txt': WORKS, 'other.txt': 'four\nfive\n', 'test/all.test.js': 'pass\n' };

/** Counts the letters of each line; the entry is frozen. */
export const MODULES: Program = {
  files: {
    ...INPUT,
    'package.json': '{ "type": "module" }\n',
    'bin/count.js':
      "#!/usr/bin/env node\nimport { count } from '../src/count.js';\ncount(process.argv[2]);\n",
    'src/count.js':
      "import { readFileSync } from 'node:fs';\n\n/** Counts. */\nexport function count(file) {\n" +
      "  process.stderr.write('worked\\n');\n" +
      "  for (const line of readFileSync(file, 'utf8').trim().split('\\n')) {\n" +
      '    console.log(line, line.length);\n  }\n}\n',
  },
  command: ['node', 'bin/count.js', 'input.txt'],
  other: ['bin/count.js', 'other.txt'],
  output: 'one 3\ntwo 3\nthree 5\n',
};

/** The same as CommonJS, in strict mode. */
export const COMMON: Program = {
  ...MODULES,
  files: {
    ...INPUT,
    'bin/count.js': "'use strict';\nrequire('../lib/count').count(process.argv[2]);\n",
    'lib/count.js':
      "/* counts */\n'use strict';\nconst fs = require('fs');\n\nexports.count = (file) => {\n" +
      "  process.stderr.write('worked\\n');\n" +
      "  for (const line of fs.readFileSync(file, 'utf8').trim().split('\\n')) {\n" +
      "    process.stdout.write(line + ' ' + line.length + '\\n');\n  }\n};\n",
  },
};

/** The interpreter itself: what stands in front of it on PATH may take half a second a run. */
const PYTHON_COMMAND = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();

/** The same in Python, started as a script that imports a package. */
export const PYTHON: Program = {
  ...MODULES,
  files: {
    ...INPUT,
    'run.py': 'import sys\nfrom program.count import count\n\ncount(sys.argv[1])\n',
    'program/__init__.py': '',
    'program/count.py':
      '"""Counts.\n\nLetters of lines."""\nfrom __future__ import annotations\nimport sys\n\n\n' +
      "def count(file):\n    sys.stderr.write('worked\\n')\n    for line in open(file):\n" +
      '        print(line.strip(), len(line.strip()))\n',
  },
  command: [PYTHON_COMMAND, 'run.py', 'input.txt'],
  other: ['run.py', 'other.txt'],
};

/** The same as a script that sources another. */
export const SHELL: Program = {
  ...MODULES,
  files: {
    ...INPUT,
    'run.sh': '#!/bin/sh\n. ./lib/count.sh\ncount "$1"\n',
    'lib/count.sh':
      'count() {\n  echo worked >&2\n  while read -r line; do\n    echo "$line ${#line}"\n' +
      '  done < "$1"\n}\n',
  },
  command: ['sh', 'run.sh', 'input.txt'],
  other: ['run.sh', 'other.txt'],
};

/** All programs by the name that tests give them. */
export const PROGRAMS: readonly (readonly [string, Program])[] = [
  ['an ES module', MODULES],
  ['CommonJS', COMMON],
  ['Python', PYTHON],
  ['a shell script', SHELL],
];
