import { Type } from 'typebox';

import { PAIRS, PROCESSES } from './limits.ts';

/** Names the format of hone.yaml; a change that old files do not survive makes a new one. */
export const CONFIG_SCHEMA = 'hone.config.v1';

/** Every object of the format refuses keys that it does not know. */
const CLOSED = { additionalProperties: false } as const;

// A title completes the sentence "… must be <title>" in error messages.

const Duration = Type.String({
  title: 'a duration such as 30s',
  description: 'A number and ms, s, m or h.',
  examples: ['500ms', '30s', '5m'],
});

const Share = Type.Union([Type.Number(), Type.String()], {
  title: 'a share such as 2%',
  description: 'A percentage as text, or a fraction as a number.',
  examples: ['2%', 0.02],
});

const Words = Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
  title: 'a list of words',
  minItems: 1,
});

const ShellText = Type.Object(
  { shell: Type.String({ title: 'a text', description: 'One text for /bin/sh.' }) },
  { ...CLOSED, title: 'a map with the key shell' },
);

const COMMAND_WORDS =
  'A text is split into words like a shell does it, and run without a shell. Pipes, variables ' +
  'and the like need {shell: "…"}.';

const Command = Type.Union([Type.String(), Words, ShellText], {
  title: 'a command: a text, a list of words, or a map with the key shell',
  description: COMMAND_WORDS,
  examples: ['node bench/parse.js', ['node', 'bench/parse.js'], { shell: 'make && ./run' }],
});

const Commands = Type.Union(
  [
    Type.String(),
    ShellText,
    Type.Array(Command, { title: 'a list of commands', description: 'Run one after the other.' }),
  ],
  {
    title: 'a command or a list of commands',
    examples: ['npm ci', ['npm ci', 'npm run build']],
  },
);

const Direction = Type.Union([Type.Literal('lower'), Type.Literal('higher')], {
  title: 'lower or higher',
  description: 'Which is better.',
});

const metricKeys = {
  unit: Type.Optional(
    Type.String({
      title: 'a unit as text',
      description:
        "A custom metric's unit: ns, us, ms, s, min, bytes, B, kB, KiB, MB, MiB, GB, GiB, count, " +
        '%, ratio, or a rate such as ops/s or MB/s. A bare number in the output is in this ' +
        'unit, one with a unit of its own is converted, and reports show it. Without it, what ' +
        'the command prints decides.',
      examples: ['ms', 'MiB', 'ops/s', 'count'],
    }),
  ),
  direction: Type.Optional(Direction),
  min_effect: Type.Optional({
    ...Share,
    description: 'Smallest change that matters. Default: 2%.',
  }),
};

const MetricEntry = Type.Union(
  [
    Type.String(),
    Type.Object(
      { name: Type.String({ title: "a metric's name" }), ...metricKeys },
      { ...CLOSED, title: 'a map with the key name' },
    ),
  ],
  { title: "a metric's name, or a map with the key name" },
);

const Output = Type.Union(
  [
    Type.Literal('same'),
    Type.Literal('ignore'),
    Type.Object({ command: Command }, { ...CLOSED, title: 'a map with the key command' }),
  ],
  {
    title: 'same, ignore, or a map with the key command',
    description:
      'How standard output is held against the base. A command is called with two files, the ' +
      "base's output and the proposal's, and accepts with exit code 0. Default: same.",
  },
);

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
  title: 'a text or a number',
});

const benchmarkKeys = {
  id: Type.String({
    title: 'a name',
    description: 'Letters, digits, dots, dashes and underscores.',
    examples: ['parse-large'],
  }),
  run: { ...Command, description: `What is measured. ${COMMAND_WORDS}` },
  shell: Type.Optional(
    Type.Boolean({ title: 'true or false', description: 'Run the text of run with /bin/sh.' }),
  ),
  cwd: Type.Optional(
    Type.String({
      title: 'a folder of the repository',
      description: 'Where the command runs. Default: the root.',
    }),
  ),
  metric: Type.Optional(
    Type.String({
      title: "a metric's name",
      description:
        'wall, cpu, rss, or a name that the command prints as "name: number". Default: wall.',
      examples: ['wall', 'cpu', 'rss', 'throughput'],
    }),
  ),
  metrics: Type.Optional(
    Type.Array(MetricEntry, {
      title: 'a list of metrics',
      description: 'Several metrics; the first is the one that counts unless a target says more.',
      minItems: 1,
    }),
  ),
  ...metricKeys,
  output: Type.Optional(Output),
  timeout: Type.Optional({ ...Duration, description: 'Of one run. Default: 2m.' }),
  env: Type.Optional(
    Type.Record(Type.String(), Scalar, {
      title: 'a map of names and values',
      description: 'Environment variables of the command.',
    }),
  ),
  inputs: Type.Optional(
    Type.Record(Type.String(), Type.Array(Scalar, { title: 'a list of values', minItems: 1 }), {
      title: 'a map of names and lists of values',
      description: 'One benchmark for each combination; {name} in run stands for the value.',
      examples: [{ size: [10, 1000] }],
    }),
  ),
};

const Benchmark = Type.Object(benchmarkKeys, { ...CLOSED, title: 'a benchmark (a map)' });

const Holdout = Type.Object(
  {
    ...benchmarkKeys,
    generate: Type.Optional({
      ...Command,
      description:
        'Makes the input in each fresh checkout, from its root. {seed} stands for a number that ' +
        'is drawn for each run.',
    }),
  },
  { ...CLOSED, title: 'a holdout benchmark (a map)' },
);

