import assert from 'node:assert/strict';
import { test } from 'node:test';

import { progressLine, type ProgressView } from '../../src/report/progress-line.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { HOSTILE, measured } from './results.ts';

const STYLE = { color: false, width: 120, unicode: true };

function view(samples: number, phase: 'warmup' | 'screening' | 'confirmation'): ProgressView {
  const all = measured({ seed: 1, benchmark: 'parse-large', candidates: { head: 0.876 } }).samples;
  return {
    plan: {
      benchmark: 'parse-large',
      base: { name: 'main' },
      candidates: [{ name: 'head' }],
      claimed: { name: 'wall', unit: 'ns', direction: 'lower', minEffect: 0.02 },
      stopping: {
        looks: [10, 20],
        confirmationPairs: { max: 100 },
        timeLimitMs: 300_000,
      },
    },
    samples: all.slice(0, samples),
    batch: { phase, placement: phase === 'screening' ? 'pinned' : 'free' },
  };
}

test('it says what, phase and mode, pairs, the change so far and the time left at most', () => {
  const [what, phase, pairs, change, left] = progressLine(view(32, 'screening'), STYLE).split('  ');
  assert.deepEqual([what, phase, pairs], ['parse-large', 'screening, pinned', 'pair 15/20']);
  assert.match(change ?? '', /^so far head [\d.]+ % faster \([\d.]+ to [\d.]+ %\)$/u);
  assert.match(left ?? '', /^at most \d+ s left$/u);
});

test('warming up has no numbers yet', () => {
  assert.equal(
    progressLine(view(1, 'warmup'), STYLE),
    'parse-large  warming up  at most 5 min 0 s left',
  );
});

test('a few pairs give no estimate', () => {
  assert.ok(!progressLine(view(10, 'screening'), STYLE).includes('so far'));
});

test('at 80 columns the interval is still there', () => {
  const line = progressLine(view(32, 'screening'), { ...STYLE, width: 80 });
  assert.match(line, /so far 0\.\d+ \(0\.\d+ to 0\.\d+\)/u);
});

test('it never gets wider than the terminal and never breaks the line', () => {
  const hostile = view(130, 'confirmation');
  const named = { ...hostile, plan: { ...hostile.plan, benchmark: HOSTILE } };
  for (let width = 1; width <= 160; width++) {
    for (const one of [hostile, named, view(1, 'warmup'), view(0, 'screening')]) {
      for (const unicode of [true, false]) {
        const line = progressLine(one, { color: true, width, unicode, stage: HOSTILE });
        assert.ok(displayWidth(line) <= width, `${width}: ${line}`);
        assert.ok(!line.includes('\n') && !line.includes('\u001b'));
      }
    }
  }
});
