import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Detected, detectSuite } from '../../../src/suite/index.ts';
import { detectIn } from './repository.ts';

function runs(detected: Detected): { setup: string[]; test: string[]; benchmarks: string[] } {
  return {
    setup: detected.setup.map(({ run }) => run),
    test: detected.test.map(({ run }) => run),
    benchmarks: detected.benchmarks.map(({ run, confidence }) => `${run} (${confidence})`),
  };
}

function pack(manifest: object): string {
  return JSON.stringify(manifest);
}

test('reads scripts, programs and the lock file of a Node package', () => {
  const detected = detectIn({
    'package.json': pack({
      dependencies: { x: '1' },
      bin: { logan: './bin/logan.js' },
      scripts: {
        build: 'tsc',
        test: 'node --test',
        bench: 'node bench/run.js --n 3',
        prebench: 'x',
      },
    }),
    'package-lock.json': '{}',
    'bin/logan.js': '',
    'bench/run.js': 'main()',
    'bench/utils.js': '',
    'src/a.js': '',
    'test/a.test.js': '',
  });
  assert.deepEqual(runs(detected), {
    setup: ['npm ci', 'npm run --silent build'],
    test: ['npm test'],
    benchmarks: ['node bench/run.js --n 3 (high)', 'node bin/logan.js --help (low)'],
  });
  assert.deepEqual(detected.write, ['bin/**', 'src/**']);
  assert.deepEqual(detected.frozen, ['test/**', 'bench/**', '**/*.test.*']);
});

test('takes the package manager from the lock file', () => {
  const setupWith = (files: Record<string, string>): string | undefined =>
    runs(detectIn({ 'package.json': pack({ devDependencies: { x: '1' } }), ...files })).setup[0];
  assert.equal(setupWith({ 'pnpm-lock.yaml': '' }), 'pnpm install --frozen-lockfile');
  assert.equal(setupWith({ 'yarn.lock': '' }), 'yarn install --frozen-lockfile');
  assert.equal(setupWith({ 'yarn.lock': '', '.yarnrc.yml': '' }), 'yarn install --immutable');
  assert.equal(setupWith({ 'bun.lockb': '' }), 'bun install --frozen-lockfile');
  assert.equal(setupWith({}), 'npm install');
  assert.match(
    detectIn({ 'package.json': pack({ dependencies: { x: '1' } }) }).notes.join(),
    /no lock file/,
  );
  assert.deepEqual(runs(detectIn({ 'package.json': '{}' })).setup, []);
});

test('doubts what measures itself for a fixed time', () => {
  const detected = detectIn({
    'package.json': pack({ scripts: { bench: 'node bench/all.mjs', 'bench:vi': 'vitest bench' } }),
    'bench/all.mjs': "import { Bench } from 'tinybench';",
    'bench/honest.mjs': 'work(1000)',
  });
  assert.deepEqual(runs(detected).benchmarks, [
    'node bench/honest.mjs (medium)',
    'node bench/all.mjs (low)',
    "npm run --silent 'bench:vi' (low)".replaceAll("'", ''),
  ]);
  assert.match(detected.notes.join('\n'), /"bench" uses tinybench, which repeats/);
});

test('leaves out the placeholder test script of npm init', () => {
  const scripts = { test: 'echo "Error: no test specified" && exit 1' };
  const detected = detectIn({ 'package.json': pack({ scripts }) });
  assert.deepEqual(detected.test, []);
  assert.match(detected.notes.join('\n'), /No tests were found/);
});

test('says that package.json is broken, and takes odd values for nothing', () => {
  assert.match(detectIn({ 'package.json': '{' }).notes.join(), /not valid JSON/);
  for (const text of ['[]', 'null', '"x"', '{"scripts": [1], "bin": 5, "dependencies": "x"}']) {
    assert.deepEqual(detectIn({ 'package.json': text }).setup, [], text);
  }
});

test('knows cargo, its programs and that criterion runs for a fixed time', () => {
  const detected = detectIn({
    'Cargo.toml':
      '[package]\nname = "grepper"\n[[bin]]\npath = "x.rs"\nname = "extra"\n[dev-dependencies]\ncriterion = "0.5"\n',
    'Cargo.lock': '',
    'src/main.rs': '',
    'src/bin/tool.rs': '',
    'benches/search.rs': '',
    'crates/core/src/lib.rs': '',
  });
  assert.deepEqual(runs(detected), {
    setup: ['cargo build --release --locked'],
    test: ['cargo test --locked'],
    benchmarks: [
      './target/release/grepper --help (low)',
      './target/release/extra --help (low)',
      './target/release/tool --help (low)',
    ],
  });
  assert.match(detected.notes.join('\n'), /Criterion repeats code/);
  assert.deepEqual(detected.write, ['crates/**', 'src/**']);
  assert.deepEqual(detected.frozen, ['benches/**']);
});

