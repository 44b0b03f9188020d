import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { type Place, placeOf, type Workspace } from '../../../src/agent/model/workspace.ts';
import { temporaryFolder } from '../agent-setup.ts';

function workspaceIn(t: TestContext): Workspace & { readonly root: string } {
  const root = temporaryFolder(t);
  const workspace = {
    root,
    folder: join(root, 'work'),
    outputFolder: join(root, 'output'),
    handInFolder: join(root, 'output', 'model-1', 'out'),
    promptPath: join(root, 'output', 'model-1', 'prompt.md'),
  };
  mkdirSync(join(workspace.folder, 'src'), { recursive: true });
  mkdirSync(join(workspace.folder, '.git'), { recursive: true });
  mkdirSync(workspace.handInFolder, { recursive: true });
  mkdirSync(join(root, 'elsewhere'));
  writeFileSync(join(root, 'elsewhere', 'secret'), 'secret');
  writeFileSync(join(workspace.folder, 'src', 'a.ts'), 'a');
  return workspace;
}

function why(place: Place): string {
  assert.ok(place.kind === 'refused', JSON.stringify(place));
  return place.why;
}

function path(place: Place): string {
  assert.ok(place.kind === 'place', JSON.stringify(place));
  return place.path;
}

test('a relative path is below the folder, whether it is there or not', (t) => {
  const workspace = workspaceIn(t);
  for (const name of ['src/a.ts', './src//a.ts', 'src/./a.ts']) {
    assert.equal(path(placeOf(workspace, name, 'write')), join(workspace.folder, 'src', 'a.ts'));
  }
  const made = placeOf(workspace, 'new/deep/b.ts', 'write');
  assert.equal(path(made), join(workspace.folder, 'new', 'deep', 'b.ts'));
  assert.ok(made.kind === 'place' && made.status === null);
  assert.equal(path(placeOf(workspace, '.', 'read')), workspace.folder);
});

test('nothing leads out: no dots, no absolute path, no folder named alike', (t) => {
  const workspace = workspaceIn(t);
  mkdirSync(`${workspace.folder}-2`);
  for (const name of [
    '..',
    '../elsewhere/secret',
    'src/../../elsewhere/secret',
    '/etc/passwd',
    join(workspace.root, 'elsewhere', 'secret'),
    `${workspace.folder}-2`,
    `${workspace.folder}/../elsewhere/secret`,
    'HONE_OUTPUT_DIR/../../../elsewhere/secret',
    '$HONE_OUTPUT_DIR/..',
    '',
    'a\0b',
    'x/'.repeat(600),
  ]) {
    why(placeOf(workspace, name, 'read'));
    why(placeOf(workspace, name, 'write'));
  }
});

test("git's own files are refused, however they are written", (t) => {
  const workspace = workspaceIn(t);
  for (const name of [
    '.git',
    '.git/config',
    'src/../.git',
    '.GIT/hooks/x',
    'sub/.git',
    '.g\u200Cit/x',
  ]) {
    assert.match(why(placeOf(workspace, name, 'read')), /git|"\.\."/);
  }
  assert.equal(placeOf(workspace, '.gitignore', 'write').kind, 'place');
});

test('a link is followed inside and refused when it leads out, to git or to nothing', (t) => {
  const workspace = workspaceIn(t);
  const link = (name: string, target: string): void =>
    symlinkSync(target, join(workspace.folder, name));
  link('inside', 'src/a.ts');
  link('folder', 'src');
  link('out', '../elsewhere');
  link('absolute', join(workspace.root, 'elsewhere', 'secret'));
  link('repository', '.git');
  link('nothing', '../elsewhere/new');
  link('circle', 'circle');
  assert.equal(path(placeOf(workspace, 'inside', 'read')), join(workspace.folder, 'src', 'a.ts'));
  assert.equal(
    path(placeOf(workspace, 'folder/b.ts', 'write')),
    join(workspace.folder, 'src', 'b.ts'),
  );
  for (const name of [
    'out/secret',
    'out/new',
    'absolute',
    'repository/config',
    'nothing',
    'circle',
  ]) {
    why(placeOf(workspace, name, 'write'));
  }
});

test('what is handed in may be named in several ways', (t) => {
  const workspace = workspaceIn(t);
  const file = join(workspace.handInFolder, 'plan.json');
  for (const name of ['HONE_OUTPUT_DIR/plan.json', '$HONE_OUTPUT_DIR/plan.json', file]) {
    const place = placeOf(workspace, name, 'write');
    assert.equal(path(place), file);
    assert.ok(place.kind === 'place' && place.isHandedIn);
  }
});

test('what it was given to read can be read, not written', (t) => {
  const workspace = workspaceIn(t);
  const given = join(workspace.outputFolder, 'inputs', 'plan.json');
  assert.equal(path(placeOf(workspace, given, 'read')), given);
  assert.match(why(placeOf(workspace, given, 'write')), /HONE_OUTPUT_DIR/);
});

test('a folder of what is handed in that became a link is not followed', (t) => {
  const workspace = workspaceIn(t);
  const replaced = join(workspace.root, 'output', 'model-2');
  symlinkSync(join(workspace.root, 'elsewhere'), replaced);
  why(placeOf({ ...workspace, handInFolder: replaced }, 'HONE_OUTPUT_DIR/secret', 'read'));
});

test('a path below a file, and a folder that is gone, are told', (t) => {
  const workspace = workspaceIn(t);
  assert.match(why(placeOf(workspace, 'src/a.ts/b', 'write')), /below a file/);
  const gone = { ...workspace, folder: join(workspace.root, 'gone') };
  assert.match(why(placeOf(gone, 'a', 'read')), /ENOENT/);
});
