import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { LogDocument, ShowDocument, StatusDocument, TryResult } from '../../src/model/index.ts';
import { assertRefused, commitAll, git, hone, inPlace, type Place } from './spawn-hone.ts';
import { BROKEN, CONFIG, FASTER, subject } from './subject.ts';

test(
  'judges every proposal by the checks in their order and keeps what passes',
  inPlace(async (place) => {
    place.env['HONE_SANDBOX'] = 'best';
    const { root, patch } = subject(place);
    const gain = patch('gain.patch', 'src/main.sh', FASTER);
    const breaks = patch('breaks.patch', 'src/main.sh', BROKEN);
    const differs = patch('differs.patch', 'src/main.sh', 'sleep 0.01\necho quiet\n');
    const suite = patch('suite.patch', 'hone.yaml', `${CONFIG}# changed\n`);
    const stale = join(place.root, 'stale.patch');
    writeFileSync(stale, '');
    const args = ['try', gain, breaks, differs, suite, stale, '--keep', '--json', '-'];
    const { code, stdout, stderr } = await hone(place, root, args);
    assert.equal(code, 0, stderr);
    const result = Value.Parse(TryResult, JSON.parse(stdout));
    assert.deepEqual(
      result.decisions.map(({ proposal, decision, check }) => [proposal, decision, check]),
      [
        ['gain', 'kept', null],
        ['breaks', 'rejected', 'tests'],
        ['differs', 'rejected', 'same-output'],
        ['suite', 'rejected', 'admission'],
        ['stale', 'rejected', 'admission'],
      ],
    );
    assertKept(root, result);
    await lookAtRun(place, root, result);
  }),
);

function assertKept(root: string, result: TryResult): void {
  const branch = `hone/${result.run}`;
  assert.equal(result.branch, branch);
  const message = git(root, ['log', '-1', '--format=%B', branch]);
  assert.match(message, /^perf\(wait\): gain \[-\d+\.\d % wall, 95 % CI \d+\.\d\.\.\d+\.\d\]/);
  assert.match(message, new RegExp(`Hone-Run: ${result.run}`));
  assert.match(message, new RegExp(`Hone-Suite: ${result.suiteHash}`));
  assert.equal(git(root, ['rev-parse', `${branch}~1`]), git(root, ['rev-parse', 'main']));
  assert.equal(git(root, ['status', '--porcelain']), '', 'the working tree is as it was');
  assert.equal(result.stack?.contributions.length, 1);
}

async function lookAtRun(place: Place, root: string, result: TryResult): Promise<void> {
  const log = await hone(place, root, ['log']);
  assert.match(log.stdout, new RegExp(`${result.run}\\s+finished`));
  const logged = await hone(place, root, ['log', '--json']);
  assert.deepEqual([...Value.Errors(LogDocument, JSON.parse(logged.stdout))], []);
  const status = await hone(place, root, ['status', '--json']);
  assert.deepEqual(Value.Parse(StatusDocument, JSON.parse(status.stdout)).result, result);
  const breaks = await hone(place, root, ['show', 'breaks', '--json']);
  assert.equal(Value.Parse(ShowDocument, JSON.parse(breaks.stdout)).check, 'tests');
  const shown = await hone(place, root, ['show', 'breaks']);
  assert.match(shown.stdout, /test\.sh/);
  const report = await hone(place, root, ['report', '--markdown', '-']);
  assert.match(report.stdout, /gain/);
  const page = await hone(place, root, ['report', '--html', '-', '--yes']);
  assert.match(page.stdout, /^<!doctype html>/i, page.stderr);
  const none = await hone(place, root, ['show', 'nobody']);
  assertRefused(none, /gain, breaks/);
}

test(
  'a changed suite is refused until a person or --yes accepts it with a reason',
  inPlace(async (place) => {
    const { root, patch } = subject(place);
    const breaks = patch('breaks.patch', 'src/main.sh', BROKEN);
    assert.equal((await hone(place, root, ['try', breaks])).code, 1);
    writeFileSync(join(root, 'hone.yaml'), `${CONFIG}# a word more\n`);
    commitAll(root, 'change the suite');
    const refused = await hone(place, root, ['try', breaks]);
    assertRefused(refused, /hone suite change --reason/);
    const unasked = await hone(place, root, ['suite', 'change', '--reason', 'words']);
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /no terminal to ask on\. Pass --yes/);
    const accepted = await hone(place, root, ['suite', 'change', '--reason', 'words', '--yes']);
    assert.equal(accepted.code, 0, accepted.stderr);
    assert.match(accepted.stdout, /wait: new \/ old = /);
    const history = await hone(place, root, ['history', '--json', '-']);
    assert.equal(history.code, 0, history.stderr);
    const { series } = JSON.parse(history.stdout);
    const measured = series.map((one: { elsewhere: unknown[]; segments: unknown[] }) => [
      one.elsewhere.length,
      one.segments.length,
    ]);
    assert.deepEqual(measured, [[1, 2]], 'both suites; what nobody agreed to stays beside');
    assert.equal((await hone(place, root, ['try', breaks])).code, 1);
  }),
);

test(
  'uncommitted changes and a missing patch are said so',
  inPlace(async (place) => {
    const { root } = subject(place);
    const missing = await hone(place, root, ['try', 'no.patch']);
    assertRefused(missing, /no\.patch/);
    writeFileSync(join(root, 'src/main.sh'), 'echo dirty\n');
    const dirty = await hone(place, root, ['try', 'main']);
    assertRefused(dirty, /src\/main\.sh.*commit or stash/s);
  }),
);

test(
  'a script that hone.yaml names and the commit lacks is refused at its place',
  inPlace(async (place) => {
    const config = CONFIG.replace('run: sh src/main.sh', 'run: sh src/mian.sh');
    const { root } = subject(place, { 'hone.yaml': config });
    for (const words of [
      ['try', 'main'],
      ['compare', '--base', 'HEAD'],
    ]) {
      const outcome = await hone(place, root, words);
      assertRefused(outcome, /hone\.yaml:5:\d+: There is no file "src\/mian\.sh".*"src\/main\.sh"/);
    }
  }),
);

test(
  'what is doubtful in hone.yaml is said with its place before anything is judged',
  inPlace(async (place) => {
    const { root } = subject(place, { 'hone.yaml': CONFIG.replace('{seed}', '7') });
    const { code, stderr } = await hone(place, root, ['try', 'no-such-branch', '--json', '-']);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^hone\.yaml:8:\d+: The holdout "unseen" has the same input in every run/);
  }),
);

test(
  'what a command changes is a proposal',
  inPlace(async (place) => {
    place.env['HONE_SANDBOX'] = 'best';
    const { root } = subject(place);
    const edit = "printf 'sleep 0.01\\necho done\\n' > src/main.sh";
    const outcome = await hone(place, root, ['try', '--json', '-', '--', 'sh', '-c', edit]);
    assert.equal(outcome.code, 0, outcome.stderr);
    const result = Value.Parse(TryResult, JSON.parse(outcome.stdout));
    assert.deepEqual(
      result.decisions.map((one) => one.decision),
      ['kept'],
    );
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);