test('compiles Go benchmarks in setup and runs each a fixed number of times', () => {
  const bench = 'package p\nfunc BenchmarkA(b *testing.B) {}\nfunc BenchmarkB(b *testing.B) {}\n';
  const detected = detectIn({
    'go.mod': 'module x',
    'main.go': '',
    'parser/parse.go': '',
    'parser/parse_test.go': bench,
    'parser/other_test.go': 'func TestX(t *testing.T) {}',
    'root_test.go': 'func BenchmarkRoot(b *testing.B) {}',
  });
  assert.deepEqual(runs(detected), {
    setup: [
      'go build ./...',
      'go test -c -o parser/hone-bench.test ./parser',
      'go test -c -o hone-bench.test .',
    ],
    test: ['go test ./...'],
    benchmarks: [
      "./hone-bench.test -test.run '^$' -test.bench . -test.benchtime 20x (medium)",
      "./hone-bench.test -test.run '^$' -test.bench . -test.benchtime 20x (medium)",
    ],
  });
  assert.deepEqual(
    detected.benchmarks.map(({ id, cwd, output }) => [id, cwd, output]),
    [
      ['parser', 'parser', 'ignore'],
      ['go-bench', '.', 'ignore'],
    ],
  );
  assert.deepEqual(detected.frozen, ['**/*_test.go']);
  assert.deepEqual(detected.write, ['parser/**', 'main.go']);
});

test('gives each checkout of a Python project an environment of its own', () => {
  const detected = detectIn({
    'pyproject.toml': '[project]\nname = "x"\n[tool.pytest.ini_options]\n',
    'requirements-dev.txt': 'pytest\npytest-benchmark\n',
    'mypkg/__init__.py': '',
    'tests/__init__.py': '',
    'tests/test_a.py': 'def test_speed(benchmark):\n  benchmark(f)\n',
    'benchmarks/run_parse.py': 'parse()',
    'benchmarks/__init__.py': '',
  });
  assert.deepEqual(runs(detected), {
    setup: [
      'python3 -m venv .venv',
      '.venv/bin/python -m pip install --quiet -r requirements-dev.txt',
      '.venv/bin/python -m pip install --quiet -e .',
    ],
    test: ['.venv/bin/python -m pytest -q'],
    benchmarks: ['.venv/bin/python benchmarks/run_parse.py (medium)'],
  });
  assert.match(detected.notes.join('\n'), /tests\/test_a\.py uses pytest-benchmark/);
  assert.match(detected.notes.join('\n'), /PYTHONHASHSEED/);
  assert.deepEqual(detected.write, ['mypkg/**']);
  const bare = detectIn({ 'test_x.py': '', 'bench/go.py': '' });
  assert.deepEqual(runs(bare).test, ['python3 -m unittest discover']);
  assert.deepEqual(runs(bare).benchmarks, ['python3 bench/go.py (medium)']);
  assert.deepEqual(runs(detectIn({ 'uv.lock': '', 'pyproject.toml': '' })).setup, [
    'uv sync --frozen',
  ]);
});

test('reads targets of a Makefile', () => {
  const detected = detectIn({
    Makefile:
      'CC := gcc\nall: prog\ncheck: all\n\t./t.sh\nbench-large: all\n\t./b\n.PHONY: all\n%.o: %.c\n',
    'src/a.c': '',
  });
  assert.deepEqual(runs(detected), {
    setup: ['make all'],
    test: ['make check'],
    benchmarks: ['make --silent bench-large (medium)'],
  });
  assert.match(detected.notes.join('\n'), /"make bench-large"/);
});

