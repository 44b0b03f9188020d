import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import {
  type Bottleneck,
  BottleneckCheckDocument,
  BottleneckShowDocument,
  ProfileDiffDocument,
  ProfileReport,
} from '../../src/model/index.ts';
import {
  assertRefused,
  commitAll,
  git,
  hone,
  inPlace,
  type Place,
  repository,
} from './spawn-hone.ts';

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
    await checksByRunningTwice(place, root, top);
  }),
);

/** The exit code of each outcome; which it is depends on the machine. */
const OUTCOMES = { agrees: 0, contradicts: 1, undecided: 3 } as const;

test(
  'names what changed between two revisions, which are profiled in turn',
  inPlace(async (place) => {
    const root = busyRepository(place);
    writeFileSync(join(root, 'src/busy.js'), BUSY.replace('6000', '9000'));
    commitAll(root, 'slower');
    const ran = await hone(place, root, ['profile', 'diff', 'HEAD~1', '--runs', '3', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    const found: unknown = JSON.parse(ran.stdout);
    assert.deepEqual([...Value.Errors(ProfileDiffDocument, found)], []);
    const { base, head, benchmarks } = JSON.parse(ran.stdout);
    assert.deepEqual([base.name, head.name], ['HEAD~1', 'HEAD']);
    assert.notEqual(base.commit, head.commit);
    const [{ benchmark, runs, diff }] = benchmarks;
    assert.deepEqual([benchmark, runs, diff.kind], ['busy', 3, 'compared']);
    const tested = diff.changes.map(({ label }: { label: string }) => label);
    assert.ok(tested.includes('slowPart (src/busy.js:2)'), tested.join(', '));
    assert.equal(git(root, ['status', '--porcelain']), '', 'nothing is left in the tree');
  }),
);

async function checksByRunningTwice(place: Place, root: string, top: Bottleneck): Promise<void> {
  const check = ['bottleneck', 'check', top.id, '--pairs', '8', '--json'];
  const checked = await hone(place, root, check);
  const found: unknown = JSON.parse(checked.stdout);
  assert.ok(Value.Check(BottleneckCheckDocument, found), checked.stderr);
  const { bottleneck, pairs } = found;
  assert.ok(bottleneck.causal !== null);
  assert.deepEqual([checked.code, pairs], [OUTCOMES[bottleneck.causal.verdict], 8]);
  const shown = await hone(place, root, ['bottleneck', 'show', top.id, '--json', 'shown.json']);
  assert.match(shown.stdout, /each call runs the function twice/, 'it is kept');
  const file = join(root, 'shown.json');
  const { rows } = Value.Parse(BottleneckShowDocument, JSON.parse(readFileSync(file, 'utf8')));
  assert.deepEqual(rows, [bottleneck]);
  rmSync(file);
  assert.equal(git(root, ['status', '--porcelain']), '', 'nothing is left in the tree');
  const other = await hone(place, root, ['bottleneck', 'check', 'zzz']);
  assertRefused(other, /No bottleneck of profile .* begins with "zzz"/);
}

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

/** Copies in a loop, reads again and again, repeats itself, and loads much that it hardly needs. */
const PATTERNS = `
const fs = require('node:fs');
const { big } = require('big');
function gather(count) {
  let all = Buffer.alloc(0);
  for (let index = 0; index < count; index++) {
    all = Buffer.concat([all, Buffer.alloc(64, index)]);
  }
  return all.length;
}
function readOften(count) {
  let sum = 0;
  for (let index = 0; index < count; index++) {
    sum += fs.readFileSync(__filename).length;
  }
  return sum;
}
function weigh(text, rounds) {
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < text.length; index++) sum += Math.sqrt(text.charCodeAt(index));
  }
  return sum;
}
let sum = big.length + gather(2500) + readOften(4000);
for (let index = 0; index < 2000; index++) sum += weigh('word' + (index % 5), Number(process.argv[2]));
console.log(sum > 0);
`;

test(
  'callees, start-up, collections, loops, repeated calls and growth come into one report',
  inPlace(async (place) => {
    mkdirSync(join(place.root, 'node_modules/big'), { recursive: true });
    const big = 'const big = [];\nfor (let i = 0; i < 6e6; i++) big.push(i);\nexports.big = big;\n';
    writeFileSync(join(place.root, 'node_modules/big/index.js'), big);
    writeFileSync(join(place.root, 'patterns.js'), PATTERNS);
    const flags = ['--runs', '1', '--calls', '--gc', '--io', '-P', 'rounds', '1000,2000,4000'];
    const command = ['--', 'node', 'patterns.js', '{rounds}'];
    const made = await hone(place, place.root, ['profile', ...flags, '--json', ...command]);
    assert.equal(made.code, 0, made.stderr);
    const { bottlenecks, workloads } = reportIn(made.stdout);
    const row = (name: string) =>
      bottlenecks.find(({ location }) => location.function === name) ?? assert.fail(name);
    const rules = (name: string) => row(name).detectors.map(({ rule }) => rule);
    assert.ok(rules('gather').includes('concat-in-loop'), made.stdout);
    assert.ok(rules('readOften').includes('sync-call'));
    assert.ok(rules('weigh').includes('repeated-calls'));
    assert.equal(row('weigh').calls_per_op, 2000);
    assert.ok(row('gather').callees?.some((one) => one.function === 'concat'));
    assert.ok(Number.isFinite(row('weigh').growth_exponent?.estimate), made.stdout);
    const [workload] = workloads;
    assert.deepEqual(workload?.growth?.[0]?.sizes, [1000, 2000, 4000]);
    assert.equal(workload.startup?.[0]?.module, 'node_modules/big');
    assert.ok((workload.gc?.collections.estimate ?? 0) > 0);
    assert.equal(workload.event_loops?.length, 1);
  }),
);

const BAD: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a command that fails', ['--', 'node', '-e', 'process.exit(3)'], /ended with exit code 3/],
  ['no such command', ['--', './no-such-program'], /no-such-program/],
  ['both a benchmark and a command', ['busy', '--', 'node', 'a.js'], /not several/],
  ['a file that is no profile', ['--from', 'package.json'], /package\.json/],
  ['a file that is not there', ['--from', 'gone.pprof'], /gone\.pprof can't be read/],
  ['two sizes', ['-P', 'n', '1,2', '--', 'node', 'a.js', '{n}'], /3 to 10 different sizes/],
  ['no place for a size', ['-P', 'n', '1,2,3', '--', 'node', 'a.js'], /Put \{n\} into it/],
  ['sizes without a command', ['-P', 'n', '1,2,3'], /-P needs a command behind --/],
  ['an interval out of range', ['--interval', '5'], /from 100 to 10000/],
  ['more runs than a profile takes', ['--runs', '20'], /at most 10 runs, not 20.*diff/],
  ['a diff of too few runs', ['diff', 'HEAD'], /at least 3 runs of each revision/],
  ['a diff by another collector', ['diff', 'HEAD', '--perf'], /does not take --perf/],
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
