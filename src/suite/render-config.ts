import { stringify } from 'yaml';

import { CONFIG_SCHEMA } from './config-schema.ts';
import type { Candidate, Detected, DetectedCommand } from './detect/detected.ts';

/** Where editors find the schema in a project that has hone as a dependency. */
export const SCHEMA_REFERENCE = `./node_modules/hone-perf/schemas/${CONFIG_SCHEMA}.json`;

/**
 * A commented hone.yaml for what was detected. `parseConfig` accepts it unless no benchmark was
 * found: then `benchmarks` is empty on purpose, and the parser says that one has to be written.
 *
 * @param schema - path or address of the published schema, for the editor line at the top
 */
export function renderConfig(detected: Detected, schema: string = SCHEMA_REFERENCE): string {
  const lines = [
    `# yaml-language-server: $schema=${oneLine(schema)}`,
    '#',
    '# hone measures proposed changes to this repository and keeps those that make it faster.',
    '# This file says what to measure, what must keep working, and what a proposal may touch.',
    '# It was proposed by "hone init"; read it once, since every verdict rests on it.',
    ...detected.notes.flatMap((note) => ['#', ...wrapped(`Note: ${note}`, '# ')]),
    '',
    'version: 1',
    '',
    ...setupLines(detected.setup),
    '',
    ...testLines(detected.test),
    '',
    ...benchmarkLines(detected.benchmarks),
    '',
    ...HOLDOUT_LINES,
    '',
    ...targetLines(detected.benchmarks),
    '',
    ...scopeLines(detected),
  ];
  return `${lines.join('\n')}\n`;
}

function setupLines(commands: readonly DetectedCommand[]): string[] {
  const why = '# Makes a fresh checkout ready to run: install, build. Not measured.';
  return commands.length === 0
    ? [why, '# setup:', '#   - npm ci']
    : [why, 'setup:', ...commands.flatMap(listed)];
}

function testLines(commands: readonly DetectedCommand[]): string[] {
  const why = '# What a proposal must pass before it is measured.';
  return commands.length === 0
    ? [why, '# test:', '#   - npm test']
    : [why, 'test:', ...commands.flatMap(listed)];
}

function listed({ run, shell, evidence }: DetectedCommand): string[] {
  const value = shell ? `{shell: ${scalar(run)}}` : scalar(run);
  return [`  # ${oneLine(evidence)}`, `  - ${value}`];
}

function benchmarkLines(candidates: readonly Candidate[]): string[] {
  const likely = candidates.filter(({ confidence }) => confidence !== 'low');
  const active = likely.length > 0 ? likely : candidates;
  const doubtful = likely.length > 0 ? candidates.filter((one) => !likely.includes(one)) : [];
  const why = [
    '# Commands whose time counts. Each should do a fixed amount of real work and take 10 ms to',
    '# 10 s; what starts, prints help or repeats for a fixed time shows nothing. The output has to',
    '# be the same for base and proposal, unless output is "ignore" because times are printed.',
  ];
  if (active.length === 0) {
    return [
      ...why,
      'benchmarks: []',
      '#  - id: parse-large',
      '#    run: node bin/parse.js data/large.json',
      '#    metric: wall # or cpu, rss, or a number that the command prints as "name: 12.3"',
      '#    min_effect: 2% # the smallest change that matters',
    ];
  }
  return [
    ...why,
    'benchmarks:',
    ...active.flatMap(benchmarkEntry),
    ...(doubtful.length === 0 ? [] : ['  # Less likely to show what matters:']),
    ...doubtful.flatMap(benchmarkEntry).map((line) => `  # ${line.slice(2)}`),
  ];
}

function benchmarkEntry(candidate: Candidate): string[] {
  const { id, run, shell, cwd, output, confidence, evidence } = candidate;
  return [
    `  # ${oneLine(evidence)}${confidence === 'low' ? ' (doubtful)' : ''}`,
    `  - id: ${scalar(id)}`,
    `    run: ${scalar(run.replaceAll(/(?<!\$)\{([A-Za-z_][\w-]*)\}/g, '{{$1}}'))}`,
    ...(shell ? ['    shell: true'] : []),
    ...(cwd === '.' ? [] : [`    cwd: ${scalar(cwd)}`]),
    ...(output === 'same' ? [] : ['    output: ignore # it prints times, so it differs each run']),
  ];
}

const HOLDOUT_LINES = [
  '# Benchmarks on inputs that no proposal has seen; a gain that is gone there was no gain. {seed}',
  '# stands for a number that is drawn for each run, so that nobody can fit a change to it.',
  '# holdout:',
  '#   - id: parse-fresh',
  '#     generate: node bench/generate.js --seed {seed} --out fresh.json',
  '#     run: node bin/parse.js fresh.json',
];

function targetLines(candidates: readonly Candidate[]): string[] {
  const id = candidates[0]?.id ?? 'parse-large';
  return [
    '# What is to be reached.',
    '# targets:',
    `#   - ${oneLine(id)} wall <= 80 ms`,
    '',
    '# How much worse something may become, and how long measuring may take.',
    '# budgets:',
    '#   harm: {rss: 5%}',
    '#   measure_time: 5m',
    '#   memory: 8 GB # of one build, test or sample with all that it starts',
  ];
}

function scopeLines({ write, frozen }: Detected): string[] {
  return [
    'scope:',
    '  # Where a proposal may write; an empty list means everything that is not frozen.',
    ...patternLines('write', write),
    '  # What no proposal may touch, beside this file and the files that its commands name.',
    ...patternLines('frozen', frozen),
    '  # Whether proposals may change dependencies and lock files.',
    '  dependencies: false',
  ];
}

function patternLines(key: string, patterns: readonly string[]): string[] {
  return patterns.length === 0
    ? [`  ${key}: []`]
    : [`  ${key}:`, ...patterns.map((pattern) => `    - ${scalar(globFor(pattern))}`)];
}

/** Detected patterns hold names of real files, in which a bracket or brace is just a character. */
function globFor(pattern: string): string {
  return pattern.replaceAll(/[\\?[\]{}]/g, String.raw`\$&`).replace(/^!/, String.raw`\!`);
}

/** A text as YAML on one line. */
function scalar(text: string): string {
  const plain = stringify(text, { lineWidth: 0 }).trimEnd();
  return plain.includes('\n') ? JSON.stringify(text) : plain;
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- a file name may hold them
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/g, ' ');
}

/** Width of the comments, in columns. */
const COMMENT_COLUMNS = 96;

function wrapped(text: string, prefix: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(' ')) {
    if (line !== '' && prefix.length + line.length + 1 + word.length > COMMENT_COLUMNS) {
      lines.push(prefix + line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, prefix + line];
}
