import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { admit, type FileChange } from '../../../src/suite/index.ts';
import { foldedPath } from '../../../src/suite/folded-path.ts';

const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 });
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const mode = fc.constantFrom('100644', '100755', '120000', '160000', '040000');
const kind = fc.constantFrom('added', 'modified', 'deleted', 'renamed', 'mode', 'typechange');

test('no change to a frozen path or a variant of it is ever admitted', () => {
  const variant = fc.constantFrom<((text: string) => string)[]>(
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => text.toLowerCase(),
    (text) => text.normalize('NFD'),
    (text) => text.normalize('NFC'),
    (text) => `${text}/inside`,
  );
  const scope = { write: ['**'], frozen: [], dependencies: true };
  fc.assert(
    fc.property(path, variant, kind, mode, (frozen, change, how, newMode) => {
      const one = { path: change(frozen), kind: how, oldMode: null, newMode, linkTarget: 'x' };
      const admission = admit({ scope, frozenFiles: [frozen], changes: [one] });
      assert.equal(admission.kind, 'refused');
    }),
  );
});

test('any change gives an answer, and one more change never makes a refused proposal admitted', () => {
  const change: fc.Arbitrary<FileChange> = fc.record({
    path: fc.oneof(path, fc.string({ unit: 'binary' })),
    kind,
    oldMode: fc.option(mode),
    newMode: fc.option(mode),
    linkTarget: fc.option(fc.string({ unit: fc.constantFrom('.', '/', 'a', '\\', 'C', ':') })),
  });
  const scope = { write: ['a/**'], frozen: ['b/**'], dependencies: false };
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), change, (changes, extra) => {
      const before = admit({ scope, frozenFiles: ['c'], changes });
      const later = admit({ scope, frozenFiles: ['c'], changes: [...changes, extra] });
      assert.ok(before.kind === 'admitted' || later.kind === 'refused');
    }),
  );
});

test('folding a folded path changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(foldedPath(foldedPath(text)), foldedPath(text));
    }),
  );
});
