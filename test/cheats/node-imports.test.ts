import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nodeImports } from '../../src/cheats/node-imports.ts';
import type { SubjectFile } from '../../src/cheats/index.ts';

/** What `bench/run.js` loads, beside files of these names; objects are package.json. */
function loads(text: string, files: Readonly<Record<string, string | object>>): string[] {
  const file: SubjectFile = { path: 'bench/run.js', mode: '100644', text, standing: 'frozen' };
  const all = Object.entries(files).map(([path, content]): [string, SubjectFile] => {
    const own = typeof content === 'string' ? content : JSON.stringify(content);
    return [path, { path, mode: '100644', text: own, standing: 'writable' }];
  });
  return nodeImports(file, file, new Map([...all, [file.path, file]]));
}

test('the folder above is the package: its main, else its index', () => {
  const text = `const it = require('..');`;
  assert.deepEqual(loads(text, { 'index.js': '' }), ['index.js']);
  assert.deepEqual(
    loads(text, { 'index.js': '', 'package.json': { main: 'lib/it' }, 'lib/it.js': '' }),
    ['lib/it.js'],
  );
  assert.deepEqual(loads(`import it from '../'`, { 'index.mjs': '' }), ['index.mjs']);
  assert.deepEqual(loads(text, { 'package.json': '{', 'index.js': '' }), ['index.js']);
  assert.deepEqual(loads(text, {}), []);
});

test('a package is loaded by its own name as well', () => {
  const manifest = {
    name: '@it/it',
    exports: { '.': { types: './a.d.ts', import: './src/a.js' } },
  };
  const files = { 'package.json': manifest, 'src/a.js': '', 'src/b.js': '', 'a.d.ts': '' };
  assert.deepEqual(loads(`import '@it/it/src/b'`, files), ['src/b.js']);
  assert.deepEqual(loads(`import '@it/it'`, files), ['src/a.js'], 'types are no code');
  assert.deepEqual(loads(`import '@it/other'; import 'node:fs'`, files), []);
  const main = { 'package.json': { name: 'it', main: './it.cjs' }, 'it.cjs': '' };
  assert.deepEqual(loads(`require("it")`, main), ['it.cjs']);
});

test('endings may be left out, and a path out of the tree is none', () => {
  const files = { 'src/a.ts': '', 'src/b/index.js': '', 'c.js': '' };
  const text = `import '../src/a.js'; import('../src/b'); require('../../c'); require('../c')`;
  assert.deepEqual(loads(text, files), ['src/a.ts', 'src/b/index.js', 'c.js']);
});
