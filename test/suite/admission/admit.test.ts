import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Scope } from '../../../src/model/index.ts';
import { admit, type AdmissionRule, type FileChange } from '../../../src/suite/index.ts';

const OPEN: Scope = { write: [], frozen: ['test/**', 'bench/**'], dependencies: false };
const NARROW: Scope = { ...OPEN, write: ['src/**', '!src/api/**', 'README.md'] };
const FROZEN = ['hone.yaml', 'bench/run.js', 'test/a.test.js', 'data/café.json', 'cli.js'];

function modified(path: string): FileChange {
  return { path, kind: 'modified', oldMode: '100644', newMode: '100644', linkTarget: null };
}

function added(path: string, newMode = '100644'): FileChange {
  return { path, kind: 'added', oldMode: null, newMode, linkTarget: null };
}

function deleted(path: string, oldMode = '100644'): FileChange {
  return { path, kind: 'deleted', oldMode, newMode: null, linkTarget: null };
}

function link(path: string, linkTarget: string | null): FileChange {
  return { path, kind: 'added', oldMode: null, newMode: '120000', linkTarget };
}

function ruleFor(change: FileChange, scope: Scope = OPEN): AdmissionRule | null {
  const admission = admit({ scope, frozenFiles: FROZEN, changes: [change] });
  return admission.kind === 'admitted' ? null : (admission.findings[0]?.rule ?? null);
}

const CHEATS: readonly [what: string, change: FileChange, rule: AdmissionRule][] = [
  ['edits the benchmark', modified('bench/run.js'), 'frozen'],
  ['removes a test', deleted('test/a.test.js'), 'frozen'],
  ['adds a test', added('test/setup.js'), 'frozen'],
  ['edits an input that a command names', modified('data/café.json'), 'frozen'],
  ['adds the input in decomposed letters', added('data/cafe\u0301.json'), 'frozen'],
  ['adds the benchmark in other case', added('Bench/RUN.js'), 'frozen'],
  ['adds a file to a frozen folder in other case', added('TEST/x.js'), 'frozen'],
  ['adds the benchmark with an invisible letter', added('bench/ru\u200dn.js'), 'frozen'],
  ['adds the benchmark with a dot that Windows drops', added('bench/run.js.'), 'frozen'],
  ['adds a name with the long s for s', added('te\u017ft/a.js'), 'frozen'],
  ['puts a file where a frozen folder is', added('data'), 'frozen'],
  ['puts a folder where a frozen file is', added('cli.js/index.js'), 'frozen'],
  ['makes the benchmark executable', { ...modified('bench/run.js'), kind: 'mode' }, 'frozen'],
  [
    'moves the benchmark away',
    { ...added('src/run.js'), kind: 'renamed', oldPath: 'bench/run.js', oldMode: '100644' },
    'frozen',
  ],
  [
    'moves a file onto a frozen folder',
    { ...added('test/x.js'), kind: 'renamed', oldPath: 'src/x.js' },
    'frozen',
  ],
  ['edits hone.yaml', modified('hone.yaml'), 'hone'],
  ['adds hone.yaml in other case', added('Hone.YAML'), 'hone'],
  ['removes hone.yaml', deleted('hone.yaml'), 'hone'],
  ["writes into hone's folder", added('.hone/hone.db'), 'hone'],
  ['ticks the sub-tasks of its task', added('Tasks/021/task.md'), 'hone'],
  ["writes into hone's folder in other case", added('.HONE/x'), 'hone'],
  ['writes a git hook', added('.git/hooks/post-checkout'), 'git'],
  ['writes into a nested .git', added('src/.GIT/config'), 'git'],
  ['writes into .git with an invisible letter', added('.g\u200cit/config'), 'git'],
  ['writes into .git by its short name', added('git~1/config'), 'git'],
  ['writes into .git by a data stream', added('.git::$INDEX_ALLOCATION/config'), 'git'],
  ['sets attributes', added('.gitattributes'), 'git'],
  ['sets attributes of a folder', added('src/.gitattributes'), 'git'],
  ['sets submodules', modified('.gitmodules'), 'git'],
  ['sets submodules by a short name', added('GITMOD~1'), 'git'],
  ['sets the LFS server', added('.lfsconfig'), 'git'],
  ['adds a husky hook', added('.husky/pre-commit'), 'hooks'],
  ['adds a hook folder', added('.githooks/post-merge'), 'hooks'],
  ['adds a pre-commit hook', added('.pre-commit-config.yaml'), 'hooks'],
  ['adds a submodule', added('src/other', '160000'), 'submodule'],
  ['removes a submodule', deleted('src/other', '160000'), 'submodule'],
  [
    'moves a submodule on',
    { ...modified('src/o'), oldMode: '160000', newMode: '160000' },
    'submodule',
  ],
  ['adds an entry of an unknown kind', added('src/x', '040000'), 'mode'],
  ['links to an absolute path', link('src/x', '/etc/passwd'), 'link'],
  ['links out of the tree', link('src/x', '../../other'), 'link'],
  ['links to a Windows drive', link('src/x', 'C:/x'), 'link'],
  ['links onto the benchmark', link('src/x', '../bench/run.js'), 'link'],
  ['links onto the benchmark in other case', link('src/x', '../BENCH/Run.js'), 'link'],
  ['links onto the folder of the benchmark', link('src/x', '../bench'), 'link'],
  ['links onto a folder above a frozen file', link('src/x', '../data'), 'link'],
  ['links onto a new file in a frozen folder', link('src/x', '../test/new.js'), 'link'],
  ['links onto the whole tree', link('src/x', '..'), 'link'],
  ["links into git's folder", link('src/x', '../.git/config'), 'link'],
  ['links down and up again', link('src/x', 'a/../../../etc'), 'link'],
  ['links without a target', link('src/x', null), 'link'],
  [
    'replaces a file by a link out',
    { ...link('src/a.js', '/x'), kind: 'typechange', oldMode: '100644' },
    'link',
  ],
  ['leads out of the tree', added('src/../../x'), 'path'],
  ['is absolute', added('/etc/x'), 'path'],
  ['is on a drive', added('C:\\x'), 'path'],
  ['has backslashes', added('src\\x'), 'path'],
  ['has a line break', added('src/a\nb'), 'path'],
  ['has an escape sequence', added('src/\u001b[31m'), 'path'],
  ['hides how it reads', added('src/\u202esj.a'), 'path'],
  ['has an empty part', added('src//x'), 'path'],
  ['has a dot part', added('src/./x'), 'path'],
  ['is empty', added(''), 'path'],
  ['is no Unicode', added('src/\ud800'), 'path'],
  ['is endless', added('a/'.repeat(3_000) + 'b'), 'path'],
  ['edits the lock file', modified('package-lock.json'), 'dependencies'],
  ['edits a lock file of a package', modified('packages/a/yarn.lock'), 'dependencies'],
  ['edits the manifest', modified('package.json'), 'dependencies'],
  ['edits the manifest in other case', added('Package.JSON'), 'dependencies'],
  ['edits Cargo.toml', modified('Cargo.toml'), 'dependencies'],
  ['edits go.sum', modified('go.sum'), 'dependencies'],
  ['edits requirements', modified('requirements-dev.txt'), 'dependencies'],
  ['edits a folder of requirements', modified('requirements/base.txt'), 'dependencies'],
  ['adds a registry', added('.npmrc'), 'dependencies'],
  ['commits node_modules', added('node_modules/x/index.js'), 'dependencies'],
  ['links node_modules', link('node_modules', 'src/mine'), 'dependencies'],
  ['edits vendored code', modified('vendor/lib/a.go'), 'dependencies'],
  ['edits CI', modified('.github/workflows/ci.yml'), 'automation'],
  ['adds another CI', added('.gitlab-ci.yml'), 'automation'],
  ['hides files from tools', modified('.gitignore'), 'automation'],
];

