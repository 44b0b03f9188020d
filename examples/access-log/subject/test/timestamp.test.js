import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hourOfDay, parseTimestamp } from '../src/timestamp.js';

test('reads a time with its distance from UTC', () => {
  const expected = Date.UTC(2025, 9, 10, 11, 55, 36);
  assert.equal(parseTimestamp('10/Oct/2025:11:55:36 +0000'), expected);
  assert.equal(parseTimestamp('10/Oct/2025:13:55:36 +0200'), expected);
  assert.equal(parseTimestamp('10/Oct/2025:06:25:36 -0530'), expected);
});

test('knows every month', () => {
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  months.forEach((name, month) => {
    assert.equal(parseTimestamp(`03/${name}/2024:00:00:00 +0000`), Date.UTC(2024, month, 3));
  });
});

test('calls anything else no time', () => {
  for (const text of ['', '10/Oct/2025', '10/Foo/2025:11:55:36 +0000', '2025-10-10T11:55:36Z']) {
    assert.ok(Number.isNaN(parseTimestamp(text)), text);
  }
});

test('names the hour in UTC with two digits, midnight as 00', () => {
  assert.equal(hourOfDay(Date.UTC(2025, 9, 10, 0, 59)), '00');
  assert.equal(hourOfDay(Date.UTC(2025, 9, 10, 7)), '07');
  assert.equal(hourOfDay(Date.UTC(2025, 6, 10, 23, 59, 59)), '23');
});
