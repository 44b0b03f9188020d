import assert from 'node:assert/strict';
import { test } from 'node:test';

import { loadNotes } from '../../src/campaign/load-note.ts';

const QUIET = { cores: 2, loadAverageStart: 0.3, loadAverageEnd: 1.2 };

test('the load of the measurement itself, or of one before it, is not worth a word', () => {
  assert.deepEqual(loadNotes(QUIET), []);
  assert.deepEqual(loadNotes({ ...QUIET, loadAverageStart: 1.1 }), []);
  assert.deepEqual(loadNotes({ cores: 8, loadAverageStart: 5.9, loadAverageEnd: 8.5 }), []);
  assert.deepEqual(loadNotes({ cores: 1, loadAverageStart: null, loadAverageEnd: null }), []);
});

test('what else ran is told with its load and what to do', () => {
  const [before, ...none] = loadNotes({ ...QUIET, loadAverageStart: 2.25 });
  assert.deepEqual(none, []);
  assert.equal(before?.code, 'load');
  assert.match(before.text, /on 2 cores the load was 2\.3 when measuring began and 1\.2 when/);
  assert.match(before.advice ?? '', /Wait for it or stop it/);
  assert.equal(loadNotes({ ...QUIET, loadAverageEnd: 3 }).length, 1);
});
