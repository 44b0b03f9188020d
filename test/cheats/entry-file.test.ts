import assert from 'node:assert/strict';
import { test } from 'node:test';

import { entryFile } from '../../src/cheats/entry-file.ts';
import { loadedFiles } from '../../src/cheats/imported-files.ts';
import type { SubjectView } from '../../src/cheats/index.ts';
import type { Command } from '../../src/model/index.ts';

function viewWith(files: Readonly<Record<string, string>>): SubjectView {
  return {
    token: 'x',
    files: Object.entries(files).map(([path, text]) => ({
      path,
      mode: '100644',
      text,
      standing: 'writable',
    })),
    benchmarks: [],
    setup: [],
    test: [],
    hasHoldout: false,
  };
}

const MANIFEST = JSON.stringify({
  scripts: {
    bench: 'node bench/run.js --fast',
    start: 'npm run bench',
    chain: 'node a.js | sort',
    loop: 'npm run loop',
  },
  bin: { counter: './bin/cli.js' },
});

const VIEW = viewWith({
  'package.json': MANIFEST,
  'bin/cli.js': '',
  'bench/run.js': '',
  'a.js': '',
  'src/main.ts': '',
  'pkg/__main__.py': '',
  'pkg/job.py': '',
  'tools/go': '#!/usr/bin/env bash\n',
  'tools/data.txt': 'node\n',
});

/** Entry and words of a command, or null. */
function found(text: string, cwd = '.'): [string, readonly string[] | null] | null {
  const [first = '', ...rest] = text.split(' ');
  const words: Command = { kind: 'words', words: [first, ...rest] };
  const entry = entryFile(VIEW, words, cwd);
  return entry === null ? null : [entry.runsAs, entry.args];
}

test('finds the file that a command starts, and the words for it', () => {
  assert.deepEqual(found('node bin/cli.js count x.txt'), ['bin/cli.js', ['count', 'x.txt']]);
  assert.deepEqual(found('node --max-old-space-size=64 ./bin/cli x'), ['bin/cli.js', ['x']]);
  assert.deepEqual(found('node cli.js x', 'bin'), ['bin/cli.js', ['x']]);
  assert.deepEqual(found('env -i A=1 tools/go tools/data.txt'), ['tools/go', ['tools/data.txt']]);
  assert.deepEqual(found('python3 -m pkg.job 3'), ['pkg/job.py', ['3']]);
  assert.deepEqual(found('python3 -m pkg'), ['pkg/__main__.py', []]);
});

test('follows scripts and programs of package.json', () => {
  assert.deepEqual(found('npm run bench'), ['bench/run.js', ['--fast']]);
  assert.deepEqual(found('npm run --silent bench -- 3'), ['bench/run.js', ['--fast', '3']]);
  assert.deepEqual(found('npm start'), ['bench/run.js', ['--fast']]);
  assert.deepEqual(found('npx counter x'), ['bin/cli.js', ['x']]);
  assert.equal(entryFile(VIEW, { kind: 'words', words: ['npm', 'start'] }, '.')?.hasHeader, true);
});

test('does not say which words a program gets where a shell decides', () => {
  assert.deepEqual(found('npm run chain'), ['a.js', null]);
  const shell = entryFile(VIEW, { kind: 'shell', text: 'node bin/cli.js x > /dev/null' }, '.');
  assert.deepEqual([shell?.runsAs, shell?.args], ['bin/cli.js', null]);
});

test('takes the source for what is compiled from it', () => {
  const entry = entryFile(VIEW, { kind: 'words', words: ['node', 'dist/main.js'] }, '.');
  assert.deepEqual([entry?.file.path, entry?.runsAs], ['src/main.ts', 'dist/main.js']);
});

test('finds nothing where nothing is named, and ends where scripts run in a circle', () => {
  assert.equal(found('cargo bench'), null);
  assert.equal(found('./target/release/tool tools/data.txt'), null);
  assert.equal(found('npm run loop'), null);
  assert.equal(found('npm run missing'), null);
});

function loaded(files: Readonly<Record<string, string>>, first: string): string[] {
  const view = viewWith(files);
  const file = view.files.find(({ path }) => path === first);
  assert.ok(file !== undefined);
  return loadedFiles(view, file).map(({ path }) => path);
}

test('follows imports of JavaScript and TypeScript, circles included', () => {
  const files = {
    'bin/x.js': "import { a } from '../src/a.js';\nconst b = await import('../src/b');\n",
    'src/a.js': "import fs from 'node:fs';\nimport './c.js';\nexport * from '../bin/x.js';\n",
    'src/b/index.js': "require('./deep')\n",
    'src/b/deep.cjs': '',
    'src/c.ts': '',
    'src/unused.js': '',
  };
  assert.deepEqual(loaded(files, 'bin/x.js'), [
    'bin/x.js',
    'src/a.js',
    'src/b/index.js',
    'src/c.ts',
    'src/b/deep.cjs',
  ]);
});

test('follows imports of Python, relative ones and packages in src included', () => {
  const files = {
    'bench/run.py':
      'import json, helper\nfrom tool.core import work, other\nfrom tool import part\n',
    'bench/helper.py': '',
    'src/tool/__init__.py': '',
    'src/tool/core.py': 'from . import base\nfrom .deep.leaf import (\n  x,\n)\n',
    'src/tool/base.py': '',
    'src/tool/part.py': '',
    'src/tool/deep/leaf.py': '',
  };
  assert.deepEqual(loaded(files, 'bench/run.py'), [
    'bench/run.py',
    'bench/helper.py',
    'src/tool/core.py',
    'src/tool/__init__.py',
    'src/tool/part.py',
    'src/tool/base.py',
    'src/tool/deep/leaf.py',
  ]);
});

test('follows what a script sources or runs', () => {
  const files = {
    'bench/run.sh': '. "$(dirname "$0")/lib.sh"\n"$HERE"/../src/go.sh | python3 src/x.py\n',
    'bench/lib.sh': 'echo src/y.txt\n',
    'src/go.sh': '',
    'src/x.py': '',
    'src/y.txt': '',
  };
  assert.deepEqual(loaded(files, 'bench/run.sh'), [
    'bench/run.sh',
    'bench/lib.sh',
    'src/go.sh',
    'src/x.py',
  ]);
});
