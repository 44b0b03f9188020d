import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FREEZING } from '../../../src/campaign/try/frozen-suite.ts';
import { runLines } from '../../../src/campaign/try/run-view.ts';
import type { Store } from '../../../src/store/index.ts';

test('a run that only froze the suite is no trial, and is not listed', () => {
  const summary = { createdAt: '2026-01-02T03:04:05.000Z', events: 1, state: { kind: 'free' } };
  const store = {
    runs: () => [
      { ...summary, run: '20260102-030405-aaaa', purpose: FREEZING },
      { ...summary, run: '20260102-030406-bbbb', purpose: 'hone try' },
    ],
    eventByKey: () => null,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that is asked of it
  const lines = runLines(store as unknown as Store);
  assert.deepEqual(
    lines.map(({ run, state }) => [run, state]),
    [['20260102-030406-bbbb', 'not started']],
  );
});
