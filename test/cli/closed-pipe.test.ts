import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ended, inPlace, start } from './spawn-hone.ts';

test(
  'help that nobody reads to its end is no failure',
  inPlace(async (place) => {
    const child = start(place, place.root, ['run', '--help']);
    child.stdout?.destroy(); // as `| head` does, before anything is written
    const { code, stderr } = await ended(child);
    assert.equal(stderr, '');
    assert.equal(code, 0);
  }),
);
