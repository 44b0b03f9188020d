import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { replacedOnce } from '../../../src/agent/model/replace-once.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '\n', '$', '&', '漢', '🐎'),
  maxLength: 30,
});

test('it replaces exactly when the text occurs once, and changes nothing else', () => {
  fc.assert(
    fc.property(text, text, text, text, (before, old, after, next) => {
      fc.pre(old !== '' && old !== next);
      const whole = before + old + after;
      let count = 0;
      for (let at = whole.indexOf(old); at !== -1; at = whole.indexOf(old, at + 1)) {
        count++;
      }
      const replaced = replacedOnce(whole, old, next);
      if (count === 1) {
        assert.deepEqual(replaced, { kind: 'replaced', text: before + next + after });
      } else {
        assert.equal(replaced.kind, 'refused');
      }
    }),
  );
});

test('in a file with CRLF plain line ends mean CRLF', () => {
  assert.deepEqual(replacedOnce('a\r\nb\r\nc\r\n', 'a\nb\n', 'x\ny\nz\n'), {
    kind: 'replaced',
    text: 'x\r\ny\r\nz\r\nc\r\n',
  });
});

test('white space that differs is pointed at', () => {
  const refused = replacedOnce('one\n\tif (x) {\n', '  if (x) {', 'y');
  assert.ok(refused.kind === 'refused');
  assert.match(refused.why, /Line 2 begins like it/);
});
