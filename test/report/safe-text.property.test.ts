import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import {
  displayWidth,
  oneLine,
  shortenMiddle,
  toAscii,
  visible,
  wrapText,
} from '../../src/report/safe-text.ts';

const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

test('nothing visible holds a control character or a direction override', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const shown = visible(text);
      for (const character of shown) {
        const point = character.codePointAt(0) ?? 0;
        assert.ok(point >= 0x20 && (point < 0x7f || point > 0x9f) && point !== 0x202e);
      }
    }),
  );
});

test('making text visible twice changes nothing more', () => {
  fc.assert(fc.property(anything, (text) => assert.equal(visible(visible(text)), visible(text))));
});

test('ASCII is ASCII', () => {
  fc.assert(
    fc.property(anything, (text) => {
      assert.ok(Array.from(toAscii(visible(text))).every((one) => one >= ' ' && one <= '~'));
    }),
  );
});

test('a shortened name never takes more columns than it was given', () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 40 }), (text, columns) => {
      assert.ok(displayWidth(shortenMiddle(visible(text), columns)) <= columns);
    }),
  );
});

test('wrapped lines fit and lose no character but spaces', () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 2, max: 40 }), (text, columns) => {
      const line = oneLine(text);
      const lines = wrapText(line, columns);
      assert.ok(lines.every((one) => displayWidth(one) <= columns));
      assert.equal(lines.join('').replaceAll(' ', ''), line.replaceAll(' ', ''));
    }),
  );
});
