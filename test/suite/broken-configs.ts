/** One broken hone.yaml: `|` lines of text, and what has to be said about it. */
export interface Broken {
  readonly name: string;
  readonly text: string;
  /** `line:column: message hint`, in order. */
  readonly says: readonly string[];
}

const HEAD = 'version: 1\nbenchmarks:\n  - id: parse\n    run: node parse.js\n';

/** HEAD has four lines, so what follows begins on line 5. */
function after(rest: string): string {
  return `${HEAD}${rest}\n`;
}

function run(command: string): string {
  return `version: 1\nbenchmarks:\n  - id: parse\n    run: ${command}\n`;
}

/** Mistakes in the YAML itself. */
export const BROKEN_YAML: readonly Broken[] = [
  {
    name: 'an empty file',
    text: '',
    says: [
      '1:1: hone.yaml is empty. Run "hone init" to have one proposed; it needs at least version ' +
        'and benchmarks.',
    ],
  },
  {
    name: 'only comments',
    text: '# nothing\n\n# here\n',
    says: [
      '1:1: hone.yaml is empty. Run "hone init" to have one proposed; it needs at least version ' +
        'and benchmarks.',
    ],
  },
  {
    name: 'a tab',
    text: 'version: 1\nbenchmarks:\n\t- id: a\n',
    says: ['3:1: This line is indented with a tab. YAML takes only spaces; use two.'],
  },
  {
    name: 'two documents',
    text: `${HEAD}---\nversion: 1\n`,
    says: ['5:1: A second document begins here. Keep everything in one; remove the ---.'],
  },
  {
    name: 'a second colon',
    text: 'version: 1\ntest: echo: x\n',
    says: [
      '2:7: There is a second ": " on this line. Put the value in quotes, or begin a new line.',
    ],
  },
  {
    name: 'an open quote',
    text: 'version: 1\ntest: "npm test\n',
    says: ['3:1: This is not YAML: Missing closing "quote.'],
  },
  {
    name: 'an alias',
    text: 'version: &v 1\nbenchmarks: *v\n',
    says: [
      '2:13: Aliases (*v) are not used in hone.yaml. Write the value out, or put it in quotes if ' +
        'the * belongs to it.',
    ],
  },
  {
    name: 'a tag',
    text: 'version: !!python/object 1\n',
    says: ['1:10: Tags (words that begin with !) are not used in hone.yaml. Remove it.'],
  },
  {
    name: 'a key twice',
    text: `${HEAD}version: 1\n`,
    says: ['5:1: The key "version" stands here a second time. Keep one of them.'],
  },
  {
    name: 'a list as a key',
    text: 'version: 1\n? [a]\n: 1\n',
    says: ['2:3: A key must be a text. Is a quote missing here?'],
  },
];

