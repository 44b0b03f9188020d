import assert from 'node:assert/strict';
import {
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { HoneError } from '../../../src/base/index.ts';
import { readProfileFile } from '../../../src/campaign/profile/read-run.ts';
import { sourceMapReader } from '../../../src/campaign/profile/source-map-files.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hone-profile-files-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a JSON profile of 1 GB is refused by its size, and not read for that', (t) => {
  const path = join(folderFor(t), 'big.cpuprofile');
  const file = openSync(path, 'w');
  writeSync(file, ' {"nodes": [');
  ftruncateSync(file, 2 ** 30); // of holes, which take no space
  closeSync(file);
  const before = process.memoryUsage().rss;
  assert.throws(
    () => readProfileFile(path),
    (thrown) =>
      thrown instanceof HoneError &&
      thrown.code === 'E_FORMAT' &&
      /JSON file of 1024 MiB; at most 512 MiB/.test(thrown.message),
  );
  assert.ok(process.memoryUsage().rss - before < 2 ** 28);
  assert.throws(() => readProfileFile(`${path}.gone`), /can't be read: ENOENT/);
});

test('a map that the program names is read, and its absence told, but not for dependencies', (t) => {
  const root = folderFor(t);
  const write = (name: string, text: string): string => {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
    return join(root, name);
  };
  write('dist/a.js.map', '{"version": 3}');
  const mapOf = sourceMapReader(root);
  const named = '1;\n//# sourceMappingURL=';
  assert.equal(mapOf(write('dist/a.js', `${named}a.js.map\n`)), '{"version": 3}');
  assert.equal(mapOf(write('dist/plain.js', '1;\n')), null);
  const missing = write('dist/b.js', `${named}b.js.map\n`);
  assert.throws(() => mapOf(missing), /^Error: b\.js\.map is not there, or not below/);
  const outside = write('dist/c.js', `${named}../../../../etc/passwd\n`);
  assert.throws(() => mapOf(outside), /not below the program's folder/);
  assert.equal(mapOf(write('node_modules/x/d.js', `${named}d.js.map\n`)), null);
});
