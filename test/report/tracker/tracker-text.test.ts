import assert from 'node:assert/strict';
import { test } from 'node:test';

import { trackerText } from '../../../src/report/index.ts';
import { trackedPull, TRACKER } from './tracker-facts.ts';

const PLAIN = { color: false, width: 100, unicode: true };

test('one screen: progress, dashboard, what is next, metrics', () => {
  assert.equal(
    trackerText(TRACKER, PLAIN, null),
    `Faster <parsing>
  [--------------------] 0 % (0/2) 1 in progress, 1 blocked

  task  what             status                done  PR   note
  021   Intern the keys  in progress, phase 4  42 %  #13
  022   Read in chunks   blocked                0 %  #14  It depends on task 021.

Next
  021 Intern the keys: Run r-2 is in Phase 4 - Performance Implementation.
  ✔ The base is measured: 60 pairs.
  ✘ Nothing is uncommitted: src/a.js is changed.
  ? Every cheat lost: nothing is known

  metric        base  current       interval    target  state
  parse wall  120 ms   105 ms  104 to 106 ms  <= 80 ms  missed
  parse rss        –        –              –         –  not measured`,
  );
});

test('a long campaign keeps to the screen, and shows what matters', () => {
  const done = { state: 'completed', stateText: 'completed' } as const;
  const pulls = [
    ...Array.from({ length: 150 }, (_, index) => trackedPull(String(100 + index), done)),
    ...TRACKER.pulls,
  ];
  const metrics = Array.from({ length: 50 }, () => TRACKER.metrics).flat();
  for (const width of [40, 80, 200]) {
    const text = trackerText({ ...TRACKER, pulls, metrics }, { ...PLAIN, width }, 50);
    const lines = text.split('\n');
    assert.ok(lines.length <= 50, `${lines.length} lines at ${width} columns`);
    assert.ok(lines.every((line) => line.length <= Math.max(40, width)));
    assert.match(text, /^ +021\b/m);
    assert.match(text, /^ +022\b/m);
    assert.match(text, /… and 1\d\d more/);
  }
  assert.ok(trackerText({ ...TRACKER, pulls }, PLAIN, 5).includes('Every cheat lost'));
});

test('nothing to show is no empty table', () => {
  const next = { kind: 'none', why: 'The campaign has no pull requests yet.' } as const;
  assert.equal(
    trackerText({ ...TRACKER, name: '', pulls: [], metrics: [], next }, PLAIN, 24),
    `Campaign
  [--------------------] 0 % (0/2) 1 in progress, 1 blocked

Next
  The campaign has no pull requests yet.`,
  );
});

test('texts can not act on the terminal', () => {
  const title = 'a\u001b[31mb\nc';
  const text = trackerText({ ...TRACKER, pulls: [trackedPull('021', { title })] }, PLAIN, null);
  assert.ok(!text.includes('\u001b'));
  assert.match(text, /a\\u001b\[31mb c/);
  const ascii = trackerText(TRACKER, { ...PLAIN, unicode: false }, null);
  // oxlint-disable-next-line no-control-regex -- ASCII is what is looked for
  assert.match(ascii, /^[\u0000-\u007f]*$/);
});
