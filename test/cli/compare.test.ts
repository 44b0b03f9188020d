import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { CompareResult } from '../../src/model/index.ts';
import {
  assertRefused,
  ended,
  git,
  hone,
  inPlace,
  pressCtrlC,
  repository,
  start,
  until,
} from './spawn-hone.ts';

const SHORT = ['--max-pairs', '8', '--warmup', '1', '--time-limit', '20s'];

test(
  'a candidate that is much slower is regressed and ends with 1',
  inPlace(async (place) => {
    const outcome = await hone(place, place.root, [
      'compare',
      ...SHORT,
      '--json',
      '-',
      'sleep 0.005',
      'sleep 0.06',
    ]);
    assert.equal(outcome.code, 1, outcome.stderr);
    const result = Value.Parse(CompareResult, JSON.parse(outcome.stdout));
    assert.equal(result.comparisons[0]?.candidates[0]?.metrics['wall']?.verdict, 'regressed');
    assert.equal(outcome.stderr, '', 'nothing is said on a pipe');
  }),
);

test(
  'a candidate that is much faster is improved and ends with 0, with every export written',
  inPlace(async (place) => {
    const files = ['json', 'markdown', 'csv', 'html'].map((kind) => join(place.root, `r.${kind}`));
    const flags = files.flatMap((file) => [`--${file.split('.').at(-1) ?? ''}`, file]);
    const outcome = await hone(place, place.root, [
      'compare',
      ...SHORT,
      ...flags,
      'sleep 0.06',
      'sleep 0.005',
    ]);
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.match(outcome.stdout, /faster/);
    for (const file of files) {
      assert.ok(readFileSync(file, 'utf8').length > 100, file);
    }
  }),
);

