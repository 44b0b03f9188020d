import assert from 'node:assert/strict';
import { test } from 'node:test';

import { searchFrom } from '../../src/cli/search-flags.ts';

test('budgets of each kind may stand beside each other', () => {
  assert.deepEqual(searchFrom({ budget: ['30m', '12x', '$5.50'], rounds: 4 }, 1), {
    roundsMax: 4,
    barrenRoundsMax: 2,
    elapsedMsMax: 1_800_000,
    attemptsMax: 12,
    costMax: 5.5,
  });
  assert.equal(searchFrom({ budget: ['5usd'] }, 3).costMax, 5);
  assert.equal(searchFrom({ budget: ['1 attempt'] }, 3).attemptsMax, 1);
  assert.equal(searchFrom({}, 3).roundsMax, 3);
  assert.equal(searchFrom({}, 3).elapsedMsMax, null);
});

for (const word of ['', '5', '0x', '$0', '-3x', '1.5x', 'soon', '0m', '$', '5 euros', '$1e9']) {
  test(`"${word}" is no budget, and the message says what is`, () => {
    assert.throws(() => searchFrom({ budget: [word] }, 1), {
      code: 'E_USAGE',
      message: /30m.*12x.*\$5/,
    });
  });
}

test('two budgets of one kind are not both meant', () => {
  assert.throws(() => searchFrom({ budget: ['30m', '1h'] }, 1), { message: /twice for the time/ });
});
