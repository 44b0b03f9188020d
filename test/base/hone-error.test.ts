import assert from 'node:assert/strict';
import { test } from 'node:test';

import { diskErrorFrom, HoneError, systemCodeOf } from '../../src/base/index.ts';

test('a system code is what Node attaches, never a code of ours', () => {
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  assert.equal(systemCodeOf(full), 'ENOSPC');
  assert.equal(systemCodeOf(new HoneError('E_DISK', 'full')), undefined);
  assert.equal(systemCodeOf(new Error('plain')), undefined);
  assert.equal(systemCodeOf('ENOENT'), undefined);
});

test('an error of ours stays as it is when it passes for a disk error', () => {
  const ours = new HoneError('E_BUSY', 'another one measures');
  assert.equal(diskErrorFrom(ours, '/x'), ours);
});
