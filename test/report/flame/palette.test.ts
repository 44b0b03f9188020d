import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CATEGORY_LOOKS, CHANGE_LOOKS, INK, PAPER } from '../../../src/report/flame/palette.ts';
import { contrast } from './contrast.ts';

test('text on every frame can be read in both schemes', () => {
  for (const looks of [CATEGORY_LOOKS, CHANGE_LOOKS]) {
    for (const [name, look] of Object.entries(looks)) {
      for (const scheme of ['light', 'dark'] as const) {
        const found = contrast(look[scheme], INK[scheme]);
        assert.ok(found >= 4.5, `${name} in ${scheme}: ${found.toFixed(2)}`);
      }
    }
  }
});

test('text beside the frames can be read in both schemes', () => {
  for (const { paper, ink, soft } of Object.values(PAPER)) {
    assert.ok(contrast(paper, ink) >= 7);
    assert.ok(contrast(paper, soft) >= 4.5);
  }
});

test('each look has a sign of its own, so that colour is not needed', () => {
  for (const looks of [CATEGORY_LOOKS, CHANGE_LOOKS]) {
    const signs = Object.values(looks).map(({ sign }) => sign);
    assert.equal(new Set(signs).size, signs.length);
  }
});
