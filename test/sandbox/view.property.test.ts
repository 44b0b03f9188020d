import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { isWithin } from '../../src/sandbox/real-path.ts';
import { placeAround, viewOf } from '../../src/sandbox/view.ts';
import { homeFolder, lay } from './sandbox-ground.ts';

const NAMES = ['a', 'a/b', 'a/b/c', 'a/d', 'ab', 'e', 'e/f', 'e/f/g'];

test('every path is as the deepest list that names a folder around it says', (context) => {
  const root = homeFolder(context);
  const all = lay(root, ...NAMES.map((name) => `${name}/`));
  const some = fc.subarray(all);
  fc.assert(
    fc.property(some, some, some, fc.constantFrom(...all), (writable, readOnly, hidden, asked) => {
      const policy = { writable, readOnly, hidden, network: 'none' } as const;
      const { places } = viewOf(policy, { words: ['true'], cwd: root, env: {} });
      const path = join(asked, 'file');
      const named = [...writable, ...readOnly, ...hidden]
        .filter((folder) => isWithin(path, folder))
        .sort((one, other) => other.length - one.length)[0];
      const expected =
        named === undefined
          ? 'read-only'
          : hidden.includes(named)
            ? 'hidden'
            : readOnly.includes(named)
              ? 'read-only'
              : 'writable';
      assert.equal(placeAround(path, places)?.kind ?? 'read-only', expected);
    }),
  );
});

test('a folder is mounted after all that are around it', (context) => {
  const root = homeFolder(context);
  const all = lay(root, ...NAMES.map((name) => `${name}/`));
  const some = fc.subarray(all);
  fc.assert(
    fc.property(some, some, some, (writable, readOnly, hidden) => {
      const policy = { writable, readOnly, hidden, network: 'none' } as const;
      const { places } = viewOf(policy, { words: ['true'], cwd: root, env: {} });
      const paths = places.map(({ path }) => path);
      assert.equal(new Set(paths).size, paths.length);
      paths.forEach((path, index) => {
        assert.ok(paths.slice(index + 1).every((later) => !isWithin(path, later)));
      });
    }),
  );
});