for (const [what, change, rule] of CHEATS) {
  test(`refuses a proposal that ${what}`, () => {
    assert.equal(ruleFor(change), rule);
  });
}

const HONEST: readonly [what: string, change: FileChange, scope: Scope][] = [
  ['edits the source', modified('src/parse.js'), OPEN],
  ['adds a file', added('src/fast.js', '100755'), OPEN],
  ['removes a file', deleted('src/old.js'), OPEN],
  ['moves a file', { ...added('src/b.js'), kind: 'renamed', oldPath: 'src/a.js' }, OPEN],
  ['makes a script executable', { ...modified('src/x.sh'), newMode: '100755', kind: 'mode' }, OPEN],
  ['adds a link inside', link('src/now', 'v2/index.js'), OPEN],
  ['removes a link', deleted('src/now', '120000'), OPEN],
  ['names with blanks, accents and emoji', added('src/ä b/🦀.js'), OPEN],
  ['edits inside the scope', modified('src/parse.js'), NARROW],
  ['edits a file that the scope names', modified('README.md'), NARROW],
  [
    'edits the lock file where that is allowed',
    modified('package-lock.json'),
    { ...OPEN, dependencies: true },
  ],
  [
    'edits a manifest that the scope names',
    modified('package.json'),
    { ...OPEN, write: ['package.json'] },
  ],
  [
    'edits vendored code that the scope names',
    modified('vendor/own/a.go'),
    { ...OPEN, write: ['vendor/own/**'] },
  ],
  [
    'edits CI that the scope names',
    modified('.github/workflows/x.yml'),
    { ...OPEN, write: ['.github/workflows/**'] },
  ],
  ['is called almost like git', added('src/git/.gitkeep'), OPEN],
  ['is called almost like the suite', modified('benchmark.js'), OPEN],
];

for (const [what, change, scope] of HONEST) {
  test(`admits a proposal that ${what}`, () => {
    assert.equal(ruleFor(change, scope), null);
  });
}

