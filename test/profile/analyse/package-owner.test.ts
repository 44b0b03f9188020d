import assert from 'node:assert/strict';
import { test } from 'node:test';

import { packageOwner, subjectFile } from '../../../src/profile/index.ts';
import { SUBJECT } from './made-profile.ts';

const CASES: readonly (readonly [recorded: string, owner: string, name: string | null])[] = [
  ['/app/src/a.js', 'app', 'app'],
  ['file:///app/src/a%20b.js', 'app', 'app'],
  ['/app/packages/inner/a.js', 'app', 'inner'],
  ['/app/packages/innermost/a.js', 'app', 'app'],
  ['/app/node_modules/inner/a.js', 'app', 'inner'],
  ['/app/node_modules/marked/lib/a.js', 'direct-dep', 'marked'],
  ['/app/node_modules/@scope/tool/a.js', 'direct-dep', '@scope/tool'],
  ['/app/node_modules/@scope/other/a.js', 'transitive', '@scope/other'],
  ['/app/node_modules/left/node_modules/marked/a.js', 'transitive', 'marked'],
  ['/app/node_modules/.pnpm/marked@1.0.0/node_modules/marked/a.js', 'direct-dep', 'marked'],
  ['/app/node_modules/.pnpm/left@1.0.0/node_modules/left/a.js', 'transitive', 'left'],
  [
    '/app/node_modules/.pnpm/left@1.0.0/node_modules/left/node_modules/marked/a.js',
    'transitive',
    'marked',
  ],
  ['/app/.yarn/cache/marked-npm-1.0.0-ab.zip/node_modules/marked/a.js', 'direct-dep', 'marked'],
  ['/node_modules/marked/a.js', 'direct-dep', 'marked'],
  ['node:fs', 'runtime', null],
  ['/elsewhere/a.js', 'unknown', null],
  ['https://cdn.example/a.js', 'unknown', null],
  ['', 'unknown', null],
];

test('the path tells whose code it is', () => {
  for (const [recorded, owner, name] of CASES) {
    const file = subjectFile(recorded, SUBJECT.root);
    assert.deepEqual(packageOwner(file, 'js', SUBJECT), { owner, package: name }, recorded);
  }
});

test('builtins belong to the runtime, and so do libraries of the system', () => {
  assert.equal(packageOwner('src/a.js', 'builtin', SUBJECT).owner, 'runtime');
  assert.equal(packageOwner('/usr/lib/libc.so.6', 'native', SUBJECT).owner, 'runtime');
  assert.equal(packageOwner('target/release/tool', 'native', SUBJECT).owner, 'app');
});

test('files are named from the root, on any system', () => {
  assert.equal(subjectFile('/app/src/a.js', '/app/'), 'src/a.js');
  assert.equal(subjectFile('file:///C:/app/src/a.js', 'C:\\app'), 'src/a.js');
  assert.equal(subjectFile('C:\\app\\src\\a.js', 'C:\\app'), 'src/a.js');
  assert.equal(subjectFile('/application/a.js', '/app'), '/application/a.js');
  assert.equal(subjectFile('file:///app/100%.js?t=1', '/app'), '100%.js');
});
