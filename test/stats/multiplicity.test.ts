import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { benjaminiHochberg, benjaminiYekutieli } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';

// The 15 p-values of Benjamini and Hochberg 1995, section 3.3, in another order.
const P = [
  0.0344, 0.0001, 1, 0.0095, 0.324, 0.0004, 0.6528, 0.0278, 0.4262, 0.0019, 0.759, 0.0459, 0.0201,
  0.5719, 0.0298,
];

function allClose(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  found.forEach((value, index) => closeTo(value, expected[index] ?? Number.NaN, 1e-12));
}

test('adjusted p-values agree with scipy, in the order of the input', () => {
  // scipy 1.17.1: scipy.stats.false_discovery_control(p, method='bh')
  const bh = [
    0.0645, 0.0015, 1, 0.035625, 0.486, 0.003, 0.7532307692307693, 0.06385714285714286,
    0.5811818181818181, 0.0095, 0.8132142857142857, 0.0765, 0.0603, 0.714875, 0.06385714285714286,
  ];
  allClose(benjaminiHochberg(P), bh);
  assert.equal(bh.filter((p) => p <= 0.05).length, 4); // as the paper finds
});

test('adjusted p-values for any dependence agree with scipy', () => {
  // scipy 1.17.1: scipy.stats.false_discovery_control(p, method='by')
  allClose(
    benjaminiYekutieli(P),
    [
      0.2140257700632701, 0.004977343489843491, 1, 0.11821190788378289, 1, 0.009954686979686982, 1,
      0.21189262285333718, 1, 0.03152317543567544, 1, 0.25384451798201807, 0.20008920829170831, 1,
      0.21189262285333718,
    ],
  );
});

test('no test and one test need no adjustment', () => {
  assert.deepEqual(benjaminiHochberg([]), []);
  assert.deepEqual(benjaminiYekutieli([]), []);
  assert.deepEqual(benjaminiHochberg([0.03]), [0.03]);
  assert.deepEqual(benjaminiYekutieli([0.03]), [0.03]);
});

test('something that is no probability is refused', () => {
  assert.throws(() => benjaminiHochberg([0.5, 1.1]), /between 0 and 1/);
  assert.throws(() => benjaminiYekutieli([Number.NaN]), /between 0 and 1/);
});

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });

test('adjusting never lowers a p-value and keeps the order', () => {
  fc.assert(
    fc.property(pValues, fc.constantFrom(benjaminiHochberg, benjaminiYekutieli), (p, adjust) => {
      const adjusted = adjust(p);
      p.forEach((value, index) => {
        assert.ok((adjusted[index] ?? -1) >= value * (1 - 1e-12) && (adjusted[index] ?? 2) <= 1);
        p.forEach((other, position) => {
          assert.ok(value > other || (adjusted[index] ?? 2) <= (adjusted[position] ?? -1));
        });
      });
    }),
  );
});

test('the stricter procedure is never the more lenient one', () => {
  fc.assert(
    fc.property(pValues, (p) => {
      const [hochberg, yekutieli] = [benjaminiHochberg(p), benjaminiYekutieli(p)];
      hochberg.forEach((value, index) => assert.ok((yekutieli[index] ?? -1) >= value));
    }),
  );
});

test('lowering one p-value lowers or keeps every adjusted one', () => {
  fc.assert(
    fc.property(pValues, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (p, at, factor) => {
      const lower = p.map((value, index) => (index === at % p.length ? value * factor : value));
      const [before, after] = [benjaminiHochberg(p), benjaminiHochberg(lower)];
      after.forEach((value, index) => assert.ok(value <= (before[index] ?? -1)));
    }),
  );
});
