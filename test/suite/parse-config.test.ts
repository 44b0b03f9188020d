import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Problem, parseConfig } from '../../src/suite/index.ts';
import { BROKEN_MEANING, BROKEN_TYPES, BROKEN_YAML } from './broken-configs.ts';
import { FULL_CONFIG, FULL_SUITE } from './full-config.ts';

function shown(problem: Problem): string {
  const hint = problem.hint === null ? '' : ` ${problem.hint}`;
  return `${problem.line}:${problem.column}: ${problem.message}${hint}`;
}

function problemsOf(text: string): string[] {
  const parsed = parseConfig(text, 'hone.yaml');
  return parsed.kind === 'invalid' ? parsed.problems.map(shown) : [];
}

for (const { name, text, says } of [...BROKEN_YAML, ...BROKEN_TYPES, ...BROKEN_MEANING]) {
  test(`says where and what is wrong: ${name}`, () => {
    assert.deepEqual(problemsOf(text), says);
  });
}

test('understands every key', () => {
  const parsed = parseConfig(FULL_CONFIG, 'hone.yaml');
  assert.deepEqual(parsed, { kind: 'ok', suite: FULL_SUITE, warnings: [] });
});

test('fills in what is not said', () => {
  const parsed = parseConfig('version: 1\nbenchmarks: [{id: a, run: ./a}]\n', 'hone.yaml');
  assert.ok(parsed.kind === 'ok');
  assert.deepEqual(parsed.suite, {
    version: 1,
    setup: [],
    test: [],
    setupTimeoutMs: 900_000,
    testTimeoutMs: 900_000,
    network: 'setup',
    benchmarks: [
      {
        id: 'a',
        run: { kind: 'words', words: ['./a'] },
        cwd: '.',
        metrics: [{ name: 'wall', unit: 'ns', direction: 'lower', minEffect: 0.02 }],
        output: { kind: 'same' },
        timeoutMs: 120_000,
        env: {},
      },
    ],
    holdout: [],
    targets: [],
    budgets: { pairsMax: 100, measureMsMax: 300_000, harm: { rss: 0.05 } },
    scope: { write: [], frozen: [], dependencies: false },
    artifactRoot: null,
  });
  assert.deepEqual(parsed.warnings.map(shown), [
    '1:1: No "test" is given, so nothing but the output tells whether it still works. Name the ' +
      'command that runs the tests.',
  ]);
});

test('warns of a holdout whose input is known', () => {
  const text = 'version: 1\ntest: x\nbenchmarks: [{id: a, run: a}]\nholdout: [{id: b, run: b}]\n';
  const parsed = parseConfig(text, 'hone.yaml');
  assert.ok(parsed.kind === 'ok');
  assert.deepEqual(parsed.warnings.map(shown), [
    '4:11: The holdout "b" has the same input in every run, so a proposal can be fitted to it. ' +
      'Let "generate" make the input from {seed}, a number that is drawn for each run.',
  ]);
});

function atMost(metric: string, quantity: string): number | undefined {
  const text =
    `version: 1\nbenchmarks: [{id: a, run: a, metrics: [wall, rss, ` +
    `{name: n, unit: ms, direction: lower}]}]\ntargets: [a ${metric} <= ${quantity}]\n`;
  const parsed = parseConfig(text, 'hone.yaml');
  return parsed.kind === 'ok' ? parsed.suite.targets[0]?.atMost : undefined;
}

test('converts quantities of targets into the unit of the metric', () => {
  assert.equal(atMost('wall', '80 ms'), 80_000_000);
  assert.equal(atMost('wall', '1.5s'), 1_500_000_000);
  assert.equal(atMost('wall', '20us'), 20_000);
  assert.equal(atMost('wall', '20 µs'), 20_000);
  assert.equal(atMost('rss', '64 MiB'), 67_108_864);
  assert.equal(atMost('rss', '1000'), 1000);
  assert.equal(atMost('n', '3 s'), 3e9);
  assert.equal(atMost('n', '3 ms'), 3e6);
  assert.equal(atMost('n', '3'), 3e6, 'a plain number is in the declared unit');
  assert.equal(atMost('wall', '3'), undefined);
});

function harmOf(limits: string): unknown {
  const text =
    'version: 1\nbenchmarks: [{id: a, run: a, metrics: [wall, ' +
    `{name: heap, unit: MiB, direction: lower}]}]\nbudgets: {harm: {${limits}}}\n`;
  const parsed = parseConfig(text, 'hone.yaml');
  return parsed.kind === 'ok' ? parsed.suite.budgets.harm : parsed.problems.map(shown);
}

test('a harm limit is a share, an amount in the unit of the metric, or both', () => {
  assert.deepEqual(harmOf('rss: 3%'), { rss: 0.03 });
  assert.deepEqual(harmOf('heap: {absolute: 2}'), {
    rss: 0.05,
    heap: { share: 0, absolute: 2_097_152 },
  });
  assert.deepEqual(harmOf('rss: {share: 5%, absolute: 1 MB}'), {
    rss: { share: 0.05, absolute: 1_000_000 },
  });
  assert.deepEqual(harmOf('wall: {absolute: 5}'), ['3:35: "5" needs a unit, e.g. 5 ms.']);
  assert.deepEqual(harmOf('heap: {absolute: 2 ms}'), [
    '3:35: "2 ms" is not in a unit of heap, which is counted in MiB.',
  ]);
  assert.deepEqual(harmOf('heap: {}'), [
    '3:18: The limit of "heap" is empty. Write "share: 5%", or "absolute" and an amount, or both.',
  ]);
});

test('reads Windows line ends and a byte order mark', () => {
  const text = '\ufeffversion: 1\r\nbenchmarks:\r\n  - id: a\r\n    run: x\r\n    timout: 1s\r\n';
  assert.deepEqual(problemsOf(text), [
    '5:5: There is no key "timout" in entry 1 of "benchmarks". Did you mean "timeout"?',
  ]);
});

test('a message never carries control characters or a whole file', () => {
  const text = `version: 1\nbenchmarks: [{id: a, run: x}]\n"a\\e[31m\\n${'x'.repeat(900)}": 1\n`;
  const [problem = ''] = problemsOf(text);
  assert.match(problem, /^3:1: There is no key "a\\u001b\[31m\\u000ax+ … \. The keys are: version/);
});

test('refuses a file above 1 MiB before parsing it', () => {
  const text = `version: 1\n# ${'x'.repeat(1_048_576)}\n`;
  assert.deepEqual(problemsOf(text), [
    '1:1: hone.yaml is larger than 1 MiB. Is this the right file? Keep data in files of their own ' +
      'and name them here.',
  ]);
});

test('survives deep nesting, many nodes and a bomb of aliases', () => {
  const lines = ['a0: &a0 [x, x]'];
  for (let level = 1; level < 30; level++) {
    lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
  }
  const bombs = [
    '['.repeat(50_000),
    `version: ${'['.repeat(40)}${']'.repeat(40)}\n`,
    `version: [${'1,'.repeat(150_000)}]\n`,
    lines.join('\n'),
  ];
  for (const bomb of bombs) {
    const problems = problemsOf(bomb);
    assert.ok(problems.length >= 1 && problems.length <= 50, bomb.slice(0, 20));
  }
});

test('takes names of the language for what they are: texts', () => {
  const text =
    'version: 1\ntest: t\nbenchmarks: [{id: a, run: a, env: {__proto__: x}, timeout: 1constructor}]';
  assert.deepEqual(problemsOf(text), [
    '3:60: "timeout" must be a duration such as 30s, not "1constructor". The units are ms, s, m and h.',
  ]);
});
