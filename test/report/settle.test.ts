import assert from 'node:assert/strict';
import { test } from 'node:test';

import { whatWouldSettle } from '../../src/report/settle.ts';
import { metricResult, ratio } from './ratios.ts';

const OPEN = { verdict: 'inconclusive', pValue: 0.3 } as const;

function after(screening: 'time' | 'futile' | 'win'): string {
  const pairs = { screening: 10, confirmation: 0 };
  return whatWouldSettle(metricResult({ ...OPEN, ratio: null, pairs, screening })) ?? '';
}

test('a verdict needs nothing more', () => {
  assert.equal(whatWouldSettle(metricResult()), null);
});

test('four times the pairs halve an interval', () => {
  // Estimate at 4 %, half width 8 % on the log scale: it must halve to exclude 1.
  const estimate = Math.exp(-0.04);
  const open = ratio(estimate, estimate * Math.exp(-0.08), estimate * Math.exp(0.08));
  assert.equal(
    whatWouldSettle(metricResult({ ...OPEN, ratio: open })),
    'To settle it: about 240 fresh pairs if the estimate stays where it is (--max-pairs 240), or ' +
      'a machine about half as noisy.',
  );
});

test('what no sensible number of pairs can settle is said', () => {
  const open = ratio(Math.exp(-0.011), Math.exp(-0.3), Math.exp(0.278));
  const advice = whatWouldSettle(metricResult({ ...OPEN, ratio: open })) ?? '';
  assert.match(
    advice,
    /about 42,000 pairs .* more than is sensible; better a machine about a tenth/u,
  );
});

test('a p-value that failed only after adjusting asks for the pairs that make up for it', () => {
  const result = metricResult({ ...OPEN, ratio: ratio(0.95, 0.91, 0.99), pValue: 0.08 });
  assert.match(whatWouldSettle(result) ?? '', /about 76 fresh pairs/u);
});

test('without a confirmation the way the screening ended decides the advice', () => {
  assert.match(after('time'), /--time-limit/u);
  assert.match(after('futile'), /a change near 2 % is expected/u);
  assert.match(after('win'), /--max-pairs/u);
});

test('an interval that tells nothing gives no number', () => {
  const result = metricResult({ ...OPEN, ratio: ratio(1, 0, 1.5) });
  assert.match(whatWouldSettle(result) ?? '', /more fresh pairs \(--max-pairs\); how many/u);
});
