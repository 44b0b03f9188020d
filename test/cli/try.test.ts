import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { TryResult } from '../../src/model/index.ts';
import { commitAll, git, hone, newPlace, type Place } from './spawn-hone.ts';
import { CONFIG, subject } from './subject.ts';

test('judges every proposal by the checks in their order and keeps what passes', async () => {
  const place = newPlace();
  try {
    const { root, patch } = subject(place);
    const gain = patch('gain.patch', 'src/main.sh', 'sleep 0.01\necho done\n');
    const breaks = patch('breaks.patch', 'src/main.sh', 'sleep 0.01\necho other\n');
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
    assertKept(place, root, result);
    await lookAtRun(place, root, result);
  } finally {
    place.remove();
  }
});

function assertKept(place: Place, root: string, result: TryResult): void {
  const branch = `hone/${result.run}`;
  assert.equal(result.branch, branch);
  const message = git(root, ['log', '-1', '--format=%B', branch]);
  assert.match(message, /^perf\(wait\): gain \[-\d+\.\d % wall, 95 % CI \d+\.\d\.\.\d+\.\d\]/);
  assert.match(message, new RegExp(`Hone-Run: ${result.run}`));
  assert.match(message, new RegExp(`Hone-Suite: ${result.suiteHash}`));
  assert.equal(git(root, ['rev-parse', `${branch}~1`]), git(root, ['rev-parse', 'main']));
  assert.equal(git(root, ['status', '--porcelain']), '', 'the working tree is as it was');
  assert.equal(result.stack?.contributions.length, 1);
  assert.deepEqual(readdirSync(place.tmp), [], 'nothing is left in the temporary folder');
}

async function lookAtRun(place: Place, root: string, result: TryResult): Promise<void> {
  const log = await hone(place, root, ['log']);
  assert.match(log.stdout, new RegExp(`${result.run}\\s+finished`));
  const shown = await hone(place, root, ['show', 'breaks']);
  assert.match(shown.stdout, /test\.sh/);
  const report = await hone(place, root, ['report', '--markdown', '-']);
  assert.match(report.stdout, /gain/);
  const none = await hone(place, root, ['show', 'nobody']);
  assert.equal(none.code, 2);
  assert.match(none.stderr, /gain, breaks/);
}

test('a changed suite is refused until a person or --yes accepts it with a reason', async () => {
  const place = newPlace();
  try {
    const { root, patch } = subject(place);
    const breaks = patch('breaks.patch', 'src/main.sh', 'echo other\n');
    assert.equal((await hone(place, root, ['try', breaks])).code, 1);
    writeFileSync(join(root, 'hone.yaml'), `${CONFIG}# a word more\n`);
    commitAll(root, 'change the suite');
    const refused = await hone(place, root, ['try', breaks]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /hone suite change --reason/);
    const unasked = await hone(place, root, ['suite', 'change', '--reason', 'words']);
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /--yes/);
    const accepted = await hone(place, root, ['suite', 'change', '--reason', 'words', '--yes']);
    assert.equal(accepted.code, 0, accepted.stderr);
    assert.match(accepted.stdout, /wait: new \/ old = /);
    assert.equal((await hone(place, root, ['try', breaks])).code, 1);
  } finally {
    place.remove();
  }
});

test('uncommitted changes, an unknown branch and a missing patch are said so', async () => {
  const place = newPlace();
  try {
    const { root } = subject(place);
    const missing = await hone(place, root, ['try', 'no.patch']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /no\.patch/);
    writeFileSync(join(root, 'src/main.sh'), 'echo dirty\n');
    const dirty = await hone(place, root, ['try', 'main']);
    assert.equal(dirty.code, 2);
    assert.match(dirty.stderr, /src\/main\.sh.*commit or stash/s);
  } finally {
    place.remove();
  }
});

test('what a command changes is a proposal', async () => {
  const place = newPlace();
  try {
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
  } finally {
    place.remove();
  }
});