test('reads programs and tests of a CMake project', () => {
  const detected = detectIn({
    'CMakeLists.txt': 'project(x)\nenable_testing()\nadd_subdirectory(perf)',
    'perf/CMakeLists.txt':
      'add_executable(parse_bench b.cc)\ntarget_link_libraries(parse_bench benchmark::benchmark)',
  });
  assert.deepEqual(runs(detected), {
    setup: ['cmake -S . -B build -DCMAKE_BUILD_TYPE=Release', 'cmake --build build'],
    test: ['ctest --test-dir build --output-on-failure'],
    benchmarks: ['./build/perf/parse_bench (low)'],
  });
  assert.match(detected.notes.join('\n'), /Google Benchmark/);
});

test('takes tests from CI when there are no others, and mentions its benchmarks', () => {
  const detected = detectIn({
    '.github/workflows/ci.yml':
      'jobs:\n  a:\n    steps:\n      - run: deno test --allow-read\n      - run: |\n          make bench | tee x\n      - name: test\n',
    'bench/run.sh': '',
  });
  assert.deepEqual(runs(detected).test, ['deno test --allow-read']);
  assert.equal(detected.test[0]?.evidence, '.github/workflows/ci.yml:4');
  assert.match(
    detected.notes.join('\n'),
    /"make bench \| tee x" \(\.github\/workflows\/ci\.yml:6\)/,
  );
});

test('takes a script that is called a test when nothing else says how to test', () => {
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['tests/run_tests.py', 'test.sh', 'src/test.sh'], ['bash test.sh']],
    [['script/test', 'test.js'], ['./script/test']],
    [['test/all.js'], ['node test/all.js']],
    [['latest.sh', 'test.md', 'src/test/all.js'], []],
    [['test.sh', 'Cargo.toml'], ['cargo test']],
  ];
  for (const [files, expected] of cases) {
    const detected = detectIn(Object.fromEntries(files.map((path) => [path, ''])));
    assert.deepEqual(runs(detected).test, expected, files.join(' '));
    const none = /No tests were found/.test(detected.notes.join('\n'));
    assert.equal(none, expected.length === 0, files.join(' '));
  }
});

test('names the line of CI that runs the same script', () => {
  const detected = detectIn({
    'package.json': pack({ scripts: { bench: 'node bench/run.js' } }),
    'bench/run.js': '',
    '.github/workflows/ci.yml': 'steps:\n  - run: npm run bench\n',
  });
  assert.equal(
    detected.benchmarks[0]?.evidence,
    'the script "bench" of package.json; .github/workflows/ci.yml:2',
  );
});

test('finds nothing in an empty repository and says what to do', () => {
  const detected = detectIn({ 'README.md': '' });
  assert.deepEqual(runs(detected), { setup: [], test: [], benchmarks: [] });
  assert.match(detected.notes.join('\n'), /Name a command that does the work which is too slow/);
});

test('gives each candidate an id of its own and keeps their number bounded', () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`bench/${'ab'[index % 2]}/run${index}.js`, '']),
  );
  const detected = detectIn({ ...files, 'bench/x.js': '', 'perf/x.py': '', 'bench/-/x y.sh': '' });
  const ids = detected.benchmarks.map(({ id }) => id);
  assert.equal(ids.length, 12);
  assert.equal(new Set(ids).size, 12);
});

test('opens a bounded number of files, and takes unreadable ones for empty', () => {
  const files = ['go.mod', ...Array.from({ length: 2_000 }, (_, index) => `p${index}/a_test.go`)];
  let opened = 0;
  detectSuite({
    files,
    read: () => {
      opened += 1;
      return null;
    },
  });
  assert.ok(opened > 0 && opened <= 300, `${opened} files`);
});

test('lets proposals write where code is, not where tests, tools and documents are', () => {
  const files = ['index.js', 'jest.config.js', 'a.test.js', 'setup.py', 'README.md', 'core/x.py'];
  const more = [
    'docs/x.js',
    'scripts/y.sh',
    'perf/z.js',
    'data/big.json',
    '.github/x.js',
    'ü x/a.c',
  ];
  const detected = detectIn(Object.fromEntries([...files, ...more].map((path) => [path, ''])));
  assert.deepEqual(detected.write, ['core/**', 'ü x/**', 'index.js']);
});

test('does not take a part of the program for benchmarks', () => {
  const inside = { 'src/bench/runner.js': '', 'src/a/__tests__/x.js': '' };
  assert.deepEqual(detectIn(inside).frozen, ['**/__tests__/**']);
  const beside = { 'packages/a/bench/run.js': '', 'packages/a/src/x.js': '' };
  assert.deepEqual(detectIn(beside).frozen, ['**/bench/**']);
});
