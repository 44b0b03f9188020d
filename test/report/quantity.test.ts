import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  countOf,
  displayUnit,
  formatBytes,
  formatCount,
  formatDuration,
  formatPValue,
  formatRatio,
  formatRatioRange,
  formatShare,
  formatSignedPercent,
  formatSignedRange,
  formatSpread,
  formatValue,
  formatWait,
} from '../../src/report/quantity.ts';
import { ratio } from './ratios.ts';

test('durations get the unit that fits and three digits', () => {
  assert.deepEqual(
    [0, 0.4, 450, 12_340, 12_340_000, 999_960, 1_234_000_000, 65_200_000_000].map(formatDuration),
    ['0 ns', '0.400 ns', '450 ns', '12.3 µs', '12.3 ms', '1.00 ms', '1.23 s', '65.2 s'],
  );
});

test('sizes use decimal units', () => {
  assert.deepEqual([12, 45_600_000, 8_345_567_232].map(formatBytes), [
    '12 B',
    '45.6 MB',
    '8.35 GB',
  ]);
});

test('other units are written as they are, with harmless characters only', () => {
  assert.equal(formatValue(12_345.6, 'ops/s'), '12,346 ops/s');
  assert.equal(formatValue(-2.5, ''), '-2.50');
  assert.equal(formatValue(1, 'x\u001b[31m'), '1.00 x\\u001b[31m');
});

test('a declared unit is what values are shown in', () => {
  const ms = displayUnit({ unit: 'ns', shownIn: 'ms' });
  assert.equal(formatValue(12_500_000_000, ms), '12,500 ms');
  assert.equal(formatSpread({ median: 12_500, mad: 250 }, ms), '0.01250 ± 0.00025 ms');
  const kib = displayUnit({ unit: 'bytes', shownIn: 'KiB' });
  assert.equal(formatValue(2_048, kib), '2.00 KiB');
  assert.equal(formatValue(1.5e6, displayUnit({ unit: 'bytes/s', shownIn: 'MB/s' })), '1.50 MB/s');
  assert.equal(formatValue(1.5, displayUnit({ unit: 'bytes', shownIn: 'B' })), '1.50 B');
  assert.equal(displayUnit({ unit: 'ns' }), 'ns');
});

test('the spread decides how many digits of a median show', () => {
  assert.equal(formatSpread({ median: 124_300_000, mad: 1_210_000 }, 'ns'), '124.3 ± 1.2 ms');
  assert.equal(formatSpread({ median: 128_000_000, mad: 17_000_000 }, 'ns'), '128 ± 17 ms');
  assert.equal(formatSpread({ median: 124_300_000, mad: 0 }, 'ns'), '124 ± 0 ms');
  assert.equal(formatSpread({ median: 124_300_000, mad: 1 }, 'ns'), '124.30 ± 0.00 ms');
});

test('ratios get more digits when they are small or their interval is narrow', () => {
  const cases = [
    ratio(0.876, 0.854, 0.899),
    ratio(1.0031, 0.9962, 1.0112),
    ratio(1.00042, 1.00006, 1.0008),
    ratio(0.0797, 0.0792, 0.0802),
    ratio(12.345, 11.9, 12.8),
    ratio(1, 1, 1),
  ];
  assert.deepEqual(
    cases.map((one) => `${formatRatio(one)} (${formatRatioRange(one)})`),
    [
      '0.876 (0.854 to 0.899)',
      '1.003 (0.996 to 1.011)',
      '1.0004 (1.0001 to 1.0008)',
      '0.0797 (0.0792 to 0.0802)',
      '12.35 (11.90 to 12.80)',
      '1.000 (1.000 to 1.000)',
    ],
  );
});

test('changes carry their sign and nothing has none', () => {
  assert.equal(formatSignedPercent(ratio(0.876, 0.854, 0.899)), '-12.4 %');
  assert.equal(formatSignedRange(ratio(0.876, 0.854, 0.899)), '-14.6 to -10.1 %');
  assert.equal(formatSignedRange(ratio(1.01, 0.99, 1.03)), '-1.0 to +3.0 %');
  assert.equal(formatSignedPercent(ratio(0.99996, 0.99, 1.01)), '0.0 %');
});

test('almost all is not written as 100 %', () => {
  assert.equal(formatSignedPercent(ratio(0.0004, 0.0003, 0.0005)), '-99.96 %');
});

test('p-values never look like zero', () => {
  assert.deepEqual([1e-9, 0.012, 0.43, 1, null].map(formatPValue), [
    '<0.001',
    '0.012',
    '0.430',
    '1.000',
    '–',
  ]);
});

test('a wait is rounded up', () => {
  assert.deepEqual([0, 1, 59_001, 80_000, 3_700_000].map(formatWait), [
    '0 s',
    '1 s',
    '1 min 0 s',
    '1 min 20 s',
    '1 h 1 min',
  ]);
});

test('counts have separators and nouns their plural', () => {
  assert.equal(formatCount(1_234_567), '1,234,567');
  assert.equal(countOf(1, 'pair'), '1 pair');
  assert.equal(countOf(60, 'fresh pair'), '60 fresh pairs');
  assert.equal(formatShare(0.02), '2 %');
  assert.equal(formatShare(0.005), '0.5 %');
});
