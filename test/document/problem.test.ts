import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Complaints } from '../../src/document/index.ts';

test('keeps the order of the text and the same thing at the same place once', () => {
  const complaints = new Complaints();
  complaints.warn({ line: 9, column: 1 }, 'Later.');
  complaints.refuse({ line: 2, column: 5 }, 'Same.', 'Do this.');
  complaints.refuse({ line: 2, column: 5 }, 'Same.', 'Do this.');
  complaints.refuse({ line: 2, column: 1 }, 'Same.');
  complaints.warnOnce({ line: 10, column: 1 }, 'Later.', null);
  assert.deepEqual(complaints.problems(), [
    { severity: 'error', line: 2, column: 1, message: 'Same.', hint: null },
    { severity: 'error', line: 2, column: 5, message: 'Same.', hint: 'Do this.' },
    { severity: 'warning', line: 9, column: 1, message: 'Later.', hint: null },
  ]);
});

test('a message can neither steer a terminal nor fill it', () => {
  const complaints = new Complaints();
  complaints.refuse({ line: 1, column: 1 }, `\u001b[2J\u202e${'x'.repeat(1_000)}`, '\u200b\r');
  const [problem] = complaints.problems();
  assert.match(problem?.message ?? '', /^\\u001b\[2J\\u202ex{495} … \.$/);
  assert.equal(problem?.hint, '\\u200b\\u000d');
});
