import assert from 'node:assert/strict';
import { test } from 'node:test';

import { missingFiles, parseConfig } from '../../src/suite/index.ts';

const PATHS = ['bench/parse.js', 'bin/run.sh', 'test/all.js', 'data/in.json', 'app/__init__.py'];

/** `line:column: message hint` of everything that is missing. */
function missing(text: string, only: readonly string[] = [], links: readonly string[] = []) {
  assert.equal(parseConfig(text, 'hone.yaml').kind, 'ok', 'only what is accepted is looked at');
  const files = [
    ...PATHS.map((path) => ({ path, mode: '100644' })),
    ...links.map((path) => ({ path, mode: '120000' })),
  ];
  return missingFiles(text, 'hone.yaml', { files, name: 'main' }, only).map(
    ({ line, column, message, hint }) => `${line}:${column}: ${message} ${hint}`,
  );
}

/** The lines of a hone.yaml whose first benchmark, called `parse`, runs a command. */
function running(command: string, rest = ''): string {
  return `version: 1\nbenchmarks:\n  - id: parse\n    run: ${command}\n${rest}`;
}

test('a script that is not there is refused at its place, with the nearest that is', () => {
  assert.deepEqual(missing(running('node bench/pars.js data/in.json')), [
    '4:15: There is no file "bench/pars.js" in main. Did you mean "bench/parse.js"?',
  ]);
  assert.deepEqual(missing(running('[bin/ran.sh, --fast]')), [
    '4:11: There is no file "bin/ran.sh" in main. Did you mean "bin/run.sh"?',
  ]);
  assert.deepEqual(missing(running('./wholly/elsewhere')), [
    '4:10: There is no file "wholly/elsewhere" in main. Commit it, correct the path, or let ' +
      '"setup" make it.',
  ]);
});

test('so is a folder to run in, a comparator, a test and what makes the input of a holdout', () => {
  const rest = [
    '    cwd: dat',
    '  - id: other',
    '    run: node bench/parse.js',
    '    output: {command: sh test/compare.sh}',
    'test: [node test/al.js]',
    'holdout:',
    '  - id: fresh',
    '    generate: node bench/generate.js {seed}',
    '    run: node bench/made-by-it.js',
    '',
  ].join('\n');
  assert.deepEqual(
    missing(running('./not-looked-at', rest)).map((line) => line.split(' in main')[0]),
    [
      '5:10: There is no folder "dat"',
      '8:26: There is no file "test/compare.sh"',
      '9:13: There is no file "test/al.js"',
      '12:20: There is no file "bench/generate.js"',
    ],
  );
});

test('what a command may mean otherwise is no reason to refuse it', () => {
  const fine = [
    'node bench/parse', // completed by node
    'python3 app', // a folder
    'node --test',
    'node -e 1',
    'bash -c ./gone.sh',
    'make bench',
    '/usr/bin/gone.sh',
    'wc -l out/made-by-wc.txt',
    'sh linked/gone.sh',
  ];
  for (const command of fine) {
    assert.deepEqual(missing(running(command), [], ['linked']), [], command);
  }
  assert.deepEqual(missing(running('./gone.sh | cat', '    shell: true\n')), []);
  assert.deepEqual(missing(running('bin/{name}.sh', '    inputs: {name: [run]}\n')), []);
  assert.deepEqual(missing(running('./built', 'setup: make\n')), []);
});

test('where only some benchmarks run, nothing else is looked at', () => {
  const text = running('./gone {n}', '    inputs: {n: [1, 2]}\ntest: ./gone-too\n');
  assert.equal(missing(text, ['parse/n=2']).length, 1);
  assert.deepEqual(missing(text, ['other']), []);
});
