import assert from 'node:assert/strict';
import { test } from 'node:test';

import { benjaminiHochberg, normalCdf, pocockBound, signedRank } from '../../src/stats/index.ts';
import { signedRankTails } from '../../src/stats/signed-rank.ts';
import { closeTo } from './close-to.ts';

// Heights of cross- minus self-fertilised maize in eighths of an inch: Darwin 1876, as analysed by
// Fisher 1935, The Design of Experiments, chapter 3.
const DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

const TIED = [0, 0, 0, 1, 1, -1, 2, 2, 3, -4, 5, 5, 6, 7, -2];

/** 60 differences without ties: sin(i^2) + 0.2, to six digits. */
const SINES = Array.from({ length: 60 }, (_, i) => Number((Math.sin(i * i) + 0.2).toFixed(6)));

/** 80 whole numbers with 11 zeros and many ties. */
const COARSE = [
  -1, 2, -1, -2, 3, 4, 0, -3, 2, 1, -2, 1, 5, 2, -4, 0, 3, -1, -1, 4, 4, -4, -2, 3, 1, -2, 2, 5, -3,
  -3, 2, 2, -1, 0, 5, -1, -4, 0, 3, 0, -1, 4, 1, -3, -2, 3, 2, -1, 2, 2, -1, -3, 2, 4, 0, 0, 1, 1,
  -3, 0, 4, 2, -1, 0, 2, -2, -2, 3, 3, 0, -2, 2, 0, -2, 2, 5, 1, -4, 1, 2,
];

test('exact p-values without ties agree with scipy', () => {
  // scipy 1.17.1: wilcoxon(d, method='exact')
  closeTo(signedRank(DARWIN).p, 0.041259765625, 1e-14);
  closeTo(signedRank([1, 2, 3, 4, 5, 6, 7, 8, 9, -10]).p, 0.083984375, 1e-14);
  closeTo(signedRank(SINES.slice(0, 50)).p, 0.42072286282100535, 1e-10);
  assert.equal(signedRank(SINES.slice(0, 50)).method, 'exact');
});

test('exact p-values with ties and zeros agree with the enumeration of all sign flips', () => {
  // scipy 1.17.1: wilcoxon(d, zero_method, method=PermutationMethod(n_resamples=inf))
  closeTo(signedRank(TIED, { zeros: 'pratt' }).p, 0.0615234375, 1e-14);
  closeTo(signedRank(TIED, { zeros: 'wilcoxon' }).p, 0.0615234375, 1e-14);
  assert.deepEqual(signedRank(TIED), signedRank(TIED, { zeros: 'pratt' }));
  assert.equal(signedRank(TIED).n, 12);
});

test('normal scores with ties, zeros and continuity agree with scipy', () => {
  // scipy 1.17.1: wilcoxon(d, zero_method, correction, method='asymptotic')
  const expected = [
    { zeros: 'pratt', continuity: false, z: -1.7508298110091813, p: 0.0799752299221482 },
    { zeros: 'pratt', continuity: true, z: -1.7484148733388238, p: 0.08039221429022736 },
    { zeros: 'wilcoxon', continuity: false, z: -1.8212030265338714, p: 0.06857600059650258 },
    { zeros: 'wilcoxon', continuity: true, z: -1.8181877897349743, p: 0.06903543559943441 },
  ] as const;
  for (const { zeros, continuity, z, p } of expected) {
    const found = signedRank(COARSE, { zeros, continuity });
    // scipy's z belongs to the smaller of the two rank sums, so it is never positive.
    closeTo(-Math.abs(found.z), z, 1e-11);
    closeTo(found.p, p, 1e-11);
    assert.equal(found.method, 'normal');
    assert.equal(found.n, 69);
  }
  closeTo(signedRank(SINES).p, 0.07245776535607991, 1e-11);
});

test('the sign of z is the side on which the differences lie', () => {
  assert.ok(signedRank(DARWIN).z > 0);
  assert.ok(signedRank(DARWIN.map((value) => -value)).z < 0);
  assert.ok(signedRank(SINES).z > 0);
});

