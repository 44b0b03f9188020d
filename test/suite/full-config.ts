import type { Suite } from '../../src/model/index.ts';

/** A hone.yaml with every key. */
export const FULL_CONFIG = `# everything
version: 1
setup: [npm ci, {shell: "npm run build && true"}, [make, -j, 2]]
test: npm test
setup_timeout: 5m
test_timeout: 90s
network: always
benchmarks:
  - id: parse
    run: node bench/parse.js --size {size} --kind={kind} '{{print}}'
    cwd: ./packages/core/
    metrics: [wall, {name: throughput, unit: ops/s, direction: higher, min_effect: 0.1}, rss]
    min_effect: 3%
    inputs: {size: [10, 1e3], kind: ["a b"]}
    env: {N: 1.0, SIZE: "{size}", DEBUG: false}
    timeout: 1.5s
  - id: count
    run: cat a | wc -l \${HOME}
    shell: true
    metric: latency
    unit: us
    direction: lower
    output: {command: cmp --silent}
holdout:
  - id: fresh
    generate: {shell: "node gen.js {seed} > fresh.json"}
    run: [node, bench/parse.js, fresh.json]
    output: ignore
targets:
  - parse/size=10,kind=a_b wall <= 80 ms
  - {benchmark: "parse/size=1e3,kind=a_b", metric: throughput, at_least: 5}
  - {benchmark: count, at_most: 20 us}
budgets: {pairs: 60, measure_time: 2m, harm: {cpu: 3%, throughput: 0.01}, memory: 1.5 GB, processes: 300}
scope: {write: [src/**, "!src/api/**"], frozen: test/**, dependencies: true}
artifact_root: .claude/context
`;

const wall = { name: 'wall', unit: 'ns', direction: 'lower' } as const;

function parse(size: string): Suite['benchmarks'][number] {
  const words = ['bench/parse.js', '--size', size, '--kind=a b', '{print}'];
  return {
    id: `parse/size=${size},kind=a_b`,
    run: { kind: 'words', words: ['node', ...words] },
    cwd: 'packages/core',
    metrics: [
      { ...wall, minEffect: 0.03 },
      {
        name: 'throughput',
        unit: 'ops/s',
        shownIn: 'ops/s',
        direction: 'higher',
        minEffect: 0.1,
      },
      { name: 'rss', unit: 'bytes', direction: 'lower', minEffect: 0.03 },
    ],
    output: { kind: 'same' },
    timeoutMs: 1_500,
    env: { N: '1.0', SIZE: size, DEBUG: 'false' },
  };
}

/** What it means. */
export const FULL_SUITE: Suite = {
  version: 1,
  setup: [
    { kind: 'words', words: ['npm', 'ci'] },
    { kind: 'shell', text: 'npm run build && true' },
    { kind: 'words', words: ['make', '-j', '2'] },
  ],
  test: [{ kind: 'words', words: ['npm', 'test'] }],
  setupTimeoutMs: 300_000,
  testTimeoutMs: 90_000,
  network: 'always',
  benchmarks: [
    parse('10'),
    parse('1e3'),
    {
      id: 'count',
      run: { kind: 'shell', text: 'cat a | wc -l ${HOME}' },
      cwd: '.',
      metrics: [
        { name: 'latency', unit: 'ns', shownIn: 'us', direction: 'lower', minEffect: 0.02 },
      ],
      output: { kind: 'command', command: { kind: 'words', words: ['cmp', '--silent'] } },
      timeoutMs: 120_000,
      env: {},
    },
  ],
  holdout: [
    {
      id: 'fresh',
      run: { kind: 'words', words: ['node', 'bench/parse.js', 'fresh.json'] },
      cwd: '.',
      metrics: [{ ...wall, minEffect: 0.02 }],
      output: { kind: 'ignore' },
      timeoutMs: 120_000,
      env: {},
      generate: { kind: 'shell', text: 'node gen.js {seed} > fresh.json' },
    },
  ],
  targets: [
    { benchmark: 'parse/size=10,kind=a_b', metric: 'wall', atMost: 80_000_000 },
    { benchmark: 'parse/size=1e3,kind=a_b', metric: 'throughput', atLeast: 5 },
    { benchmark: 'count', metric: 'latency', atMost: 20_000 },
  ],
  budgets: {
    pairsMax: 60,
    measureMsMax: 120_000,
    harm: { rss: 0.05, cpu: 0.03, throughput: 0.01 },
    memoryBytesMax: 1_500_000_000,
    processesMax: 300,
  },
  scope: { write: ['src/**', '!src/api/**'], frozen: ['test/**'], dependencies: true },
  artifactRoot: '.claude/context',
};
