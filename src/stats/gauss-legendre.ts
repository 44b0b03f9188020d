import { assert } from '../base/index.ts';
import { QUADRATURE_NODES_MAX } from './limits.ts';

/** Nodes in (-1, 1) and their weights, which sum to 2. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Legendre quadrature: the nodes are the roots of the Legendre polynomial, found by Newton
 * from Tricomi's approximation, which is close enough for 5 steps at any count.
 *
 * @param count - 1 to QUADRATURE_NODES_MAX
 * @see Abramowitz and Stegun 25.4.29; checked against numpy 2.4 in test/stats
 */
export function gaussLegendre(count: number): Quadrature {
  assert(count >= 1 && count <= QUADRATURE_NODES_MAX, 'a quadrature has a bounded number of nodes');
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    let node = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    for (let step = 0; step < 5; step++) {
      const { value, slope } = legendre(count, node);
      node -= value / slope;
    }
    const { slope } = legendre(count, node);
    nodes[index] = node;
    weights[index] = 2 / ((1 - node * node) * slope * slope);
  }
  return { nodes, weights };
}

/** Legendre polynomial and its derivative by the three-term recurrence. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let previous = 1;
  let value = x;
  for (let step = 2; step <= degree; step++) {
    const next = ((2 * step - 1) * x * value - (step - 1) * previous) / step;
    previous = value;
    value = next;
  }
  return { value, slope: (degree * (x * value - previous)) / (x * x - 1) };
}