test(
  'an export to standard output is all that is printed there',
  inPlace(async (place) => {
    const args = ['compare', ...SHORT, '--markdown', '-', 'true', 'true'];
    const { code, stdout, stderr } = await hone(place, place.root, args);
    assert.notEqual(code, 2, stderr);
    assert.match(stdout, /^## Performance comparison\n/);
    assert.doesNotMatch(stdout, /how the runs spread/);
  }),
);

test(
  'too little time is inconclusive and ends with 3',
  inPlace(async (place) => {
    const flags = ['--max-pairs', '8', '--warmup', '1', '--time-limit', '1s'];
    const outcome = await hone(place, place.root, ['compare', ...flags, 'sleep 0.3', 'sleep 0.3']);
    assert.equal(outcome.code, 3, outcome.stderr);
    assert.match(outcome.stdout, /--time-limit/);
  }),
);

test(
  'what a killed hone left in the temporary folder is removed, but not what another one uses',
  inPlace(async (place) => {
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    for (const name of ['hone-scratch-a', 'hone-try-a', 'hone-git-old', 'hone-git-used', 'mine']) {
      mkdirSync(join(place.tmp, name));
    }
    utimesSync(join(place.tmp, 'hone-git-old'), yesterday, yesterday);
    const outcome = await hone(place, place.root, ['compare', ...SHORT, 'true', 'true']);
    assert.notEqual(outcome.code, 2, outcome.stderr);
    assert.deepEqual(readdirSync(place.tmp).sort(), ['hone-git-used', 'mine']);
    rmSync(join(place.tmp, 'hone-git-used'), { recursive: true });
    rmSync(join(place.tmp, 'mine'), { recursive: true });
  }),
);

test(
  'a temporary folder that is not there is named',
  inPlace(async (place) => {
    const args = ['compare', ...SHORT, 'true', 'true'];
    const outcome = await hone(place, place.root, args, { env: { TMPDIR: '/no/such/folder' } });
    assertRefused(outcome, /\/no\/such\/folder can't be used.*TMPDIR/);
  }),
);

test(
  'Ctrl-C ends with 130 and leaves no process, however many hand it on',
  inPlace(async (place) => {
    const held = join(place.root, 'held');
    const command = `sleep 300 & touch ${held}; wait`;
    const args = ['compare', '--shell', command, command];
    const child = start(place, place.root, args, { group: true });
    const outcome = ended(child);
    assert.ok(await until(() => existsSync(held), child));
    pressCtrlC(child);
    child.kill('SIGTERM'); // as whoever started it does when it is ended itself
    const { code, stdout, stderr } = await outcome;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /nothing is left running/i);
    assert.equal(stdout, '');
  }),
);

test(
  'the death of the older Node that started it ends it in order',
  inPlace(async (place) => {
    const held = join(place.root, 'held');
    const command = `touch ${held}; sleep 300`;
    const args = ['compare', '--shell', command, command];
    const child = start(place, place.root, args, { channel: true });
    const code = new Promise((resolve) => child.once('exit', resolve)); // no `close` after this
    assert.ok(await until(() => existsSync(held), child));
    child.disconnect();
    assert.equal(await code, 130);
  }),
);

const BAD: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['one command only', ['true'], /Only one command/],
  ['no command', [], /Nothing to compare/],
  ['a command that does not exist', ['true', 'no-such-command-7'], /no-such-command-7/],
  ['a file that is not executable', ['true', '/etc/passwd'], /passwd/],
  ['a command that fails', ['true', 'false'], /exit code 1.*--ignore-failure/s],
  [
    'a command that is killed',
    ['--shell', 'true', 'kill -9 $$'],
    /killed by SIGKILL.*want of memory/s,
  ],
  [
    'a prepare command that fails',
    ['--prepare', 'false', 'true', 'true'],
    /prepare command failed for true.*: false ended with exit code 1\.\n$/,
  ],
  ['a process that is left behind', ['--shell', 'true', 'sleep 300 &'], /sleep 300.*wait for them/],
  ['a folder instead of a program', ['true', '/tmp'], /folder/],
  ['a command that hangs', ['--timeout', '300ms', 'true', 'sleep 60'], /--timeout/],
  [
    'a command that hangs beyond all',
    ['--time-limit', '300ms', 'true', 'sleep 60'],
    /--time-limit/,
  ],
  // Told before anything is measured: the second command would take a minute.
  ['an export into a folder', ['--json', '/tmp', 'true', 'sleep 60'], /\/tmp: it is a folder/],
  ['an export below a file', ['--html', '/etc/passwd/x', 'true', 'sleep 60'], /not a folder/],
  ['an export without a name', ['--csv', '', 'true', 'sleep 60'], /name of a file/],
  ['a command that floods', ['true', 'head -c 100000000 /dev/zero'], /MiB/],
  ['shell syntax without --shell', ['true', 'true | cat'], /--shell/],
  ['open quotes', ['true', 'echo "a'], /"/],
  ['a wrong share', ['--min-effect', '2', 'true', 'true'], /share/],
  ['a wrong time', ['--time-limit', 'soon', 'true', 'true'], /500ms/],
  ['an unknown flag', ['--sharp', 'true', 'true'], /--sharp/],
  ['a folder that is not there', ['--cwd', '/no/such', 'true', 'true'], /--cwd/],
  ['a broken input', ['-P', 'size', '', 'true', 'true'], /-P size/],
  ['an input that nothing uses', ['-P', 'size', '1,2', 'true', 'true'], /"size" is never used/],
  [
    'outputs that differ',
    ['--expect-same-output', 'echo a', 'echo b'],
    /printed something else.*--no-expect-same-output/s,
  ],
];

for (const [name, args, message] of BAD) {
  test(
    `${name} ends with 2 and says what to do`,
    inPlace(async (place) => {
      const outcome = await hone(place, place.root, ['compare', ...SHORT, ...args]);
      assert.equal(outcome.code, 2, outcome.stderr);
      assert.match(outcome.stderr, message);
      assert.doesNotMatch(outcome.stderr, /bug in hone/);
      assert.equal(outcome.stdout, '');
    }),
  );
}

test(
  'commands read an empty standard input and rows are made of -P',
  inPlace(async (place) => {
    const args = ['compare', ...SHORT, '-P', 'n', '1,2', '--json', '-', 'cat', 'echo {n}'];
    const { code, stdout, stderr } = await hone(place, place.root, args);
    assert.notEqual(code, 2, stderr);
    const result = Value.Parse(CompareResult, JSON.parse(stdout));
    assert.deepEqual(
      result.comparisons.map((row) => [row.parameters['n'], row.candidates[0]?.command]),
      [
        ['1', 'echo 1'],
        ['2', 'echo 2'],
      ],
    );
  }),
);

test(
  'revisions are compared in clean checkouts, which are kept for the next time',
  inPlace(async (place) => {
    const root = repository(place, { 'wait.sh': 'sleep 0.005\n', 'log.txt': '' });
    git(root, ['tag', 'before']);
    const args = ['--base', 'before', '--head', 'HEAD', '--run', 'sh wait.sh', '--json', '-'];
    const first = await hone(place, root, ['compare', ...SHORT, ...args]);
    assert.notEqual(first.code, 2, first.stderr);
    const result = Value.Parse(CompareResult, JSON.parse(first.stdout));
    assert.equal(result.comparisons[0]?.candidates[0]?.sameOutput, true);
    const cache = readdirSync(join(place.root, 'cache', 'hone'));
    assert.equal(cache.length, 1);
    const unknown = await hone(place, root, ['compare', '--base', 'befor', '--run', 'true']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /befor/);
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);

test(
  'a folder that is no repository, a bare one and one without commits are said so',
  inPlace(async (place) => {
    const cases: readonly (readonly [string, readonly string[] | null, RegExp])[] = [
      ['plain', null, /repository/],
      ['bare', ['init', '-q', '--bare', '.'], /bare/],
      ['empty', ['init', '-q', '.'], /commit/],
    ];
    for (const [name, init, message] of cases) {
      const folder = join(place.root, name);
      mkdirSync(folder);
      if (init !== null) {
        git(folder, init);
      }
      const { code, stderr } = await hone(place, folder, [
        'compare',
        '--base',
        'main',
        '--run',
        'true',
      ]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  }),
);
