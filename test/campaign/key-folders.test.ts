import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { keyFolders } from '../../src/campaign/key-folders.ts';
import { temporaryFolder } from '../bench/runner/bench-setup.ts';

test('programs see no keys, agents those of the clouds that their models are in', (context) => {
  const home = temporaryFolder(context);
  assert.deepEqual(keyFolders('program', home), []);
  for (const name of ['.ssh', '.aws', '.config/gcloud', '.config/other']) {
    mkdirSync(join(home, name), { recursive: true });
  }
  const at = (...names: string[]): string[] => names.map((name) => join(home, name));
  assert.deepEqual(keyFolders('program', home), at('.ssh', '.aws', '.config/gcloud'));
  assert.deepEqual(keyFolders('agent', home), at('.ssh'));
});
