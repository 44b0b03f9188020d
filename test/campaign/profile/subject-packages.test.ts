import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { subjectIn } from '../../../src/campaign/profile/subject-packages.ts';

function withFolder(files: Readonly<Record<string, string>>, work: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'hone-subject-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('every kind of dependency counts as asked for, once', () => {
  const own = { name: 'app', dependencies: { a: '1' }, devDependencies: { a: '1', b: '2' } };
  withFolder({ 'package.json': JSON.stringify(own) }, (root) => {
    const { packageName, dependencies, workspaces } = subjectIn(root);
    assert.equal(packageName, 'app');
    assert.deepEqual(dependencies, ['a', 'b']);
    assert.deepEqual(workspaces, []);
  });
});

test('packages of a workspace are found, and none outside of the subject', () => {
  const files = {
    'package.json': JSON.stringify({ workspaces: ['packages/*', '../elsewhere/*'] }),
    'packages/one/package.json': '{"name": "one"}',
    'packages/two/package.json': 'no JSON',
  };
  withFolder(files, (root) => {
    assert.deepEqual(subjectIn(root).workspaces, [{ name: 'one', folder: 'packages/one' }]);
  });
});

test('a folder without package.json, or with a broken one, has only code of its own', () => {
  for (const files of [{ 'a.c': '' }, { 'package.json': '[' }, { 'package.json': '"text"' }]) {
    withFolder(files, (root) => {
      assert.deepEqual(subjectIn(root).dependencies, []);
      assert.equal(subjectIn(root).packageName, null);
    });
  }
});
