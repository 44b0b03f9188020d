import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { bundledHone } from './bundle.ts';
import {
  assertRefused,
  commitAll,
  ended,
  git,
  hone,
  inPlace,
  type Outcome,
  type Place,
  pressCtrlC,
  repository,
  start,
  until,
} from './spawn-hone.ts';
import { BROKEN } from './subject.ts';

const MAKEFILE = {
  Makefile: 'test:\n\tgrep -q done main.sh && touch left-behind\n\nbench:\n\tsh main.sh\n',
  'main.sh': 'sleep 0.01\necho done\n',
};

test(
  'what init writes for package.json is what compare takes',
  inPlace(async (place) => {
    const root = repository(place, {
      'package.json': JSON.stringify({
        name: 'subject',
        scripts: { test: 'grep -q done src/main.sh', bench: 'sh src/main.sh' },
      }),
      'src/main.sh': 'sleep 0.01\necho done\n',
    });
    const { code, stdout, stderr } = await hone(place, root, ['init']);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.match(stdout, /works {2}test: npm test/);
    assert.match(stdout, /works {2}benchmark: .*the script "bench" of package\.json/);
    assert.match(stdout, /Wrote .*hone\.yaml/);
    assert.equal(git(root, ['status', '--porcelain']), '?? hone.yaml\n');
    assert.ok(!existsSync(join(root, '.hone')), 'there is no run yet');
    commitAll(root, 'describe the benchmarks');
    const flags = ['--max-pairs', '8', '--warmup', '1', '--time-limit', '20s', '--json', '-'];
    const compared = await hone(place, root, ['compare', '--base', 'HEAD', ...flags]);
    assert.notEqual(compared.code, 2, compared.stderr);
    assert.equal(JSON.parse(compared.stdout).comparisons[0].benchmark, 'bench');
  }),
);

test(
  'what init writes for a Makefile is what try takes',
  inPlace(async (place) => {
    const root = repository(place, MAKEFILE);
    const { code, stdout, stderr } = await hone(place, root, ['init']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /works {2}test: make test/);
    assert.match(stdout, /works {2}benchmark: make --silent bench/);
    assert.equal(
      git(root, ['status', '--porcelain']),
      '?? hone.yaml\n',
      'what it ran left nothing',
    );
    commitAll(root, 'describe the benchmarks');
    git(root, ['checkout', '-q', '-b', 'broken']);
    writeFileSync(join(root, 'main.sh'), BROKEN);
    commitAll(root, 'break it');
    git(root, ['checkout', '-q', 'main']);
    const tried = await hone(place, root, ['try', 'broken', '--json', '-']);
    assert.equal(tried.code, 1, tried.stderr);
    assert.equal(JSON.parse(tried.stdout).decisions[0].check, 'tests');
  }),
);

test(
  'what does not work is not proposed, and a file without benchmarks says what to add',
  inPlace(async (place) => {
    const scripts = { test: 'false', bench: 'sh bench.sh' };
    const root = repository(place, {
      'package.json': JSON.stringify({ name: 'subject', scripts }),
      'bench.sh': 'echo no input >&2; exit 7\n',
    });
    const { code, stdout, stderr } = await hone(place, root, ['init']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /fails {2}test: npm test/);
    assert.match(stdout, /fails {2}benchmark: .*\n.*exit code 7.*no input/);
    assert.match(stdout, /no benchmark yet. Add one/);
    assert.match(stdout, /There is no test, because npm test fails in a fresh checkout/);
    assert.match(readFileSync(join(root, 'hone.yaml'), 'utf8'), /There is no test, because npm/);
    const refused = await hone(place, root, ['compare', '--base', 'HEAD']);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /hone\.yaml:\d+:\d+: "benchmarks" needs at least one entry/);
  }),
);

