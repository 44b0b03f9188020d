import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import type { Suite } from '../../src/model/index.ts';
import {
  type FreezeManifest,
  freezeManifest,
  type FrozenFile,
  manifestDiff,
  parseConfig,
} from '../../src/suite/index.ts';

const TREE = [
  'hone.yaml',
  'package.json',
  'src/parse.js',
  'src/data/table.json',
  'bench/run.js',
  'bench/in.json',
  'inputs/a.log',
  'inputs/deep/b.log',
  'test/a.test.js',
  'scripts/build.sh',
  'tools/compare.py',
  'pkg/bench/__main__.py',
  'Makefile',
].map((path): FrozenFile => ({ path, mode: '100644', oid: sha256(path).slice(0, 40) }));

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function suiteOf(text: string): Suite {
  const parsed = parseConfig(text, 'hone.yaml');
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed));
  return parsed.suite;
}

function freeze(configText: string, files = TREE): FreezeManifest {
  return freezeManifest({ suite: suiteOf(configText), configText, files, sha256 });
}

function config(run: string, rest = ''): string {
  return `version: 1\ntest: ls\nbenchmarks:\n  - id: parse\n    run: ${run}\n${rest}`;
}

function frozenBy(run: string, rest = ''): string[] {
  return freeze(config(run, rest)).files.map(({ path }) => path);
}

test('freezes hone.yaml, what scope.frozen matches and what commands name', () => {
  assert.deepEqual(frozenBy('ls'), ['hone.yaml']);
  assert.deepEqual(frozenBy('ls', 'scope: {frozen: [TEST/**]}'), ['hone.yaml', 'test/a.test.js']);
  assert.deepEqual(frozenBy('node ./bench/run.js --in=bench/in.json'), [
    'bench/in.json',
    'bench/run.js',
    'hone.yaml',
  ]);
});

const NAMED: readonly [run: string, rest: string, path: string][] = [
  ['node bench/run', '', 'bench/run.js'],
  ['node run.js', '    cwd: bench\n', 'bench/run.js'],
  ['node ../bench/run.js', '    cwd: src\n', 'bench/run.js'],
  ['"cd bench && node run.js | wc"', '    shell: true\n', 'bench/run.js'],
  ['python -m pkg.bench', '', 'pkg/bench/__main__.py'],
  ['cli inputs', '', 'inputs/deep/b.log'],
  ['cli inputs/', '', 'inputs/a.log'],
  ['make bench', '', 'Makefile'],
  ['npm run bench', '', 'package.json'],
  ['ls', '    output: {command: python3 tools/compare.py}\n', 'tools/compare.py'],
  ['ls', 'setup: bash scripts/build.sh\n', 'scripts/build.sh'],
  ['ls', 'holdout: [{id: h, run: "x {seed}", generate: node bench/run.js}]\n', 'bench/run.js'],
];

for (const [run, rest, path] of NAMED) {
  test(`freezes ${path} for "${run}" ${rest.trim()}`, () => {
    assert.ok(frozenBy(run, rest).includes(path));
  });
}

test('leaves out the program that scope.write names, but not for a wildcard', () => {
  assert.ok(frozenBy('node src/parse.js').includes('src/parse.js'));
  assert.ok(frozenBy('node src/parse.js', 'scope: {write: ["**"]}').includes('src/parse.js'));
  assert.ok(frozenBy('node src/parse.js', 'scope: {write: ["**/*.js"]}').includes('src/parse.js'));
  assert.ok(!frozenBy('node src/parse.js', 'scope: {write: [src/**]}').includes('src/parse.js'));
  const both = 'scope: {write: [src/**], frozen: [src/parse.js]}';
  assert.ok(frozenBy('node src/parse.js', both).includes('src/parse.js'));
});

test('does not freeze the folder that a build names, nor the one that a command runs in', () => {
  assert.deepEqual(frozenBy('ls', 'setup: make -C src\n'), ['hone.yaml']);
  assert.deepEqual(frozenBy('ls .', '    cwd: src\n'), ['hone.yaml']);
  assert.deepEqual(frozenBy('ls ..', '    cwd: src/data\n'), ['hone.yaml']);
});

test('freezes a folder that a command names for new files too', () => {
  const manifest = freeze(config('cli inputs', 'scope: {frozen: [test/**]}'));
  assert.deepEqual(manifest.frozenGlobs, ['inputs/', 'test/**']);
});

test('the hash depends on content and not on order', () => {
  const text = config('node bench/run.js');
  const { hash } = freeze(text);
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(freeze(text, TREE.toReversed()).hash, hash);
  assert.notEqual(freeze(`${text}# more\n`).hash, hash);
  const edited = TREE.map((file) =>
    file.path === 'bench/run.js' ? { ...file, oid: 'f'.repeat(40) } : file,
  );
  assert.notEqual(freeze(text, edited).hash, hash);
  const outside = TREE.map((file) =>
    file.path === 'src/parse.js' ? { ...file, oid: 'f'.repeat(40) } : file,
  );
  assert.equal(freeze(text, outside).hash, hash);
});

test('survives JSON, since it is stored that way', () => {
  const manifest = freeze(config('node bench/run.js', 'targets: [parse wall <= 1 s]\n'));
  assert.deepEqual(JSON.parse(JSON.stringify(manifest)), manifest);
});

test('says in words what changed', () => {
  const before = freeze(
    config('node bench/run.js', 'targets: [parse wall <= 1 s]\nscope: {frozen: [test/**]}\n'),
  );
  const edited = TREE.filter(({ path }) => path !== 'test/a.test.js').map((file) =>
    file.path === 'bench/run.js' ? { ...file, oid: 'f'.repeat(40) } : file,
  );
  const after = freeze(
    config(
      'node bench/run.js bench/in.json',
      'targets: [parse wall <= 2 s]\nscope: {frozen: [test/**]}\n',
    ),
    edited,
  );
  assert.deepEqual(manifestDiff(before, after), [
    'hone.yaml: benchmark parse.run was {"kind":"words","words":["node","bench/run.js"]} and is now ' +
      '{"kind":"words","words":["node","bench/run.js","bench/in.json"]}',
    'hone.yaml: target parse wall.atMost was 1000000000 and is now 2000000000',
    'bench/in.json is frozen now and was not before',
    `bench/run.js has other content: ${sha256('bench/run.js').slice(0, 10)} became ffffffffff`,
    'test/a.test.js was frozen and is not any more, or is gone',
  ]);
});

test('says nothing when nothing changed, and what a comment is', () => {
  const before = freeze(config('ls'));
  assert.deepEqual(manifestDiff(before, freeze(config('ls'))), []);
  assert.deepEqual(manifestDiff(before, freeze(`# hello\n${config('ls')}`)), [
    'hone.yaml is written differently (comments or layout), but means the same',
  ]);
});

test('lists new and removed settings, and modes', () => {
  const before = freeze(config('ls', 'scope: {frozen: [test/**]}\n'));
  const executable = TREE.map((file) =>
    file.path === 'test/a.test.js' ? { ...file, mode: '100755' } : file,
  );
  const after = freeze(config('ls', '    env: {A: 1}\nscope: {frozen: [test/**]}\n'), executable);
  assert.deepEqual(manifestDiff(before, after), [
    'hone.yaml: benchmark parse.env.A is new: "1"',
    'test/a.test.js has another mode: 100644 became 100755',
  ]);
  assert.match(manifestDiff(after, before)[0] ?? '', /env\.A is gone; it was "1"/);
});
