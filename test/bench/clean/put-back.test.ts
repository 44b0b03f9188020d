import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { FolderState } from '../../../src/bench/clean/folder-state.ts';
import { openStripping } from '../../../src/bench/clean/open-stripping.ts';
import { copyFolder, putBack, waitForTick } from '../../../src/bench/clean/put-back.ts';
import { emptyFolder, removeAll } from '../../../src/bench/clean/remove-all.ts';
import { tracesOf } from '../../../src/bench/clean/traces.ts';
import { temporaryFolder } from '../runner/bench-setup.ts';

interface Ground {
  readonly root: string;
  readonly pristine: string;
  readonly state: FolderState;
}

/** A small checkout, its state and a copy of it. */
function groundFor(t: TestContext): Ground {
  const folder = temporaryFolder(t);
  const [root, pristine] = [join(folder, 'checkout'), join(folder, 'pristine')];
  mkdirSync(join(root, 'src', 'deep'), { recursive: true });
  writeFileSync(join(root, 'main.js'), 'main');
  writeFileSync(join(root, 'src', 'one.js'), 'one');
  writeFileSync(join(root, 'src', 'deep', 'two.js'), 'two', { mode: 0o755 });
  symlinkSync('../main.js', join(root, 'src', 'link'));
  for (const path of ['main.js', 'src/one.js', 'src/deep/two.js', 'src/deep', 'src', '.']) {
    utimesSync(join(root, path), 1_000_000_000, 1_000_000_000);
  }
  copyFolder(root, pristine);
  const state = new FolderState(root);
  waitForTick(state);
  return { root, pristine, state };
}

/** Everything about a folder that a program can see, but for inodes and change times. */
function pictureOf(root: string): string[] {
  const names = ['.', ...readdirSync(root, { recursive: true }).map(String)].sort();
  return names.map((name) => {
    const path = join(root, name);
    const { mode, mtimeMs } = lstatSync(path);
    const kind = lstatSync(path);
    const content = kind.isSymbolicLink()
      ? readlinkSync(path)
      : kind.isFile()
        ? readFileSync(path, 'utf8')
        : '';
    const time = kind.isSymbolicLink() ? 0 : mtimeMs; // cp can't set all of its digits everywhere
    return `${name} ${mode.toString(8)} ${time} ${content}`;
  });
}

const strip = await openStripping();

function assertPutBack({ root, pristine, state }: Ground, before: readonly string[]): void {
  putBack(state, state.changes(), { pristine, strip });
  assert.deepEqual(pictureOf(root), before);
  assert.deepEqual(state.changes(), { added: [], altered: [], touched: [] });
}

const DAMAGES: Readonly<Record<string, (at: (path: string) => string) => void>> = {
  'a new file': (at) => writeFileSync(at('src/new'), ''),
  'a new folder': (at) => mkdirSync(at('cache/of/results'), { recursive: true }),
  'other content of the same size and time': (at) => {
    writeFileSync(at('main.js'), 'MAIN');
    utimesSync(at('main.js'), 1_000_000_000, 1_000_000_000);
  },
  'another mode': (at) => chmodSync(at('src/one.js'), 0o600),
  'a closed folder': (at) => chmodSync(at('src'), 0),
  'a removed file': (at) => removeAll(at('src/deep/two.js')),
  'a removed folder': (at) => removeAll(at('src')),
  'a file in the place of a folder': (at) => {
    removeAll(at('src'));
    writeFileSync(at('src'), 'file');
  },
  'a link in the place of a folder': (at) => {
    removeAll(at('src'));
    symlinkSync('/etc', at('src'));
  },
  'a folder in the place of a file': (at) => {
    removeAll(at('main.js'));
    mkdirSync(at('main.js/inner'), { recursive: true });
  },
  'a link that was turned': (at) => {
    removeAll(at('src/link'));
    symlinkSync('elsewhere', at('src/link'));
  },
  'a new time of a folder': (at) => utimesSync(at('src/deep'), 5, 5),
};

