import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { CHANGE_POINT_SERIES_MAX, changePoints } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

const optionsFor = (seed: number, alpha = 0.01) => ({
  alpha,
  permutations: 199,
  random: randomFrom(seed, 'permutations'),
  confidence: 0.95,
});

const levels = (...parts: readonly (readonly [length: number, level: number])[]) =>
  parts.flatMap(([length, level]) => Array.from({ length }, () => level));

/** Where changes are, and how large. */
const indexes = (series: readonly number[]) =>
  changePoints(series, optionsFor(1)).map(({ index, shift }) => [index, shift.estimate.toFixed(9)]);

// Annual flow of the Nile at Aswan, 1871 to 1970, in 10^8 m3; Cobb 1978, Biometrika 65:243, table 1.
// The change after 1898 is what every method of the literature finds in it.
const NILE =
  '1120 1160 963 1210 1160 1160 813 1230 1370 1140 995 935 1110 994 1020 960 1180 799 958 1140 ' +
  '1100 1210 1150 1250 1260 1220 1030 1100 774 840 874 694 940 833 701 916 692 1020 1050 969 831 ' +
  '726 456 824 702 1120 1100 832 764 821 768 845 864 862 698 845 744 796 1040 759 781 865 845 ' +
  '944 984 897 822 1010 771 676 649 846 812 742 801 1040 860 874 848 890 744 749 838 1050 918 ' +
  '986 797 923 975 815 1020 906 901 1170 912 746 919 718 714 740';

test('finds the published change of the Nile after 1898, and only that', () => {
  const flow = NILE.split(' ').map(Number);
  const [found, ...more] = changePoints(flow, optionsFor(1));
  assert.equal(1871 + (found?.index ?? 0), 1899);
  assert.equal(found?.p, 0.005);
  assert.deepEqual(more, []);
  const { lo, estimate, hi } = found?.shift ?? { lo: 0, estimate: 0, hi: 0 };
  assert.ok(lo < -240 && estimate < -230 && estimate > -280 && hi > -240, `${lo} ${hi}`);
});

test('finds a clean step wherever it lies, as the implementation of MongoDB does', () => {
  for (const size of [4, 5, 7, 12, 40, 99]) {
    const found = changePoints(levels([size, 0], [size, 1]), optionsFor(size, 0.05));
    assert.deepEqual(
      found.map(({ index }) => index),
      [size],
    );
  }
});

test('gives the same answer for the same seed', () => {
  const values = normalDraws(randomFrom(2, 'noise'), 60).map(
    (one, index) => one + (index > 30 ? 2 : 0),
  );
  assert.deepEqual(changePoints(values, optionsFor(7)), changePoints(values, optionsFor(7)));
});

test('a factor changes nothing on logarithms but rounding, an offset nothing at all', () => {
  const noise = normalDraws(randomFrom(3, 'noise'), 50);
  const values = noise.map((one, index) => 5 + one / 20 + (index >= 30 ? 0.2 : 0));
  const moved = values.map((value) => Math.log(1_000 * Math.exp(value)));
  assert.deepEqual(indexes(moved), indexes(values));
  assert.equal(indexes(values).length, 1);
});

test('finds something in pure noise no more often than its error rate', () => {
  const random = randomFrom(11, 'noise');
  const runs = 300;
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    alarms += changePoints(normalDraws(random, 24), optionsFor(run, 0.05)).length > 0 ? 1 : 0;
  }
  // 95 % of runs of a true rate of 5 % stay below 23.
  assert.ok(alarms <= 23, `${alarms} of ${runs}`);
});

test('finds a planted change of 2.5 deviations within two points, with an honest size', () => {
  const random = randomFrom(12, 'planted');
  const runs = 25;
  let [near, covered] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const noise = normalDraws(random, 36);
    const values = noise.map((one, index) => one + (index >= 22 ? 2.5 : 0));
    const [found] = changePoints(values, optionsFor(run));
    near += found !== undefined && Math.abs(found.index - 22) <= 2 ? 1 : 0;
    covered += found !== undefined && found.shift.lo <= 2.5 && found.shift.hi >= 2.5 ? 1 : 0;
  }
  assert.ok(near >= 0.9 * runs, `${near} of ${runs} near`);
  assert.ok(covered >= 0.8 * runs, `${covered} of ${runs} covered`);
});

test('finds several levels, each with its own shift', () => {
  const noise = normalDraws(randomFrom(13, 'noise'), 90);
  const level = levels([30, 0], [30, 6], [30, 2]);
  const found = changePoints(
    noise.map((one, index) => one + (level[index] ?? 0)),
    optionsFor(1),
  );
  assert.deepEqual(
    found.map(({ index }) => index),
    [30, 60],
  );
  closeTo(found[0]?.shift.estimate ?? 0, 6, 0.8);
  closeTo(found[1]?.shift.estimate ?? 0, -4, 0.8);
});

test('equal values, short series and an empty one hold no change', () => {
  for (const values of [[], [1], [1, 2, 9], levels([40, 0.1]), levels([5_000, 3])]) {
    assert.deepEqual(changePoints(values, optionsFor(1)), []);
  }
});

test('a single wild value is no change of level', () => {
  const values = normalDraws(randomFrom(14, 'noise'), 40);
  values[20] = 50;
  assert.deepEqual(changePoints(values, optionsFor(1)), []);
});

test('long series are tested on part of their values and placed on all of them', () => {
  const noise = normalDraws(randomFrom(15, 'noise'), CHANGE_POINT_SERIES_MAX);
  const found = changePoints(
    noise.map((one, index) => one + (index >= 3_001 ? 2 : 0)),
    optionsFor(1),
  );
  assert.equal(found.length, 1);
  assert.ok(Math.abs((found[0]?.index ?? 0) - 3_001) <= 2);
});

test('what no caller may ask is refused', () => {
  assert.throws(() => changePoints([1, NaN], optionsFor(1)), /finite/);
  assert.throws(() => changePoints([1], { ...optionsFor(1), permutations: 20 }), /enough/);
  assert.throws(() => changePoints(levels([5_001, 1]), optionsFor(1)), /too long/);
});
