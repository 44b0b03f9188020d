import assert from 'node:assert/strict';
import { test } from 'node:test';

import { metricNamed } from '../../../src/model/index.ts';
import { outlookFrom } from '../../../src/plan/index.ts';
import { smallestEffect, studentQuantile } from '../../../src/stats/index.ts';
import { workload } from '../../report/bottlenecks.ts';
import { baselineOf, benchmark, suiteWith } from '../suites.ts';
import { reportOf, timed, WALL } from './reports.ts';

const PARSE = { benchmark: 'parse', metric: 'wall' };

test('the smallest effect is what counts or what can be seen, whichever is larger', () => {
  const seen = reportOf([], [workload({ smallest_effect: 0.1 })]);
  const careful = suiteWith([], {
    benchmarks: [benchmark('parse', [{ ...metricNamed('wall'), minEffect: 0.2 }])],
  });
  const of = (suite: typeof careful) =>
    outlookFrom({ suite, report: seen, baseline: null })(PARSE).smallestEffect;
  assert.equal(Math.round(of(suiteWith()) * 1e4), 909, 'a factor of 1.1 is 9.09 % gone');
  assert.equal(of(careful), 0.2);
});

test('the pairs are those with which a verdict would see the smallest effect', () => {
  const report = reportOf([], [timed('parse', 100)]);
  const { verification, smallestEffect: effect } = outlookFrom({
    suite: suiteWith(),
    report,
    baseline: null,
  })(PARSE);
  const spread = ((WALL.hi - WALL.lo) / 2 / studentQuantile(0.95, 4)) * Math.sqrt(5);
  const noise = (spread / 100) * Math.SQRT2;
  assert.ok(Math.abs((verification.pair_noise ?? 0) - noise) < 1e-12);
  const pairs = verification.pairs ?? 0;
  const visible = (count: number) =>
    smallestEffect({ spread: noise, pairs: count, power: 0.8, alpha: 0.05 });
  const factor = 1 / (1 - effect) - 1;
  assert.ok(visible(pairs) <= factor && visible(pairs - 1) > factor, `${pairs} pairs`);
  assert.ok(Math.abs((verification.minutes ?? 0) - (2 * pairs * 100) / 60_000) < 1e-12);
});

test('a baseline tells the noise better than the few runs of a profile', () => {
  const suite = suiteWith();
  const report = reportOf([], [timed('parse', 100)]);
  const { pair_noise: noise } = outlookFrom({ suite, report, baseline: baselineOf(suite) })(
    PARSE,
  ).verification;
  assert.ok(noise !== null && Math.abs(noise - (1.4826 / 12) * Math.SQRT2) < 1e-9);
});

test('what nobody measured is not made up', () => {
  const report = reportOf([], [workload()]);
  const { verification } = outlookFrom({ suite: suiteWith(), report, baseline: null })(PARSE);
  assert.equal(verification.pair_noise, null);
  assert.equal(verification.pairs, null);
  assert.equal(verification.minutes, null);
});
