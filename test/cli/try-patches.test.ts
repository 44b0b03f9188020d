import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { commitAll, git, hone, inPlace, patchOf } from './spawn-hone.ts';
import { subject } from './subject.ts';

/** The tests pass on exactly the base's files, so whatever applies ends there. */
const FILES = {
  'src/main.sh': 'echo done\n',
  'src/dos.txt': 'one\r\ntwo\r\nthree\r\n',
  'src/logo.bin': '\0\u0001\u0002logo\0',
  'test.sh': 'test "$(ls src; cat src/* | cksum)" = "$(cat expected.txt)"\n',
};

const NEW_FILE = (path: string): string =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n` +
  '@@ -0,0 +1 @@\n+evil\n';

const STALE =
  'diff --git a/src/main.sh b/src/main.sh\n--- a/src/main.sh\n+++ b/src/main.sh\n' +
  '@@ -1 +1 @@\n-echo something else\n+echo faster\n';

/** Patches that no git made, with what is said about them. */
const WRITTEN: readonly (readonly [string, string, RegExp])[] = [
  ['stale', STALE, /does not apply to/],
  ['empty', '', /empty/],
  ['blank', '\n\n', /empty/],
  ['words', 'please make it faster\n', /not a patch/],
  ['cut-off', STALE.slice(0, -20), /damaged/],
  ['above', NEW_FILE('../above.txt'), /\.\.\/above\.txt/],
  ['absolute', NEW_FILE('/tmp/hone-absolute.txt'), /\/tmp\/hone-absolute\.txt/],
  ['git-folder', NEW_FILE('.git/hooks/post-checkout'), /\.git\/hooks\/post-checkout/],
  [
    'no-content',
    'diff --git a/src/logo.bin b/src/logo.bin\nBinary files a/src/logo.bin and b/src/logo.bin differ\n',
    /binary/i,
  ],
];

test(
  'each bad patch is rejected with its reason, and each odd one that applies is judged',
  inPlace(async (place) => {
    const { root } = subject(place, {
      ...FILES,
      'expected.txt': '',
      '.gitattributes': '* -text\n',
    });
    const sum = execFileSync('sh', ['-c', 'ls src; cat src/* | cksum'], { cwd: root });
    writeFileSync(join(root, 'expected.txt'), sum);
    commitAll(root, 'say what the tests expect');
    const made = (name: string, change: () => void): string =>
      patchOf(place, root, `${name}.patch`, change);
    const inside = (path: string): string => join(root, path);
    const proposals = [
      ...WRITTEN.map(([name, text]) => {
        const path = join(place.root, `${name}.patch`);
        writeFileSync(path, text);
        return path;
      }),
      made('link-out', () => symlinkSync('../../outside', inside('src/link'))),
      made('link-through', () => {
        mkdirSync(inside('src/folder'));
        symlinkSync('/tmp', inside('src/folder/link'));
      }),
      made('renamed', () => renameSync(inside('src/main.sh'), inside('src/program.sh'))),
      made('binary', () => writeFileSync(inside('src/logo.bin'), '\0\0\0new\0')),
      made('crlf', () => writeFileSync(inside('src/dos.txt'), 'one\r\n2\r\nthree\r\n')),
      'no-such-branch',
      'acp:gemini --acp',
      'claude',
      'human',
    ];
    const { code, stdout, stderr } = await hone(place, root, ['try', ...proposals, '--json', '-']);
    assert.equal(code, 1, stderr);
    const { decisions } = JSON.parse(stdout);
    const found = new Map<string, { check: string; reason: string }>(
      decisions.map((one: { proposal: string; check: string; reason: string }) => [
        one.proposal,
        one,
      ]),
    );
    for (const [name, , reason] of [...WRITTEN, ...REFUSED]) {
      assert.equal(found.get(name)?.check, 'admission', name);
      assert.match(found.get(name)?.reason ?? '', reason, name);
    }
    for (const name of ['renamed', 'binary', 'crlf']) {
      assert.equal(found.get(name)?.check, 'tests', `${name}: ${found.get(name)?.reason}`);
    }
    for (const path of [join(place.root, 'above.txt'), '/tmp/hone-absolute.txt']) {
      assert.ok(!existsSync(path), path);
    }
    assert.ok(!existsSync(inside('.git/hooks/post-checkout')));
    assert.equal(git(root, ['status', '--porcelain']), '');
    assert.equal(git(root, ['for-each-ref', '--format=%(refname)']), 'refs/heads/main\n');
  }),
);

/** Whatever else is no proposal, with what is said about it. */
const REFUSED: readonly (readonly [string, null, RegExp])[] = [
  ['link-out', null, /src\/link is refused: it is a link out of the tree/],
  ['link-through', null, /src\/folder\/link is refused: it is a link out of the tree/],
  ['no-such-branch', null, /no commit called "no-such-branch"[^']*$/],
  ['acp:gemini --acp', null, /hone search --agent 'acp:gemini --acp' --rounds 1/],
  ['claude', null, /hone search --agent 'claude' --rounds 1/],
  ['human', null, /hone try --edit/],
];

test(
  'a patch that is gone and nothing at all leave no run behind',
  inPlace(async (place) => {
    const { root } = subject(place);
    for (const [words, message] of [
      [['gone.patch'], /gone\.patch/],
      [[], /Nothing to try/],
    ] as const) {
      const { code, stderr } = await hone(place, root, ['try', ...words]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    assert.ok(!existsSync(join(root, '.hone')));
  }),
);