test('z passes a bound exactly when p passes the probability of that bound', () => {
  for (const differences of [DARWIN, TIED, COARSE, SINES, SINES.slice(0, 7)]) {
    const { p, z } = signedRank(differences);
    closeTo(2 * normalCdf(-Math.abs(z)), p, 1e-12);
  }
});

test('no differences, or only zeros, say nothing', () => {
  for (const zeros of ['pratt', 'wilcoxon'] as const) {
    for (const differences of [[], [0], [0, 0, -0], Array.from({ length: 200 }, () => 0)]) {
      const expected = { p: 1, z: 0, n: 0, method: 'exact' };
      assert.deepEqual(signedRank(differences, { zeros }), expected);
    }
  }
});

test('one difference can be no evidence', () => {
  assert.equal(signedRank([5]).p, 1);
  assert.equal(signedRank([-5]).z, 0);
});

test('fifty differences on one side give the smallest exact p-value', () => {
  const all = Array.from({ length: 50 }, (_, index) => index + 1);
  assert.equal(signedRank(all).p, 2 ** -49);
  closeTo(2 * normalCdf(-signedRank(all).z), 2 ** -49, 1e-24);
});

test('one-sided p-values overlap in the observed sum alone', () => {
  const { below, above } = signedRankTails([1, 2, -3]);
  // Of 8 sign patterns the sums 0..6 have counts 1 1 1 2 1 1 1; the observed sum is 3.
  assert.equal(below, 5 / 8);
  assert.equal(above, 5 / 8);
});

test('a difference that is not finite is refused', () => {
  assert.throws(() => signedRank([1, Number.NaN]), /finite/);
  assert.throws(() => signedRank([1, Infinity]), /finite/);
});

/** How often |z| passes a bound over all equally likely signs of some absolute differences. */
function exactAlarmRate(sizes: readonly number[], bound: number): number {
  let alarms = 0;
  for (let signs = 0; signs < 2 ** sizes.length; signs++) {
    const differences = sizes.map((size, bit) => ((signs >> bit) & 1 ? size : -size));
    alarms += Math.abs(signedRank(differences).z) >= bound ? 1 : 0;
  }
  return alarms / 2 ** sizes.length;
}

test('the first look at 10 pairs is conservative, counted over all signs, whatever ties', () => {
  const bound = pocockBound({ looks: [10, 20, 40, 70, 100], alpha: 0.05 });
  const cases = {
    untied: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    allTied: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    someTied: [1, 1, 1, 2, 2, 3, 3, 3, 3, 4],
    withZeros: [0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
    mostlyZeros: [0, 0, 0, 0, 0, 0, 0, 1, 2, 3],
  };
  for (const [name, sizes] of Object.entries(cases)) {
    const rate = exactAlarmRate(sizes, bound.z);
    assert.ok(rate <= bound.nominalP, `${name}: ${rate} is at most ${bound.nominalP}`);
  }
  // 14 of 1024: the rank sums up to 4 and their mirror images; the next step would be 20 of 1024.
  assert.equal(exactAlarmRate(cases.untied, bound.z), 14 / 1024);
});

test('p stays above 0 where the true one is too small for a number', () => {
  for (const count of [1_850, 1_950, 20_000]) {
    const rising = Array.from({ length: count }, (_, index) => index + 1);
    const { p, z } = signedRank(rising);
    assert.ok(p > 0 && p < 1e-300, `p is ${p} with ${count} pairs`);
    assert.ok(Number.isFinite(z) && z > 37, `z is ${z} with ${count} pairs`);
    const falling = signedRank(
      rising.map((value) => -value),
      { continuity: true },
    );
    assert.ok(falling.p > 0 && falling.z < -37);
    assert.ok(signedRankTails(rising).above > 0);
    assert.ok(benjaminiHochberg([p, p, 1]).every((adjusted) => adjusted > 0));
  }
});