/** Keys and types that the format does not have. */
export const BROKEN_TYPES: readonly Broken[] = [
  {
    name: 'a list instead of a map',
    text: '- a\n',
    says: ['1:1: Hone.yaml must be a map with the keys version and benchmarks, not a list.'],
  },
  {
    name: 'a text instead of a map',
    text: 'hello\n',
    says: [
      '1:1: Hone.yaml must be a map with the keys version and benchmarks, not the text "hello".',
    ],
  },
  {
    name: 'missing and misspelt keys',
    text: 'version: 1\nbenchmark:\n  - id: a\n',
    says: [
      '1:1: The key "benchmarks" is missing in hone.yaml. It takes a list of benchmarks.',
      '2:1: There is no key "benchmark" in hone.yaml. Did you mean "benchmarks"?',
    ],
  },
  {
    name: 'no version',
    text: 'benchmarks:\n  - {id: a, run: ls}\n',
    says: ['1:1: The key "version" is missing in hone.yaml. It takes the number 1.'],
  },
  {
    name: 'another version',
    text: 'version: 2\nbenchmarks: [{id: a, run: ls}]\n',
    says: [
      '1:10: "version" must be the number 1, not the number 2. This hone reads version 1; a newer ' +
        'one may be needed for this file.',
    ],
  },
  {
    name: 'a version as text',
    text: 'version: "1"\nbenchmarks: [{id: a, run: ls}]\n',
    says: ['1:10: "version" must be the number 1, not the text "1".'],
  },
  {
    name: 'no benchmarks',
    text: 'version: 1\nbenchmarks: []\n',
    says: ['2:13: "benchmarks" needs at least one entry. Add one with id and run.'],
  },
  {
    name: 'benchmarks as a map',
    text: 'version: 1\nbenchmarks:\n  parse: {run: ls}\n',
    says: ['3:3: "benchmarks" must be a list of benchmarks, not a map.'],
  },
  {
    name: 'nothing after a key',
    text: after('test:'),
    says: ['5:6: "test" must be a command or a list of commands, not nothing.'],
  },
  {
    name: 'an unknown key in a benchmark',
    text: after('    timout: 5s'),
    says: ['5:5: There is no key "timout" in entry 1 of "benchmarks". Did you mean "timeout"?'],
  },
  {
    name: 'a key in the other style',
    text: after('    minEffect: 2%'),
    says: [
      '5:5: There is no key "minEffect" in entry 1 of "benchmarks". Did you mean "min_effect"?',
    ],
  },
  {
    name: 'a key that is like none',
    text: after('budgets: {wonderful: 1}'),
    says: [
      '5:11: There is no key "wonderful" in "budgets". The keys are: pairs, measure_time, harm, ' +
        'memory, processes.',
    ],
  },
  {
    name: 'processes that are none',
    text: after('budgets: {processes: 0}'),
    says: ['5:22: "processes" must be a whole number from 10 to 100000, not the number 0.'],
  },
  {
    name: 'a merge key',
    text: after('    <<: {timeout: 5s}'),
    says: [
      '5:5: There is no key "<<" in entry 1 of "benchmarks". Merge keys are not used in ' +
        'hone.yaml; write the values out.',
    ],
  },
  {
    name: 'a benchmark without run',
    text: 'version: 1\nbenchmarks:\n  - id: a\n',
    says: [
      '3:5: The key "run" is missing in entry 1 of "benchmarks". It takes a command: a text, a ' +
        'list of words, or a map with the key shell.',
    ],
  },
  {
    name: 'a truth value in other words',
    text: after('scope: {dependencies: yes}'),
    says: ['5:23: "dependencies" must be true or false, not the text "yes". Write true.'],
  },
  {
    name: 'a word that is none of the choices',
    text: after('    output: ignored'),
    says: [
      '5:13: "output" must be same, ignore, or a map with the key command, not the text ' +
        '"ignored". Did you mean "ignore"?',
    ],
  },
  {
    name: 'a duration as a number',
    text: after('    timeout: 30'),
    says: [
      '5:14: "timeout" must be a duration such as 30s, not the number 30. Add a unit: 30s or 30ms.',
    ],
  },
  {
    name: 'too few pairs',
    text: after('budgets: {pairs: 5}'),
    says: ['5:18: "pairs" must be a whole number from 8 to 1000, not the number 5.'],
  },
  {
    name: 'half a pair',
    text: after('budgets: {pairs: 50.5}'),
    says: ['5:18: "pairs" must be a whole number from 8 to 1000, not the number 50.5.'],
  },
  {
    name: 'a map as a variable',
    text: after('    env: {A: {B: 1}}'),
    says: ['5:14: "A" must be a text or a number, not a map.'],
  },
  {
    name: 'nothing as a value of inputs',
    text: after('    inputs: {size: [1, ~]}'),
    says: ['5:24: Entry 2 of "size" must be a text or a number, not nothing.'],
  },
];

