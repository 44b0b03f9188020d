import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { newRunId, parseRunId } from '../../src/model/index.ts';

const clockAt = (iso: string) => ({ monotonicNs: () => 0, isoNow: () => iso });

test('a run id tells its second and reads back', () => {
  const id = newRunId(clockAt('2025-01-31T14:25:01.678Z'), randomFrom(7));
  assert.match(id, /^20250131-142501-[bcdfghjkmnpqrstvwxz2-9]{4}$/);
  assert.equal(parseRunId(id), id);
});

test('later runs sort after earlier ones as text', () => {
  const times = [
    '2024-12-31T23:59:59.999Z',
    '2025-01-01T00:00:00.000Z',
    '2025-10-02T03:04:05.000Z',
  ];
  const ids = times.map((iso, index) => newRunId(clockAt(iso), randomFrom(index)));
  assert.deepEqual(ids.toSorted(), ids);
});

test('runs of one second differ', () => {
  const random = randomFrom(1);
  const clock = clockAt('2025-01-31T14:25:01.000Z');
  const ids = new Set(Array.from({ length: 100 }, () => newRunId(clock, random)));
  assert.ok(ids.size >= 99, `${ids.size} of 100`);
});

test('what is no run id is refused with an example', () => {
  const wrong = [
    '',
    '../../etc/passwd',
    '20250131-142501-K7XW',
    '20250131-142501-k7xw\n',
    '20250231-142501-k7xw', // 31 February
    '20250131-256101-k7xw', // 25 o'clock
    '20250131-142501-k7xaa',
    'é'.repeat(1_000),
  ];
  for (const text of wrong) {
    assert.throws(() => parseRunId(text), {
      name: 'HoneError',
      code: 'E_USAGE',
      message: /look like/,
    });
  }
});
