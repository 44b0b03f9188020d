import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { cappedOutput } from '../../src/agent/capped-output.ts';

const chunks = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), { maxLength: 40 });

test('a short output is kept to the byte, a long one at both ends, and the rest is counted', () => {
  fc.assert(
    fc.property(chunks, fc.nat(20), fc.integer({ min: 1, max: 20 }), (parts, head, tail) => {
      const output = cappedOutput(head, tail);
      for (const part of parts) {
        output.add(Buffer.from(part));
      }
      const whole = parts.join('');
      const { text, cutBytes, totalBytes } = output.text();
      assert.equal(totalBytes, whole.length);
      assert.equal(cutBytes, Math.max(0, whole.length - head - tail));
      const marked = `${whole.slice(0, head)}\n[… ${cutBytes} bytes left out …]\n${whole.slice(-tail)}`;
      assert.equal(text, cutBytes === 0 ? whole : marked);
    }),
  );
});