test('refuses what is out of scope, and names a better reason when there is one', () => {
  assert.equal(ruleFor(modified('lib/x.js'), NARROW), 'scope');
  assert.equal(ruleFor(modified('src/api/x.js'), NARROW), 'scope');
  assert.equal(ruleFor(modified('bench/run.js'), NARROW), 'frozen');
});

test('a wildcard does not name dependencies or CI', () => {
  const wide: Scope = { ...OPEN, write: ['**'] };
  assert.equal(ruleFor(modified('package.json'), wide), 'dependencies');
  assert.equal(ruleFor(modified('src/go.mod'), { ...OPEN, write: ['src/**'] }), 'dependencies');
  assert.equal(ruleFor(modified('.github/workflows/x.yml'), wide), 'automation');
});

test('nothing in the scope allows frozen files, git or hone', () => {
  const all: Scope = {
    write: ['bench/run.js', '.gitattributes', 'hone.yaml', '.husky/**', '.hone/**'],
    frozen: ['bench/**'],
    dependencies: true,
  };
  for (const path of ['bench/run.js', '.gitattributes', 'hone.yaml', '.husky/x', '.hone/x']) {
    assert.notEqual(ruleFor(modified(path), all), null, path);
  }
});

test('hone.yaml is protected even if nobody lists it', () => {
  const admission = admit({ scope: OPEN, frozenFiles: [], changes: [deleted('hone.yaml')] });
  assert.equal(admission.kind, 'refused');
});

test('follows links of the proposal itself', () => {
  const changes = [link('src/up', '..'), link('src/x', 'up/up2/run.js'), link('up2', 'bench')];
  const admission = admit({ scope: OPEN, frozenFiles: FROZEN, changes });
  assert.ok(admission.kind === 'refused');
  assert.deepEqual(
    admission.findings.map(({ path }) => path),
    ['src/up', 'src/x', 'up2'],
  );
  const circle = [link('src/a', 'b'), link('src/b', 'a')];
  assert.equal(admit({ scope: OPEN, frozenFiles: FROZEN, changes: circle }).kind, 'refused');
});

test('new files below folders that commands name are refused by the patterns of the manifest', () => {
  const input = {
    scope: { ...OPEN, frozen: [] },
    frozenFiles: [],
    changes: [added('inputs/x.json')],
  };
  assert.equal(admit(input).kind, 'admitted');
  assert.equal(admit({ ...input, frozenGlobs: ['inputs/'] }).kind, 'refused');
});

function texts(changes: FileChange[]): string[] {
  const admission = admit({ scope: NARROW, frozenFiles: FROZEN, changes });
  return admission.kind === 'refused' ? admission.findings.map(({ text }) => text) : [];
}

test('says path, reason and what to do', () => {
  assert.deepEqual(
    texts([
      modified('bench/run.js'),
      modified('cli.js'),
      modified('lib/x'),
      modified('go.mod'),
      added('a\nb'),
    ]),
    [
      'bench/run.js is refused: it is frozen and may not be changed. Leave it out; a person can ' +
        'change the suite with hone suite change.',
      'cli.js is refused: it is frozen and may not be changed. Leave it out; a person can change ' +
        'the suite with hone suite change. If it is code that is to become faster, name it in ' +
        'scope.write.',
      'lib/x is refused: it is outside of scope.write (src/**, !src/api/**, README.md). Leave it ' +
        'out, or add it to scope.write in hone.yaml.',
      'go.mod is refused: it decides which code of others is used, and dependencies are not in ' +
        'scope. To allow it, set scope.dependencies or list go.mod in scope.write.',
      '"a\\nb" is refused: its path has control characters. Rename it.',
    ],
  );
});

test('refuses more files than anybody could look at, and says how to go on', () => {
  const files = (count: number) =>
    Array.from({ length: count }, (_, index) => modified(`src/${index}.js`));
  const admitted = admit({ scope: NARROW, frozenFiles: FROZEN, changes: files(1_000) });
  assert.equal(admitted.kind, 'admitted');
  assert.deepEqual(texts(files(10_000)), [
    'It changes 10000 files, such as src/0.js; one proposal may change 1000. Leave out what the ' +
      'gain does not need (generated files, reformatting), or split it into proposals that each ' +
      'stand alone.',
  ]);
  const moved = files(600).map((file) => ({ ...file, oldPath: `src/old/${file.path}` }));
  assert.equal(texts(moved).length, 1, 'a renamed file is one that goes and one that comes');
  const frozenToo = texts([...files(1_000), modified('bench/run.js')]);
  assert.match(frozenToo.join(), /^bench\/run\.js is refused: it is frozen[^,]*$/);
});

test('lists a bounded number of findings and counts the others', () => {
  const changes = Array.from({ length: 20_000 }, (_, index) => added(`test/${index}.js`));
  const admission = admit({ scope: OPEN, frozenFiles: FROZEN, changes });
  assert.ok(admission.kind === 'refused');
  assert.deepEqual([admission.findings.length, admission.more], [50, 19_950]);
});
