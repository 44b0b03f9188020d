import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { cheatsFor, type Edit, renderPatch, type SubjectFile } from '../../src/cheats/index.ts';
import { MODULES, newToken, PYTHON, SHELL, viewOf } from './made-subject.ts';

/** Applies a patch to files in a folder of its own. */
function applied<T>(
  files: Readonly<Record<string, string>>,
  patch: string,
  look: (root: string, stderr: string, code: number | null) => T,
): T {
  const root = mkdtempSync(join(tmpdir(), 'hone-patch-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['-c', 'core.autocrlf=false', 'add', '-A'], { cwd: root });
    const { stderr, status } = spawnSync('git', ['apply', '--index', '--whitespace=nowarn', '-'], {
      cwd: root,
      input: patch,
      encoding: 'utf8',
    });
    return look(root, stderr, status);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function fileOf(path: string, text: string): SubjectFile {
  return { path, mode: '100644', text, standing: 'writable' };
}

const texts = fc
  .array(fc.constantFrom('a', 'b', '', 'ünï', '\tx ', 'c\r', '-- d', '+++ e', '@@ f'), {
    maxLength: 12,
  })
  .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`));
const NAMES = ['plain.txt', 'with space.txt', 'földer/ü.txt', 'quo"te.txt', 'back\\slash.txt'];

test('a patch turns any text into any other, whatever the file is called', () => {
  fc.assert(
    fc.property(texts, texts, fc.constantFrom(...NAMES), (before, after, path) => {
      fc.pre(before !== after);
      const patch = renderPatch([{ kind: 'write', path, text: after }], [fileOf(path, before)]);
      applied({ [path]: before }, patch, (root, stderr, code) => {
        assert.equal(code, 0, `${stderr}\n${patch}`);
        assert.equal(readFileSync(join(root, path), 'utf8'), after);
      });
    }),
    { numRuns: 40 },
  );
});

test('files are added, removed, linked, made executable and replaced by links', () => {
  const files = { 'a.txt': 'a\n', 'b.txt': 'no break', 'c.txt': '', 'd.txt': 'd\n' };
  const edits: Edit[] = [
    { kind: 'delete', path: 'a.txt' },
    { kind: 'delete', path: 'c.txt' },
    { kind: 'mode', path: 'b.txt', mode: '100755' },
    { kind: 'write', path: 'new/e.txt', text: 'e' },
    { kind: 'write', path: 'new/empty.txt', text: '' },
    { kind: 'link', path: 'f', target: '../g' },
    { kind: 'delete', path: 'd.txt' },
    { kind: 'link', path: 'd.txt', target: 'b.txt' },
    { kind: 'submodule', path: 'm', commit: '1'.repeat(40) },
  ];
  const known = Object.entries(files).map(([path, text]) => fileOf(path, text));
  applied(files, renderPatch(edits, known), (root, stderr, code) => {
    assert.equal(code, 0, stderr);
    const staged = execFileSync('git', ['ls-files', '-s'], { cwd: root, encoding: 'utf8' });
    assert.deepEqual(
      staged
        .trim()
        .split('\n')
        .map((line) => line.replace(/^(\d+) \w+ 0\t/, '$1 ')),
      [
        '100755 b.txt',
        '120000 d.txt',
        '120000 f',
        '160000 m',
        '100644 new/e.txt',
        '100644 new/empty.txt',
      ],
    );
  });
});

// git itself refuses these, which is what they are for.
const REFUSED = new Set(['git-folder-hook', 'git-folder-variant', 'path-out-of-tree']);

for (const [name, program] of [
  ['JavaScript', MODULES],
  ['Python', PYTHON],
  ['shell', SHELL],
] as const) {
  test(`the patch of every cheat against a program in ${name} applies`, () => {
    const view = viewOf(program, newToken());
    for (const cheat of cheatsFor(view)) {
      if (cheat.kind === 'cheat') {
        applied(program.files, renderPatch(cheat.edits, view.files), (root, stderr, code) => {
          assert.equal(code === 0, !REFUSED.has(cheat.id), `${cheat.id}: ${stderr}`);
          const written = cheat.edits.filter((edit) => edit.kind === 'write');
          for (const edit of code === 0 ? written : []) {
            assert.equal(readFileSync(join(root, edit.path), 'utf8'), edit.text, cheat.id);
          }
        });
      }
    }
  });
}
