import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { assertRefused, commitAll, git, hone, inPlace, type Place } from './spawn-hone.ts';
import { BROKEN, subject } from './subject.ts';

const SHORT = ['--max-pairs', '8', '--warmup', '1', '--time-limit', '30s', '--json', '-'];

/** The subject, with a commit before and a branch beside it that its tests refuse. */
function subjectWithHistory(place: Place): string {
  const { root } = subject(place);
  branchBroken(root);
  writeFileSync(join(root, 'README'), 'read me\n');
  commitAll(root, 'describe it');
  return root;
}

function branchBroken(root: string): void {
  git(root, ['checkout', '-q', '-b', 'broken']);
  writeFileSync(join(root, 'src/main.sh'), BROKEN);
  git(root, ['commit', '-q', '-a', '-m', 'break it']);
  git(root, ['checkout', '-q', 'main']);
}

/** Both commands on the repository: what they said, when both could do their work. */
async function compareAndTry(place: Place, root: string): Promise<string[]> {
  const compared = await hone(place, root, [
    'compare',
    '--base',
    'HEAD',
    '--run',
    'true',
    ...SHORT,
  ]);
  assert.notEqual(compared.code, 2, compared.stderr);
  const head = git(root, ['rev-parse', 'HEAD']).trim();
  assert.equal(JSON.parse(compared.stdout).comparisons[0].base.commit, head);
  const tried = await hone(place, root, ['try', 'broken', '--json', '-']);
  assert.equal(tried.code, 1, tried.stderr);
  const { base, decisions } = JSON.parse(tried.stdout);
  assert.deepEqual([base, decisions[0].check], [head, 'tests']);
  return [compared.stderr, tried.stderr];
}

test(
  'submodules are left empty, which is warned of',
  inPlace(async (place) => {
    const root = subjectWithHistory(place);
    const commit = git(root, ['rev-parse', 'HEAD']).trim();
    const module = '[submodule "library"]\n\tpath = library\n\turl = ../library\n';
    writeFileSync(join(root, '.gitmodules'), module);
    git(root, ['update-index', '--add', '--cacheinfo', `160000,${commit},library`]);
    git(root, ['add', '.gitmodules']);
    git(root, ['commit', '-q', '-m', 'use a library']);
    mkdirSync(join(root, 'library'));
    for (const said of await compareAndTry(place, root)) {
      assert.match(said, /^1 submodule\(s\) \(library\) are left empty.*setup \(hone\.yaml\)\.\n$/);
    }
  }),
);

test(
  'a detached HEAD is measured as the commit that it is, and stays detached',
  inPlace(async (place) => {
    const root = subjectWithHistory(place);
    git(root, ['checkout', '-q', '--detach', 'main~1']);
    assert.deepEqual(await compareAndTry(place, root), ['', '']);
    assert.equal(git(root, ['rev-parse', '--abbrev-ref', 'HEAD']), 'HEAD\n');
    assert.equal(git(root, ['rev-parse', 'HEAD']), git(root, ['rev-parse', 'main~1']));
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);

test(
  'a shallow clone is measured where it has the commits, and says so where it has not',
  inPlace(async (place) => {
    const whole = subjectWithHistory(place);
    const root = join(place.root, 'shallow');
    git(place.root, ['clone', '-q', '--depth', '1', '--no-single-branch', `file://${whole}`, root]);
    branchBroken(root);
    assert.deepEqual(await compareAndTry(place, root), ['', '']);
    const outcome = await hone(place, root, ['compare', '--base', 'HEAD~1', '--run', 'true']);
    assertRefused(outcome, /HEAD~1.*shallow.*git fetch --unshallow/s);
    const tried = await hone(place, root, ['try', 'origin/broken', '--json', '-']);
    assert.equal(tried.code, 1, tried.stderr);
    assert.match(JSON.parse(tried.stdout).decisions[0].reason, /shallow.*git fetch --unshallow/);
    assert.ok(existsSync(join(root, '.git', 'shallow')), 'it was not deepened');
  }),
);

test(
  'uncommitted changes are not measured, which compare warns of and try refuses',
  inPlace(async (place) => {
    const root = subjectWithHistory(place);
    writeFileSync(join(root, 'src/main.sh'), 'exit 9\n');
    writeFileSync(join(root, 'new.txt'), 'new\n');
    const dirt = git(root, ['status', '--porcelain']);
    const compared = await hone(place, root, [
      'compare',
      '--base',
      'HEAD',
      '--run',
      'sh src/main.sh',
      ...SHORT,
    ]);
    assert.notEqual(compared.code, 2, compared.stderr);
    assert.match(compared.stderr, /^2 uncommitted change\(s\).*are not measured/);
    assertRefused(await hone(place, root, ['try', 'broken']), /src\/main\.sh.*commit or stash/);
    assert.equal(git(root, ['status', '--porcelain']), dirt);
    git(root, ['checkout', '-q', 'src/main.sh']);
    const tried = await hone(place, root, ['try', 'broken', '--json', '-']);
    assert.equal(tried.code, 1, tried.stderr);
    const [{ check }] = JSON.parse(tried.stdout).decisions;
    assert.equal(check, 'tests', 'files that git does not know are no obstacle');
    assert.equal(git(root, ['status', '--porcelain']), '?? new.txt\n');
  }),
);

test(
  'a branch that forked off earlier is judged by its own changes, or told to rebase',
  inPlace(async (place) => {
    const root = subjectWithHistory(place);
    git(root, ['branch', '-q', 'nothing-new', 'main~1']);
    git(root, ['checkout', '-q', '--orphan', 'stranger']);
    git(root, ['commit', '-q', '-m', 'begin anew']);
    git(root, ['checkout', '-q', 'main']);
    writeFileSync(join(root, 'src/main.sh'), 'sleep 0.05\necho done\n');
    commitAll(root, 'sleep less');
    const branches = ['broken', 'nothing-new', 'stranger'];
    const { code, stdout, stderr } = await hone(place, root, ['try', ...branches, '--json', '-']);
    assert.equal(code, 1, stderr);
    const said = [
      /conflict with .* in src\/main\.sh. Rebase broken/,
      /nothing/,
      /no common ancestor/,
    ];
    for (const [index, { check, reason }] of JSON.parse(stdout).decisions.entries()) {
      assert.equal(check, 'admission');
      assert.match(reason, said[index] ?? /never/);
    }
  }),
);

test(
  'try in no repository, a bare one and one without commits writes nothing',
  inPlace(async (place) => {
    for (const [name, prepare, message] of [
      ['plain', [], /not inside a git repository/],
      ['empty', ['init', '-q'], /no commits yet/],
      ['bare', ['init', '-q', '--bare'], /bare/],
    ] as const) {
      const folder = join(place.root, name);
      mkdirSync(folder);
      if (prepare.length > 0) {
        git(folder, prepare);
      }
      const before = readdirSync(folder);
      assertRefused(await hone(place, folder, ['try', 'main']), message);
      assert.deepEqual(readdirSync(folder), before);
    }
  }),
);
