import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfig, renderConfig } from '../../src/suite/index.ts';
import { detectIn } from './detect/repository.ts';

const SMALL = detectIn({
  'package.json': JSON.stringify({
    scripts: { test: 'node --test', bench: 'node bench/a.js' },
    bin: 'cli.js',
  }),
  'bench/a.js': '',
  'cli.js': '',
  'src/x.js': '',
  'test/x.test.js': '',
});

test('writes a hone.yaml that explains itself', () => {
  assert.equal(
    renderConfig(SMALL),
    `# yaml-language-server: $schema=./node_modules/hone-perf/schemas/hone.config.v1.json
#
# hone measures proposed changes to this repository and keeps those that make it faster.
# This file says what to measure, what must keep working, and what a proposal may touch.
# It was proposed by "hone init"; read it once, since every verdict rests on it.

version: 1

# Makes a fresh checkout ready to run: install, build. Not measured.
# setup:
#   - npm ci

# What a proposal must pass before it is measured.
test:
  # the script "test" of package.json
  - npm test

# Commands whose time counts. Each should do a fixed amount of real work and take 10 ms to
# 10 s; what starts, prints help or repeats for a fixed time shows nothing. The output has to
# be the same for base and proposal, unless output is "ignore" because times are printed.
benchmarks:
  # the script "bench" of package.json
  - id: bench
    run: node bench/a.js
    output: ignore # it prints times, so it differs each run
  # Less likely to show what matters:
  # # the program "cli" of package.json; --help only shows its start (doubtful)
  # - id: cli-start
  #   run: node cli.js --help

# Benchmarks on inputs that no proposal has seen; a gain that is gone there was no gain. {seed}
# stands for a number that is drawn for each run, so that nobody can fit a change to it.
# holdout:
#   - id: parse-fresh
#     generate: node bench/generate.js --seed {seed} --out fresh.json
#     run: node bin/parse.js fresh.json

# What is to be reached.
# targets:
#   - bench wall <= 80 ms

# How much worse something may become, and how long measuring may take.
# budgets:
#   harm: {rss: 5%}
#   measure_time: 5m
#   memory: 8 GB # of one build, test or sample with all that it starts

scope:
  # Where a proposal may write; an empty list means everything that is not frozen.
  write:
    - src/**
    - cli.js
  # What no proposal may touch, beside this file and the files that its commands name.
  frozen:
    - test/**
    - bench/**
    - "**/*.test.*"
  # Whether proposals may change dependencies and lock files.
  dependencies: false
`,
  );
});

test('means what was detected', () => {
  const parsed = parseConfig(renderConfig(SMALL), 'hone.yaml');
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed));
  assert.deepEqual(
    parsed.suite.benchmarks.map(({ id, run, output }) => ({ id, run, output })),
    [
      {
        id: 'bench',
        run: { kind: 'words', words: ['node', 'bench/a.js'] },
        output: { kind: 'ignore' },
      },
    ],
  );
  assert.deepEqual(parsed.suite.scope.frozen, ['test/**', 'bench/**', '**/*.test.*']);
  assert.deepEqual(parsed.warnings, []);
});

test('everything that is commented out is right as well', () => {
  const text = renderConfig(SMALL)
    .replaceAll(/^# (holdout|targets|budgets|setup):/gm, '$1:')
    .replaceAll(/^# {3,5}(?=\S)/gm, (indent) => indent.slice(2))
    .replaceAll(/^ {2}# (- id|  run)/gm, '  $1');
  const parsed = parseConfig(text, 'hone.yaml');
  assert.ok(parsed.kind === 'ok', `${JSON.stringify(parsed)}\n${text}`);
  assert.equal(parsed.suite.holdout.length, 1);
  assert.equal(parsed.suite.targets.length, 1);
  assert.equal(parsed.suite.setup.length, 1);
  assert.equal(parsed.suite.benchmarks.length, 2);
});

test('without any benchmark it asks for one, at its place', () => {
  const text = renderConfig(detectIn({}));
  const parsed = parseConfig(text, 'hone.yaml');
  assert.ok(parsed.kind === 'invalid');
  const line = text.split('\n').indexOf('benchmarks: []') + 1;
  assert.deepEqual(parsed.problems, [
    {
      line,
      severity: 'error',
      column: 13,
      message: '"benchmarks" needs at least one entry.',
      hint: 'Add one with id and run.',
    },
  ]);
});
