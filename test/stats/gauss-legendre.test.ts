import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gaussLegendre } from '../../src/stats/gauss-legendre.ts';
import { closeTo } from './close-to.ts';

test('five nodes and weights agree with numpy', () => {
  // numpy 2.4.6: numpy.polynomial.legendre.leggauss(5)
  const nodes = [0.906179845938664, 0.5384693101056831, 0, -0.5384693101056831, -0.906179845938664];
  const weights = [
    0.23692688505618928, 0.4786286704993663, 0.5688888888888887, 0.4786286704993663,
    0.23692688505618928,
  ];
  const rule = gaussLegendre(5);
  nodes.forEach((node, index) => closeTo(rule.nodes[index] ?? Number.NaN, node, 1e-14));
  weights.forEach((weight, index) => closeTo(rule.weights[index] ?? Number.NaN, weight, 1e-14));
});

test('any number of nodes integrates a constant and a square exactly', () => {
  for (const count of [2, 3, 10, 64, 333, 1000]) {
    const { nodes, weights } = gaussLegendre(count);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const squares = nodes.reduce((total, x, index) => total + x * x * (weights[index] ?? 0), 0);
    closeTo(sum, 2, 1e-11);
    closeTo(squares, 2 / 3, 1e-11);
  }
});

test('the number of nodes is bounded', () => {
  assert.throws(() => gaussLegendre(0), /bounded/);
  assert.throws(() => gaussLegendre(1001), /bounded/);
});
