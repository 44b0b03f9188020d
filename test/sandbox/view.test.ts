import assert from 'node:assert/strict';
import { realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { HoneError } from '../../src/base/index.ts';
import type { Policy } from '../../src/sandbox/index.ts';
import { KEPT_PATHS_MAX } from '../../src/sandbox/limits.ts';
import {
  isWritableIn,
  type Place,
  placeAround,
  type View,
  viewOf,
} from '../../src/sandbox/view.ts';
import { homeFolder, lay, temporaryFolder } from './sandbox-ground.ts';

const NONE: Policy = { writable: [], readOnly: [], hidden: [], network: 'none' };

function view(policy: Partial<Policy>, cwd = '/', env: Record<string, string> = {}): View {
  return viewOf({ ...NONE, ...policy }, { words: ['true'], cwd, env });
}

/** Places of a policy, without the private folders that every view has. */
function placesOf(policy: Partial<Policy>): string[] {
  const { places } = view(policy);
  return places.filter(({ kind }) => kind !== 'private').map(textOf);
}

function textOf({ kind, path }: Place): string {
  return `${kind} ${path}`;
}

function isSandboxError(code: string, ...parts: readonly string[]): (thrown: unknown) => boolean {
  return (thrown) => {
    assert(thrown instanceof HoneError);
    assert.equal(thrown.code, code);
    parts.forEach((part) => assert.ok(thrown.message.includes(part), thrown.message));
    return true;
  };
}

test('a command sees an empty temporary folder and nothing that is writable', () => {
  const { places } = view({});
  assert.equal(placeAround(realpathSync('/tmp'), places)?.kind, 'private');
  assert.equal(isWritableIn('/tmp/x', places), true);
  assert.equal(isWritableIn('/run/x', places), false);
  assert.equal(placeAround(realpathSync('/run'), places)?.kind, 'private');
  assert.deepEqual(
    places.filter(({ kind }) => kind === 'writable' || kind === 'hidden'),
    [],
  );
});

test('the deeper of two places counts, in every order of the lists', (context) => {
  const root = homeFolder(context);
  const [a = '', b = '', c = '', d = ''] = lay(root, 'a/', 'a/b/', 'a/b/c/', 'a/b/c/d/');
  const { places } = view({ writable: [a, c], readOnly: [b], hidden: [d] });
  const kindAt = (path: string): string | undefined => placeAround(path, places)?.kind;
  assert.equal(kindAt(join(a, 'x')), 'writable');
  assert.equal(kindAt(join(b, 'x')), 'read-only');
  assert.equal(kindAt(join(c, 'x')), 'writable');
  assert.equal(kindAt(join(d, 'x')), 'hidden');
  assert.equal(kindAt(root), undefined);
  assert.equal(isWritableIn(join(c, 'x'), places), true);
  assert.equal(isWritableIn(join(b, 'x'), places), false);
  assert.equal(isWritableIn(root, places), false);
});

test('of one path, hidden counts before read-only before writable', (context) => {
  const root = homeFolder(context);
  const [a = '', b = ''] = lay(root, 'a/', 'b/');
  assert.deepEqual(placesOf({ writable: [a, b], readOnly: [a, b], hidden: [b] }), [`hidden ${b}`]);
  assert.deepEqual(placesOf({ writable: [root, a], readOnly: [a] }), [
    `writable ${root}`,
    `read-only ${a}`,
  ]);
});

test('folders above what is kept are mounts of their own', (context) => {
  const root = homeFolder(context);
  const [kept = ''] = lay(root, 'a/b/kept');
  assert.deepEqual(placesOf({ writable: [root], readOnly: [kept] }), [
    `writable ${root}`,
    `writable ${join(root, 'a')}`,
    `writable ${join(root, 'a/b')}`,
    `read-only ${kept}`,
  ]);
});

test('a folder is no part of another one that begins with its name', (context) => {
  const root = homeFolder(context);
  const [clone = '', other = ''] = lay(root, 'clone/', 'clone-2/');
  const { places } = view({ writable: [clone] });
  assert.equal(placeAround(other, places), null);
});

test('links in given paths are resolved', (context) => {
  const root = homeFolder(context);
  const [real = ''] = lay(root, 'real/');
  symlinkSync(real, join(root, 'link'));
  assert.deepEqual(placesOf({ writable: [join(root, 'link')] }), [`writable ${real}`]);
  assert.equal(view({}, join(root, 'link')).cwd, real);
});

test('a link in a private folder is laid again', (context) => {
  const [real = ''] = lay(homeFolder(context), 'real/');
  const link = join(temporaryFolder(context), 'link');
  symlinkSync(real, link);
  assert.deepEqual(view({ writable: [link, `${link}/`] }).links, [{ path: link, target: real }]);
});

test('what is read-only in a private folder is seen, what is hidden there is not made', (context) => {
  const root = temporaryFolder(context);
  const [seen = '', unseen = ''] = lay(root, 'seen/', 'unseen/');
  assert.deepEqual(placesOf({ readOnly: [seen], hidden: [unseen] }), [`read-only ${seen}`]);
});

test('programs on the path stay in sight', (context) => {
  const tools = temporaryFolder(context);
  const home = homeFolder(context);
  const env = { PATH: `${tools}:${home}:relative:/no/such/folder:/tmp` };
  const { places } = view({}, '/', env);
  const added = places.filter(({ kind }) => kind === 'read-only').map(({ path }) => path);
  assert.ok(added.includes(tools));
  assert.ok(!added.includes(home), 'it is in sight anyway');
  assert.ok(!added.includes(realpathSync('/tmp')), 'that would show everything in it');
});

test('the program itself stays in sight, unless it is hidden', (context) => {
  const root = temporaryFolder(context);
  const [program = ''] = lay(root, 'tools/program');
  const placesWith = (hidden: readonly string[]): readonly Place[] =>
    viewOf({ ...NONE, writable: [root], hidden }, { words: [program], cwd: '/', env: {} }).places;
  assert.equal(placeAround(program, placesWith([]))?.kind, 'writable');
  assert.equal(placeAround(program, placesWith([join(root, 'tools')]))?.kind, 'hidden');
  const alone = viewOf(NONE, { words: [program], cwd: '/', env: {} }).places;
  assert.equal(placeAround(program, alone)?.kind, 'read-only');
});

test('a path that does not exist is named', (context) => {
  const missing = join(homeFolder(context), 'missing');
  for (const name of ['writable', 'readOnly', 'hidden'] as const) {
    assert.throws(() => view({ [name]: [missing] }), isSandboxError('E_NOT_FOUND', missing));
  }
  assert.throws(() => view({}, missing), isSandboxError('E_NOT_FOUND', missing));
});

test('a working folder that would be empty is refused with what to do', (context) => {
  const root = temporaryFolder(context);
  const [hidden = ''] = lay(homeFolder(context), 'hidden/in/');
  assert.throws(() => view({}, root), isSandboxError('E_NOT_FOUND', root, 'writable'));
  assert.throws(
    () => view({ hidden: [join(hidden, '..')] }, hidden),
    isSandboxError('E_NOT_FOUND', hidden),
  );
  assert.equal(view({}, '/tmp').cwd, realpathSync('/tmp'));
});

test('too many paths to keep are refused', (context: TestContext) => {
  const root = homeFolder(context);
  const names = Array.from({ length: KEPT_PATHS_MAX + 1 }, (_, index) => `kept/${index}`);
  const readOnly = lay(root, ...names);
  assert.throws(() => view({ writable: [root], readOnly }), isSandboxError('E_CONFIG', 'folders'));
  view({ writable: [root], readOnly: readOnly.slice(1) });
});

test('nobody is given the whole machine', () => {
  assert.throws(() => view({ writable: ['/'] }), /whole machine/);
  assert.throws(() => view({ writable: ['relative'] }), /absolute/);
});