/** Values that are of the right type and mean nothing. */
export const BROKEN_MEANING: readonly Broken[] = [
  {
    name: 'memory that is a time',
    text: after('budgets: {memory: 8 s}'),
    says: [
      '5:19: "memory" must be an amount of memory such as 8 GB, not "8 s". The units are B, kB, ' +
        'KiB, MB, MiB, GB and GiB.',
    ],
  },
  {
    name: 'memory in which nothing starts',
    text: after('budgets: {memory: 8 MB}'),
    says: ['5:19: "memory" must be at least 64 MiB, not 8 MB.'],
  },
  {
    name: 'a pipe',
    text: run('cat a.txt | wc -l'),
    says: [
      `4:20: This command can't be run: it has a pipe (|), which only a shell understands. Add ` +
        `"shell: true" beside it to run it with /bin/sh, or put what is meant literally in single ` +
        `quotes.`,
    ],
  },
  {
    name: 'a pipe inside quotes',
    text: run('"cat a.txt | wc -l"'),
    says: [
      `4:21: This command can't be run: it has a pipe (|), which only a shell understands. Add ` +
        `"shell: true" beside it to run it with /bin/sh, or put what is meant literally in single ` +
        `quotes.`,
    ],
  },
  {
    name: 'a variable in a folded text',
    text: run('>\n      node a.js\n      $HOME'),
    says: [
      `4:10: This command can't be run: it has a variable or substitution ($), which only a shell ` +
        `understands (at its character 11). Add "shell: true" beside it to run it with /bin/sh, or ` +
        `put what is meant literally in single quotes.`,
    ],
  },
  {
    name: 'a pipe in setup',
    text: after('setup: [npm ci, make && make install]'),
    says: [
      `5:22: This command can't be run: it has a background job or && (&), which only a shell ` +
        `understands. Write {shell: "…"} in its place to run it with /bin/sh, or put what is meant ` +
        `literally in single quotes.`,
    ],
  },
  {
    name: 'an open quote in a command',
    text: run('node "parse.js'),
    says: [`4:15: This command can't be run: a " is never closed.`],
  },
  {
    name: 'an empty command',
    text: run('""'),
    says: ['4:10: This command is empty. Write what you would type.'],
  },
  {
    name: 'words for a shell',
    text: run('[node, a.js]\n    shell: true'),
    says: [
      '4:10: A list of words is never given to a shell. Write run as one text, or remove shell.',
    ],
  },
  {
    name: 'an id twice',
    text: after('  - id: parse\n    run: ls'),
    says: [
      '5:9: There already is a benchmark "parse". Ids are unique among benchmarks and holdouts; ' +
        'call it "parse-2".',
    ],
  },
  {
    name: 'an id of a benchmark for a holdout',
    text: after('holdout: [{id: parse, run: ls}]'),
    says: [
      '5:16: There already is a benchmark "parse". Ids are unique among benchmarks and holdouts; ' +
        'call it "parse-2".',
    ],
  },
  {
    name: 'an id with a slash',
    text: 'version: 1\nbenchmarks: [{id: a/b, run: ls}]\n',
    says: [
      `2:19: "a/b" can't be an id. Use up to 64 letters, digits, dots, dashes and underscores.`,
    ],
  },
  {
    name: 'durations that are none',
    text: after('    timeout: 5 minutes\nsetup_timeout: -5s\ntest_timeout: 100h'),
    says: [
      '5:14: "timeout" must be a duration such as 30s, not "5 minutes". Write m for the unit.',
      '6:16: "setup_timeout" must be a duration such as 30s, not "-5s". A duration is positive.',
      '7:15: "test_timeout" must be between 1ms and 24h, not 100h.',
    ],
  },
  {
    name: 'a percentage without its sign',
    text: after('    min_effect: 2'),
    says: ['5:17: "min_effect" must be above 0 and below 100%, not 2. Did you mean "2%"?'],
  },
  {
    name: 'a negative share',
    text: after('budgets: {harm: {rss: -5%}}'),
    says: ['5:23: "rss" must be a share such as 2%, not "-5%". A share is positive.'],
  },
  {
    name: 'a harm limit for nothing',
    text: after('budgets: {harm: {rs: 5%}}'),
    says: ['5:18: No benchmark has a metric "rs". Did you mean "rss"?'],
  },
  {
    name: 'a unit that is written out, and one that is none',
    text: after(
      '    metrics:\n      - {name: n, direction: lower, unit: milliseconds}\n' +
        '      - {name: o, direction: lower, unit: kib}\n' +
        '      - {name: p, direction: lower, unit: bananas}',
    ),
    says: [
      '6:43: "milliseconds" is not a unit. Did you mean "ms"?',
      '7:43: "kib" is not a unit. Did you mean "KiB"?',
      '8:43: "bananas" is not a unit. The units are: ns, us, ms, s, min, bytes, B, kB, KiB, MB, ' +
        'MiB, GB, …. What is counted is "count" or "…/s".',
    ],
  },
  {
    name: 'a custom metric without direction',
    text: after('    metrics: [wall, throughput]'),
    says: [
      '5:21: The metric "throughput" does not say which way is better. Write {name: throughput, ' +
        'direction: lower} or {name: throughput, direction: higher}.',
    ],
  },
  {
    name: 'a direction for time',
    text: after('    metric: cpu\n    direction: higher'),
    says: ['6:16: Of cpu, lower is always better. Remove "direction".'],
  },
  {
    name: 'metric beside metrics',
    text: after('    metric: cpu\n    metrics: [wall]'),
    says: [
      '5:5: "metric" and "metrics" are both given. Keep "metrics" and list all of them there.',
    ],
  },
  {
    name: 'a metric twice',
    text: after('    metrics: [wall, wall]'),
    says: ['5:21: The metric "wall" is listed twice.'],
  },
  {
    name: 'placeholders without value',
    text: run('node {sise} {seed}\n    inputs: {size: [1]}'),
    says: [
      '4:10: {sise} has no value. Did you mean "size"? Write {{sise}} if the text {sise} itself ' +
        'is meant.',
      '4:10: {seed} has a value only in a holdout; benchmarks repeat the same input. Write ' +
        '{{seed}} if the text {seed} itself is meant.',
      '5:14: The input "size" is never used. Write {size} where its value belongs, in run or env.',
    ],
  },
  {
    name: 'an input value twice',
    text: run('node {n}\n    inputs: {n: [1, 2, 1]}'),
    says: ['5:24: The value "1" of n stands here twice.'],
  },
  {
    name: 'too many combinations',
    text: run(`node {a} {b}\n    inputs: {a: [${numbers(30)}], b: [${numbers(30)}]}`),
    says: [
      `5:${21 + numbers(30).length}: These inputs make more than 500 benchmarks. Keep the values ` +
        `that differ in what they show.`,
    ],
  },
  {
    name: 'an input called seed',
    text: run('node {seed}\n    inputs: {seed: [1]}'),
    says: [
      `5:14: "seed" can't be the name of an input. {seed} stands for a number that is drawn for ` +
        `each run.`,
    ],
  },
  {
    name: 'targets on what is not there',
    text: after(
      'holdout: [{id: new, generate: "g {seed}", run: ls}]\n' +
        'targets:\n  - parze wall <= 80 ms\n  - parse cpu <= 80 ms\n  - new wall <= 1 s',
    ),
    says: [
      '7:5: There is no benchmark "parze". Did you mean "parse"?',
      '8:11: The benchmark "parse" has no metric "cpu". The metrics are: wall. A metric is added ' +
        'under "metrics".',
      `9:5: "new" is a holdout, which can't be a target. Holdouts only check a gain that was made ` +
        `elsewhere.`,
    ],
  },
  {
    name: 'targets that are not understood',
    text: after(
      'targets:\n  - parse wall < 80 ms\n  - parse wall <= 80\n  - parse wall >= 80 ms\n' +
        '  - parse wall <= 5 MB\n  - {benchmark: parse}',
    ),
    says: [
      '6:5: "parse wall < 80 ms" is not a target such as "parse-large wall <= 80 ms". Write <= ' +
        'or >=.',
      '7:19: "80" needs a unit, e.g. 80 ms.',
      '8:19: Of wall, lower is better, so this is no target. Use at_most (<=).',
      '9:19: "5 MB" is not in a unit of wall, which is counted in ns.',
      '10:5: A target takes exactly one of at_most and at_least. Where lower is better that is ' +
        'at_most, where higher is better at_least.',
    ],
  },
  {
    name: 'a target twice',
    text: after('targets: [parse wall <= 1 s, parse <= 2 s]'),
    says: ['5:30: There already is a target for parse wall. Keep one of them.'],
  },
  {
    name: 'a target on all inputs',
    text: run('node {n}\n    inputs: {n: [1, 2]}\ntargets: [parse wall <= 1 s]'),
    says: ['6:11: "parse" has inputs, so it is 2 benchmarks. Name one of them, e.g. parse/n=1.'],
  },
  {
    name: 'patterns that are none',
    text: after('scope: {write: ["../x", "[a"], frozen: "!a"}'),
    says: [
      '5:17: The pattern "../x" is not understood: it has an empty segment, `.` or `..`; write ' +
        'the path from the root.',
      '5:25: The pattern "[a" is not understood: its [ has no ]; write \\[ for the character ' +
        'itself.',
      '5:40: The pattern "!a" takes back what nothing gave. Put a pattern without ! before it, ' +
        'e.g. "**".',
    ],
  },
  {
    name: 'folders outside',
    text: after('    cwd: ../other\nartifact_root: /tmp/x'),
    says: [
      '5:10: "cwd" must be a folder inside the repository, not "../other". Write it from the ' +
        'root, with / between folders.',
      '6:16: "artifact_root" must be a folder inside the repository, not "/tmp/x". Write it from ' +
        'the root, with / between folders.',
    ],
  },
  {
    name: 'a variable that is none',
    text: after('    env: {A-B: 1}'),
    says: [
      `5:11: "A-B" can't be set in the environment. Use letters, digits and underscores, no NUL.`,
    ],
  },
];

function numbers(count: number): string {
  return Array.from({ length: count }, (_, index) => index).join(', ');
}
