import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { importResults, readImportFiles } from '../../../src/bench/import/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'hone-import-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const fixtures = join(import.meta.dirname, '../../fixtures/import');

test('reads a tree of Criterion from its folder, without what is no measurement', () => {
  const files = readImportFiles([join(fixtures, 'criterion')]);
  assert.ok(files.every(({ path }) => !path.includes('/change/') && !path.endsWith('tukey.json')));
  const [result, ...rest] = importResults(files);
  assert.deepEqual(rest, []);
  assert.equal(result?.benchmarks.length, 3);
});

test('reads the JSON files of any other folder', () => {
  const files = readImportFiles([join(fixtures, 'jmh')]);
  assert.equal(importResults(files)[0]?.format, 'jmh');
});

test('reads what PowerShell writes: UTF-16 with its mark', () => {
  const path = join(folder, 'utf16.txt');
  writeFileSync(path, Buffer.from('\ufeffBenchmarkX-2 10 5 ns/op\r\n', 'utf16le'));
  assert.equal(importResults(readImportFiles([path]))[0]?.benchmarks[0]?.id, 'BenchmarkX');
});

test('does not follow links to folders, which may lead back up', () => {
  const tree = join(folder, 'loop', 'a', 'new');
  mkdirSync(tree, { recursive: true });
  writeFileSync(join(tree, 'sample.json'), '{"iters":[1],"times":[2]}');
  symlinkSync(join(folder, 'loop'), join(folder, 'loop', 'again'));
  assert.equal(readImportFiles([join(folder, 'loop')]).length, 1);
});

test('says which path does not exist', () => {
  assert.throws(() => readImportFiles([join(folder, 'none.json')]), {
    code: 'E_NOT_FOUND',
    message: /none\.json/,
  });
});

test('refuses a folder with nothing in it', () => {
  mkdirSync(join(folder, 'empty'));
  assert.throws(() => readImportFiles([join(folder, 'empty')]), { code: 'E_FORMAT' });
});