test(
  'a hone.yaml that exists is kept unless --yes is given',
  inPlace(async (place) => {
    const root = repository(place, { ...MAKEFILE, 'hone.yaml': '# mine\n' });
    const mine = (): string => readFileSync(join(root, 'hone.yaml'), 'utf8');
    assertRefused(await hone(place, root, ['init']), /exists already.*no terminal.*--yes/s);
    assert.equal(mine(), '# mine\n');
    const printed = await hone(place, root, ['init', '--print', '--no-run']);
    assert.equal(printed.code, 0, printed.stderr);
    assert.match(printed.stdout, /^# yaml-language-server.*benchmarks:/s);
    assert.equal(mine(), '# mine\n');
    const replaced = await hone(place, root, ['init', '--yes', '--no-run']);
    assert.equal(replaced.code, 0, replaced.stderr);
    assert.equal(mine(), printed.stdout);
    assert.deepEqual(readdirSync(root).sort(), ['.git', 'Makefile', 'hone.yaml', 'main.sh']);
  }),
);

test(
  'a folder without git and a repository without commits are said so, and nothing is written',
  inPlace(async (place) => {
    for (const [name, prepare, message] of [
      ['plain', [], /not inside a git repository.*git init/s],
      ['empty', ['init', '-q'], /no commits yet.*git commit/s],
      ['bare', ['init', '-q', '--bare'], /bare/],
    ] as const) {
      const folder = join(place.root, name);
      mkdirSync(folder);
      if (prepare.length > 0) {
        git(folder, prepare);
      }
      const before = readdirSync(folder);
      assertRefused(await hone(place, folder, ['init', '--yes']), message);
      assert.deepEqual(readdirSync(folder), before);
    }
  }),
);

test(
  'Ctrl-C while init tries a command ends with 130 and writes nothing',
  inPlace(async (place) => {
    const tried = join(place.root, 'tried');
    const slow = `test:\n\tsleep 300 & touch ${tried}; wait\n\nbench:\n\tsh main.sh\n`;
    const root = repository(place, { ...MAKEFILE, Makefile: slow });
    const child = start(place, root, ['init'], { group: true });
    const outcome = ended(child);
    assert.ok(await until(() => existsSync(tried), child));
    pressCtrlC(child);
    const { code, stdout, stderr } = await outcome;
    assert.equal(code, 130, stderr);
    assert.equal(stdout, '');
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);

const terminal = spawnSync('/bin/sh', ['-c', 'script -qec true /dev/null']).status === 0;

for (const [name, keys, code, said] of [
  ['yes replaces the file', 'yes\\r', 0, /Wrote/],
  ['anything else leaves it', 'y\\r', 1, /Left as it was/],
  ['the end of the input leaves it', '\\004', 1, /Left as it was/],
  ['Ctrl-C leaves it and ends with 130', '\\003', 130, /Stopped at the question/],
] as const) {
  test(
    `on a terminal init asks before it replaces hone.yaml: ${name}`,
    { skip: !terminal && 'there is no "script" here to make a terminal' },
    inPlace(async (place) => {
      const root = repository(place, { ...MAKEFILE, 'hone.yaml': '# mine\n' });
      const outcome = onTerminal(place, root, keys);
      assert.equal(outcome.code, code, outcome.stdout);
      assert.match(outcome.stdout, /exists already\. Replace it\? Type yes: /);
      assert.match(outcome.stdout, said);
      const text = readFileSync(join(root, 'hone.yaml'), 'utf8');
      assert.equal(text === '# mine\n', code !== 0);
    }),
  );
}

/** Nothing is measured here, so nobody has to be waited for. */
const TERMINAL_TIMEOUT_MS = 60_000;

/** Presses the keys once the question is on the screen. */
function onTerminal(place: Place, root: string, keys: string): Outcome {
  const screen = join(place.root, 'screen.txt');
  const running = join(place.root, 'running');
  const command = `"${process.execPath}" "${bundledHone()}" init --no-run`;
  writeFileSync(running, '');
  const { status, stdout, stderr } = spawnSync(
    '/bin/sh',
    [
      '-c',
      `{
        until grep -q 'Type yes: ' ${screen} || ! test -e ${running}; do sleep 0.05; done
        printf '${keys}'
        while test -e ${running}; do sleep 0.05; done
      } 2>/dev/null | {
        script -qefc '${command}' ${screen}
        code=$?
        rm ${running}
        exit $code
      }`,
    ],
    { cwd: root, env: place.env, encoding: 'utf8', timeout: TERMINAL_TIMEOUT_MS },
  );
  return { code: status, stdout, stderr, waits: [] };
}
