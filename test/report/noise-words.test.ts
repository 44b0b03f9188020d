import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { NoiseFloor } from '../../src/model/index.ts';
import { noiseNote, noiseSentence } from '../../src/report/noise-words.ts';
import { tryHtml, tryJson, tryMarkdown, tryText } from '../../src/report/index.ts';
import { tryResult } from './results.ts';

const QUIET: NoiseFloor = {
  benchmark: 'parse',
  metric: 'wall',
  placement: 'free',
  pairs: 12,
  spread: 0.0412,
  smallestEffect: 0.0118,
  verdictPairs: 100,
  minEffect: 0.02,
  hidden: [],
  choice: 'stop',
};
const NOISY: NoiseFloor = { ...QUIET, spread: 0.12, smallestEffect: 0.0345 };
const ACCEPTED: NoiseFloor = {
  ...NOISY,
  hidden: [{ metric: 'wall', changeNeeded: -0.015, smallestEffect: 0.0345 }],
  choice: 'accept',
};

const STYLE = { color: false, width: 100, unicode: true };

test('says what can be seen, on what, and from what that follows', () => {
  assert.equal(
    noiseSentence(QUIET),
    'This machine, now, sees changes of about 1.2 % or more on parse (wall time, free) within ' +
      "this run's limits (100 fresh pairs): the base against itself differed by ±4.1 % from pair " +
      'to pair.',
  );
  assert.match(noiseSentence({ ...QUIET, spread: null, smallestEffect: null }), /was not measured/);
});

test('is a weakness only where changes that matter, or a target, are hidden', () => {
  assert.equal(noiseNote(QUIET), null);
  assert.match(noiseNote(NOISY)?.text ?? '', /3\.5 %.*inconclusive, also those above 2 %/s);
  assert.match(
    noiseNote(ACCEPTED)?.text ?? '',
    /target on parse wall asks for 1\.5 %.*accepted with --noise accept/s,
  );
  const reached = { ...ACCEPTED, smallestEffect: 0.01 };
  assert.match(noiseNote(reached)?.text ?? '', /accepted with --noise accept/);
});

test('every report says it', () => {
  for (const [noise, words] of [
    [QUIET, /sees changes of about 1\.2/],
    [NOISY, /end as inconclusive/],
    [ACCEPTED, /accepted with .{0,2}noise accept/],
  ] as const) {
    const result = { ...tryResult(), noise };
    assert.match(flat(tryText(result, STYLE)), words);
    assert.match(flat(tryMarkdown(result)).replaceAll(/ {2,}/g, ' '), words);
    assert.match(flat(tryHtml(result)), words);
    assert.deepEqual(JSON.parse(tryJson(result)).noise, noise);
  }
});

/** Without line breaks and escapes. */
function flat(text: string): string {
  return text.replaceAll(/\\|\s+/g, ' ').replaceAll('- -', '--');
}