const Bound = Type.Union([Type.Number(), Type.String()], {
  title: 'a quantity such as 80 ms',
  examples: ['80 ms', '64 MB', 1000],
});

const Target = Type.Union(
  [
    Type.String({ title: 'a text such as "parse-large wall <= 80 ms"' }),
    Type.Object(
      {
        benchmark: Type.String({ title: "a benchmark's id" }),
        metric: Type.Optional(Type.String({ title: "a metric's name" })),
        at_most: Type.Optional(Bound),
        at_least: Type.Optional(Bound),
      },
      { ...CLOSED, title: 'a map with the keys benchmark, metric and at_most or at_least' },
    ),
  ],
  {
    title: 'a target: a text such as "parse-large wall <= 80 ms", or a map',
    examples: ['parse-large wall <= 80 ms', { benchmark: 'parse-large', at_most: '80 ms' }],
  },
);

const HarmBound = Type.Union(
  [
    Type.Number(),
    Type.String(),
    Type.Object(
      { share: Type.Optional(Share), absolute: Type.Optional(Bound) },
      { ...CLOSED, title: 'a map with the keys share and absolute' },
    ),
  ],
  { title: 'a share such as 2%, or a map with the keys share and absolute' },
);

const Budgets = Type.Object(
  {
    pairs: Type.Optional(
      Type.Integer({
        title: `a whole number from ${PAIRS.min} to ${PAIRS.max}`,
        description: 'Most pairs of one confirmation. Default: 100.',
        minimum: PAIRS.min,
        maximum: PAIRS.max,
      }),
    ),
    measure_time: Type.Optional({
      ...Duration,
      description: 'Longest time for measuring one proposal on one benchmark. Default: 5m.',
    }),
    harm: Type.Optional(
      Type.Record(Type.String(), HarmBound, {
        title: 'a map of metrics and limits',
        description:
          'How much worse a metric may become, by its name: a share, an amount, or the larger of ' +
          'both. Of a base of 0 only an amount can be taken. Default: rss 5%.',
        examples: [{ rss: '5%', cpu: '3%', errors: { absolute: 2 } }],
      }),
    ),
    memory: Type.Optional(
      Type.String({
        title: 'an amount of memory such as 8 GB',
        description:
          'What one build, test or sample may use, with all that it starts, before it is ended; ' +
          "a developer's agent as well. Default: three quarters of the machine's memory.",
        examples: ['8 GB', '512 MiB'],
      }),
    ),
    processes: Type.Optional(
      Type.Integer({
        title: `a whole number from ${PROCESSES.min} to ${PROCESSES.max}`,
        description: 'Processes that it may run at once. Default: 1000.',
        minimum: PROCESSES.min,
        maximum: PROCESSES.max,
      }),
    ),
  },
  { ...CLOSED, title: 'a map' },
);

const Patterns = Type.Union(
  [Type.String({ title: 'a pattern' }), Type.Array(Type.String({ title: 'a pattern' }))],
  { title: 'a pattern or a list of patterns', examples: [['src/**', 'lib/*.js', '!src/api/**']] },
);

const Scope = Type.Object(
  {
    write: Type.Optional({
      ...Patterns,
      description: 'Where a proposal may write. Default: everything that is not frozen.',
    }),
    frozen: Type.Optional({
      ...Patterns,
      description:
        'What no proposal may touch, beside hone.yaml and the files that its commands name.',
    }),
    dependencies: Type.Optional(
      Type.Boolean({
        title: 'true or false',
        description: 'Whether proposals may change dependencies and lock files. Default: false.',
      }),
    ),
  },
  { ...CLOSED, title: 'a map' },
);

/** hone.yaml as it is written; what the parser checks against and what editors get. */
export const Config = Type.Object(
  {
    version: Type.Literal(1, { title: 'the number 1', description: 'Version of this format.' }),
    setup: Type.Optional({ ...Commands, description: 'Makes a fresh checkout ready to run.' }),
    test: Type.Optional({ ...Commands, description: 'What a proposal must pass.' }),
    setup_timeout: Type.Optional({ ...Duration, description: 'Of each command. Default: 15m.' }),
    test_timeout: Type.Optional({ ...Duration, description: 'Of each command. Default: 15m.' }),
    network: Type.Optional(
      Type.Union([Type.Literal('none'), Type.Literal('setup'), Type.Literal('always')], {
        title: 'none, setup or always',
        description: 'When commands in the sandbox may use the network. Default: setup.',
      }),
    ),
    benchmarks: Type.Array(Benchmark, {
      title: 'a list of benchmarks',
      description: 'What is to become faster, and what must not become slower.',
      minItems: 1,
    }),
    holdout: Type.Optional(
      Type.Array(Holdout, {
        title: 'a list of holdout benchmarks',
        description: 'Benchmarks on inputs that proposals have not seen.',
      }),
    ),
    targets: Type.Optional(Type.Array(Target, { title: 'a list of targets' })),
    budgets: Type.Optional(Budgets),
    scope: Type.Optional(Scope),
    artifact_root: Type.Optional(
      Type.String({
        title: 'a folder of the repository',
        description: 'Where the folders of runs go. Default: .hone',
        examples: ['.claude/context'],
      }),
    ),
  },
  { ...CLOSED, title: 'a map with the keys version and benchmarks' },
);

/** The JSON Schema of hone.yaml (draft 2020-12), for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const dialect = 'https://json-schema.org/draft/2020-12/schema';
  const title = 'hone.yaml: what to measure and what may change';
  return { $schema: dialect, $id: CONFIG_SCHEMA, ...Config, title };
}
