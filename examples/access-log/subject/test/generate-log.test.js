import assert from 'node:assert/strict';
import { test } from 'node:test';

import { generateLog } from '../generate/generate-log.js';
import { parseLog } from '../src/read-log.js';

test('makes the same log for the same seed and another for another', () => {
  const text = generateLog({ lines: 50, seed: 7 });
  assert.equal(generateLog({ lines: 50, seed: 7 }), text);
  assert.notEqual(generateLog({ lines: 50, seed: 8 }), text);
});

test('makes as many lines as asked for, in the order of time, nearly all of them sound', () => {
  const text = generateLog({ lines: 600, seed: 0 });
  assert.equal(text.split('\n').length, 601);
  const { entries, skipped } = parseLog(text);
  assert.equal(entries.length + skipped, 600);
  assert.ok(skipped < 20, `${skipped} damaged lines`);
  const times = entries.map(({ timeMs }) => timeMs);
  assert.deepEqual(
    times,
    [...times].sort((left, right) => left - right),
  );
});
