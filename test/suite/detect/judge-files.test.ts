import assert from 'node:assert/strict';
import { test } from 'node:test';

import { freezeManifest, parseConfig, renderConfig } from '../../../src/suite/index.ts';
import { detectIn } from './repository.ts';

function scopeOf(files: Readonly<Record<string, string>>): { frozen: string[]; write: string[] } {
  const { frozen, write } = detectIn(files);
  return { frozen: [...frozen], write: [...write] };
}

function listed(...paths: string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, '']));
}

test('freezes scripts at the root that are named like tests or benchmarks', () => {
  const judges = ['test.js', 'bench.mjs', 'benchmark.py', 'run-bench.sh', 'runTests.ts', 'perf'];
  const program = ['index.js', 'latest.js', 'contest.py', 'workbench.ts', 'main.go'];
  const { frozen, write } = scopeOf(listed(...judges, ...program, 'BENCHMARKS.md'));
  assert.deepEqual(frozen, judges);
  assert.deepEqual(write, program);
});

test('freezes what test runners find by its name, in the extensions that are used', () => {
  const { frozen } = scopeOf(
    listed('p/a_test.go', 'b-test.mjs', 'c_spec.rb', 'd.bench.ts', 'lib/e_bench.ts', 'f_test.md'),
  );
  assert.deepEqual(frozen.toSorted(), [
    '**/*-test.mjs',
    '**/*.bench.*',
    '**/*_bench.ts',
    '**/*_spec.rb',
    '**/*_test.go',
  ]);
});

test('freezes what the scripts of package.json start, through other scripts', () => {
  const scripts = {
    lint: 'eslint parse.js && tsc -p .',
    pretest: 'node prepare.js',
    test: 'npm run lint && nyc --include parse.js node -r ./hook.js verify --fast',
    bench: 'cross-env N=3 node --expose-gc harness.mjs parse.js',
  };
  const files = ['parse.js', 'prepare.js', 'verify.js', 'hook.js', 'harness.mjs'];
  const { frozen, write } = scopeOf({
    'package.json': JSON.stringify({ scripts, main: 'parse.js' }),
    ...listed(...files),
  });
  assert.deepEqual(frozen.toSorted(), ['harness.mjs', 'hook.js', 'prepare.js', 'verify.js']);
  assert.deepEqual(write, ['parse.js']);
});

test('freezes what make targets start', () => {
  const { frozen, write } = scopeOf({
    Makefile: [
      'all: prog',
      'test: all smoke # both',
      '\t@python3 verify.py \\',
      '\t  --all',
      '',
      'smoke:',
      '\tcd . && ./smoke.sh',
      'bench: all',
      '\t./prog < input',
      '\tsh timing.sh',
      'prog: a.c',
      '\tsh build.sh',
    ].join('\n'),
    ...listed('verify.py', 'smoke.sh', 'timing.sh', 'build.sh', 'a.c'),
  });
  assert.deepEqual(frozen.toSorted(), ['build.sh', 'smoke.sh', 'timing.sh', 'verify.py']);
  assert.deepEqual(write, ['a.c']);
});

test('leaves the program free, even if it is what a benchmark starts or its name misleads', () => {
  const { frozen, write } = scopeOf({
    'package.json': JSON.stringify({
      bin: { 'speed-test': './speed-test.js' },
      exports: { '.': { import: './bench.mjs' } },
      scripts: { bench: 'node src/cli.js big.json', 'bench:2': 'node main.js', test: 'node x.js' },
    }),
    ...listed('speed-test.js', 'bench.mjs', 'src/cli.js', 'src/parse.js', 'main.js', 'x.js'),
  });
  assert.deepEqual(frozen, ['x.js']);
  assert.deepEqual(write.toSorted(), ['bench.mjs', 'main.js', 'speed-test.js', 'src/**']);
});

test('ends on scripts and targets that run each other, and on odd texts', () => {
  const scripts = { test: 'npm run a', a: 'npm test && npm run a', bench: `"'$(( ; | node` };
  const detected = detectIn({
    'package.json': JSON.stringify({ scripts }),
    Makefile: 'test: bench\n\tmake test\nbench: test\n\tmake bench\n',
  });
  assert.deepEqual(detected.frozen, []);
});

test('what judges at the root is a part of the suite that the proposed hone.yaml freezes', () => {
  const files = {
    'package.json': JSON.stringify({ scripts: { test: 'node test.js', bench: 'node time.js' } }),
    ...listed('test.js', 'time.js', 'parse.js'),
  };
  const configText = renderConfig(detectIn(files));
  const parsed = parseConfig(configText, 'hone.yaml');
  assert.equal(parsed.kind, 'ok');
  const base = Object.keys(files).map((path) => ({ path, mode: '100644', oid: 'a'.repeat(40) }));
  const manifest = freezeManifest({
    suite: parsed.suite,
    configText,
    files: base,
    sha256: (text) => text,
  });
  const frozen = manifest.files.map(({ path }) => path);
  assert.deepEqual(frozen.toSorted(), ['package.json', 'test.js', 'time.js']);
});
