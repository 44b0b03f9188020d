import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { crossingProbability, ruleFor } from '../../src/stats/crossing-probability.ts';
import { gaussLegendre } from '../../src/stats/gauss-legendre.ts';
import { normalCdf } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { normalDraw } from './draws.ts';

test('crossing under the null agrees with the multivariate normal distribution of scipy', () => {
  // scipy 1.17.1: 1 - multivariate_normal(cov=sqrt(min/max of the looks)).cdf over the box
  const cases: [number[], number, number, number][] = [
    [[10, 20, 40, 70, 100], 2.4617363086759, 0.05, 1e-7],
    [[5, 50], 2.2, 0.0535846152859929, 1e-7],
    [[10, 20, 30], 2.289, 0.05005917290419648, 1e-7],
  ];
  for (const [looks, bound, expected, tolerance] of cases) {
    const { below, above } = crossingProbability({ looks, bound, drift: 0 });
    closeTo(below + above, expected, tolerance);
    closeTo(below, above, 1e-12);
  }
});

test('twice the nodes change nothing, near or far looks, with or without drift', () => {
  const schedules = [
    [10, 20, 40, 70, 100],
    [10, 11, 500, 501],
    [100, 101, 102, 110],
    [1, 2, 3, 4],
  ];
  for (const looks of schedules) {
    for (const drift of [0, 0.3]) {
      const plan = { looks, bound: 2.5, drift };
      const finer = gaussLegendre(2 * ruleFor(plan).nodes.length);
      closeTo(crossingProbability(plan).above, crossingProbability(plan, finer).above, 1e-12);
    }
  }
});

test('one look is the power of a plain z test', () => {
  const { below, above } = crossingProbability({ looks: [25], bound: 1.96, drift: 0.4 });
  closeTo(above, normalCdf(0.4 * 5 - 1.96), 1e-14);
  closeTo(below, normalCdf(-0.4 * 5 - 1.96), 1e-14);
});

test('one look that is left is the textbook conditional power', () => {
  const start = { z: 1.2, samples: 40 };
  const { above } = crossingProbability({ looks: [100], bound: 2.4, drift: 0.2, start });
  const sum = 1.2 * Math.sqrt(40) + 0.2 * 60;
  closeTo(above, normalCdf((sum - 2.4 * Math.sqrt(100)) / Math.sqrt(60)), 1e-13);
});

test('several looks that are left agree with a simulation', () => {
  const plan = { looks: [20, 40, 70], bound: 2.4, drift: 0.25, start: { z: 0.8, samples: 10 } };
  const random = randomFrom(11, 'crossing');
  const trials = 8_000;
  let crossed = 0;
  for (let trial = 0; trial < trials; trial++) {
    let sum = plan.start.z * Math.sqrt(plan.start.samples);
    let samples = plan.start.samples;
    for (const look of plan.looks) {
      sum += plan.drift * (look - samples) + Math.sqrt(look - samples) * normalDraw(random);
      samples = look;
      if (sum / Math.sqrt(look) >= plan.bound) {
        crossed++;
        break;
      }
    }
  }
  const { above } = crossingProbability(plan);
  closeTo(crossed / trials, above, 4 * Math.sqrt((above * (1 - above)) / trials));
});

test('looks that do not increase are refused', () => {
  for (const looks of [[], [10, 10], [20, 10], [0, 10], [1.5, 3], [-1]]) {
    assert.throws(() => crossingProbability({ looks, bound: 2, drift: 0 }, gaussLegendre(9)));
  }
});
