import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { ProfileReport } from '../../src/model/index.ts';
import { git, hone, inPlace, type Place, repository } from './spawn-hone.ts';

/** Spends most of its time in one function, and searches a list in a loop. */
const BUSY = `
function slowPart(list) {
  let found = 0;
  for (let index = 0; index < 6000; index++) {
    if (list.includes(index)) found++;
  }
  return found;
}
function quickPart(list) {
  return list.length;
}
const list = Array.from({ length: 12000 }, (_, index) => index * 7);
console.log(slowPart(list) + quickPart(list));
`;

const CONFIG = `version: 1
test: node src/busy.js
benchmarks:
  - id: busy
    run: node src/busy.js
    metric: cpu
scope:
  write: [src/**]
`;

function busyRepository(place: Place): string {
  return repository(place, { 'hone.yaml': CONFIG, 'src/busy.js': BUSY });
}

/** The report on standard output. */
function reportIn(stdout: string): ProfileReport {
  const value: unknown = JSON.parse(stdout);
  assert.ok(Value.Check(ProfileReport, value));
  return value;
}

test(
  'profiles a benchmark in a clean checkout, keeps it and shows each row',
  inPlace(async (place) => {
    const root = busyRepository(place);
    const made = await hone(place, root, ['profile', '--runs', '2', '--json']);
    assert.equal(made.code, 0, made.stderr);
    const report = reportIn(made.stdout);
    const [top] = report.bottlenecks.filter(({ kind }) => kind === 'cpu');
    assert.equal(top?.location.function, 'slowPart');
    assert.equal(top.location.file, 'src/busy.js');
    assert.ok(top.share.actionable.estimate > 0.3, 'most of the work is there');
    assert.deepEqual(
      top.detectors.map(({ rule }) => rule),
      ['search-in-loop'],
    );
    assert.equal(git(root, ['status', '--porcelain']), '', 'nothing is left in the tree');

    const listed = await hone(place, root, ['bottleneck', 'list', '--agent']);
    assert.match(listed.stdout, /slowPart/);
    const shown = await hone(place, root, ['bottleneck', 'show', top.id.slice(0, 6)]);
    assert.match(shown.stdout, /slowPart \(src\/busy\.js:2/);
    const none = await hone(place, root, ['bottleneck', 'show', 'zzz']);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /No bottleneck of profile .* "hone bottleneck list" shows them/);
  }),
);

test(
  'profiles a command outside of any repository, and reads what other tools wrote',
  inPlace(async (place) => {
    const script = join(place.root, 'busy.js');
    writeFileSync(script, BUSY);
    const run = ['profile', '--runs', '1', '--', 'node', script];
    const made = await hone(place, place.root, run);
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /slowPart \(busy\.js:2/);
    assert.match(made.stdout, /Profile \d{8}-\d{6}-\w+, kept in /);

    const folded = join(place.root, 'out.folded');
    writeFileSync(folded, 'main;parse 70\nmain;print 30\n');
    const read = await hone(place, place.root, ['profile', '--from', folded, '--json']);
    assert.equal(read.code, 0, read.stderr);
    const [first] = reportIn(read.stdout).bottlenecks;
    assert.equal(first?.location.function, 'parse');
    assert.equal(first.share.actionable.estimate, 0.7);
    assert.deepEqual(
      readdirSync(place.root).filter((name) => name.endsWith('.log')),
      [],
      'nothing of V8 is left in the folder',
    );
  }),
);

const BAD: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a command that fails', ['--', 'node', '-e', 'process.exit(3)'], /ended with exit code 3/],
  ['no such command', ['--', './no-such-program'], /no-such-program/],
  ['both a benchmark and a command', ['busy', '--', 'node', 'a.js'], /not several/],
  ['a file that is no profile', ['--from', 'package.json'], /package\.json/],
  ['a file that is not there', ['--from', 'gone.pprof'], /gone\.pprof can't be read/],
  ['an interval out of range', ['--interval', '5'], /from 100 to 10000/],
  ['no benchmark of that name', ['unknown'], /hone\.yaml has no benchmark "unknown"/],
];

test(
  'what can not be profiled is said in a sentence and leaves nothing behind',
  inPlace(async (place) => {
    const root = busyRepository(place);
    writeFileSync(join(root, 'package.json'), '{"name": "x"}\n');
    for (const [what, args, message] of BAD) {
      const outcome = await hone(place, root, ['profile', '--runs', '1', ...args]);
      assert.equal(outcome.code, 2, `${what}: ${outcome.stderr}`);
      assert.match(outcome.stderr, message, what);
      assert.doesNotMatch(outcome.stderr, /This is a bug/, what);
    }
    const listed = await hone(place, root, ['bottleneck', 'list']);
    assert.equal(listed.code, 2);
    assert.match(listed.stderr, /Nothing was profiled here yet\. Run "hone profile" first\./);

    const folded = join(place.root, 'out.folded');
    writeFileSync(folded, 'main;parse 70\n');
    assert.equal((await hone(place, root, ['profile', '--from', folded])).code, 0);
    const status = git(root, ['status', '--porcelain']);
    assert.equal(status, '?? package.json\n', 'what is kept does not show in the repository');
  }),
);