for (const [what, damage] of Object.entries(DAMAGES)) {
  test(`puts back ${what}`, (t) => {
    const ground = groundFor(t);
    const before = pictureOf(ground.root);
    damage((path) => join(ground.root, path));
    assertPutBack(ground, before);
  });
}

test('puts back again and again, as well as the first time', (t) => {
  const ground = groundFor(t);
  const before = pictureOf(ground.root);
  for (let round = 0; round < 5; round++) {
    for (const what of [
      'a new folder',
      'another mode',
      'a removed file',
      'a link that was turned',
    ]) {
      DAMAGES[what]?.((path) => join(ground.root, path));
    }
    assertPutBack(ground, before);
  }
});

test('removes files whose names are no text', (t) => {
  const ground = groundFor(t);
  const name = Buffer.concat([Buffer.from(`${ground.root}/src/`), Buffer.from([0xff, 0xfe])]);
  const text = Buffer.from(`${ground.root}/src/\uFFFD\uFFFD`);
  const before = pictureOf(ground.root);
  writeFileSync(name, 'memory');
  writeFileSync(text, 'memory');
  assert.equal(ground.state.changes().added.length, 2);
  assertPutBack(ground, before);
});

test('follows no link on its way', (t) => {
  const ground = groundFor(t);
  const outside = join(temporaryFolder(t), 'outside');
  mkdirSync(join(outside, 'deep'), { recursive: true });
  writeFileSync(join(outside, 'one.js'), 'not ours');
  const before = pictureOf(ground.root);
  removeAll(join(ground.root, 'src'));
  symlinkSync(outside, join(ground.root, 'src'));
  assertPutBack(ground, before);
  assert.equal(readFileSync(join(outside, 'one.js'), 'utf8'), 'not ours');
});

test('says how many files were written and names some', (t) => {
  const { root, state } = groundFor(t);
  for (let index = 0; index < 30; index++) {
    mkdirSync(join(root, 'cache', 'deep'), { recursive: true });
    writeFileSync(join(root, 'cache', 'deep', String(index)), '');
  }
  writeFileSync(join(root, 'main.js'), 'other');
  const traces = tracesOf(state, state.changes(), '');
  assert.deepEqual(traces, { count: 31, names: ['cache', 'main.js'] });
  assert.deepEqual(tracesOf(state, state.changes(), 'HOME').names, ['HOME/cache', 'HOME/main.js']);
});

test('takes attributes off a folder that stays', (t) => {
  const ground = groundFor(t);
  const folder = join(ground.root, 'src');
  const set = spawnSync('python3', [
    '-c',
    'import os,sys; os.setxattr(sys.argv[1], "user.a", b"1")',
    folder,
  ]);
  if (set.status !== 0) {
    t.skip('attributes can not be set here');
    return;
  }
  assertPutBack(ground, pictureOf(ground.root));
  const list = ['-c', 'import os,sys; print(os.listxattr(sys.argv[1]))', folder];
  assert.equal(spawnSync('python3', list, { encoding: 'utf8' }).stdout, '[]\n');
});

test('without a copy, a changed file can not be put back', (t) => {
  const { root, state } = groundFor(t);
  writeFileSync(join(root, 'main.js'), 'other');
  assert.throws(
    () => putBack(state, state.changes(), { pristine: null, strip }),
    /is gone or was replaced/,
  );
});

test('empties a folder that stays the same folder', (t) => {
  const folder = temporaryFolder(t);
  const { ino } = lstatSync(folder);
  mkdirSync(join(folder, 'closed', 'inner'), { recursive: true });
  writeFileSync(join(folder, 'closed', 'inner', 'file'), '');
  chmodSync(join(folder, 'closed'), 0);
  emptyFolder(folder);
  assert.deepEqual(readdirSync(folder), []);
  assert.equal(lstatSync(folder).ino, ino);
});
