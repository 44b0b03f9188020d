import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Bottleneck } from '../../../src/model/index.ts';
import { candidatesFrom } from '../../../src/plan/index.ts';
import { share } from '../../report/bottlenecks.ts';
import { benchmark, suiteWith, TARGET } from '../suites.ts';
import { backlogOf, collector, ownRow, reportOf, rowOf, timed } from './reports.ts';

function candidates(report: ReturnType<typeof reportOf>, suite = suiteWith()) {
  return candidatesFrom({ report, suite, benchmarks: [], effortUnit: 'attempts' });
}

test('the bound of a function is the share that goes away when it costs nothing', () => {
  const [found, ...more] = candidates(reportOf([ownRow(1)]));
  assert.ok(found?.bound && more.length === 0);
  const rounded = [found.bound.estimate, found.bound.lo, found.bound.hi].map(
    (one) => Math.round(one * 1e6) / 1e6,
  );
  assert.deepEqual(rounded, [0.2, 0.16, 0.24]);
  assert.equal(found.place, 'work1 (src/part-1.js:10)');
  assert.deepEqual(found.measure, { benchmark: 'parse', metric: 'wall' });
});

test('an end that one run does not tell can be anything, so nothing is refused for it', () => {
  const free = { estimate: 1.01, lo: null, hi: null };
  const one = { estimate: 0.01, lo: null, hi: null, n: 1 };
  const row = ownRow(1, {
    bound: { free, halved: free, visible: null },
    share: { self: one, actionable: one, inclusive: one, cpu: null, alloc: null },
  });
  const [found] = candidates(reportOf([row]));
  assert.equal(found?.bound?.lo, 0);
  assert.equal(found?.bound?.hi, 1);
  assert.equal(backlogOf(reportOf([row])).refused.length, 0);
});

test('a place that is all there is can go away as a whole', () => {
  const free = { estimate: null, lo: 5, hi: null };
  const row = ownRow(1, { bound: { free, halved: free, visible: true } });
  const [found] = candidates(reportOf([row]));
  assert.deepEqual(found?.bound, { estimate: 1, lo: 0.8, hi: 1 });
});

test('functions of the runtime are no items', () => {
  assert.deepEqual(candidates(reportOf([rowOf(1, { owner: 'runtime' })])), []);
});

test('a dependency is one candidate, not one for each of its functions', () => {
  const dependency = { owner: 'direct-dep', package: 'marked' } as const;
  const rows = [rowOf(2, dependency), rowOf(4, dependency)];
  const replaceable = suiteWith([], { scope: { write: [], frozen: [], dependencies: true } });
  const [found, ...more] = candidates(reportOf(rows), replaceable);
  assert.equal(more.length, 0);
  assert.equal(found?.place, 'the dependency marked');
  assert.equal(found?.bound?.estimate, 0.3, 'of the package, not of its largest function');
  assert.deepEqual(
    found?.techniques.map(({ title }) => title),
    [
      'Upgrade or replace the dependency marked',
      'Call the dependency marked less often, or with less',
    ],
  );
});

test('a dependency that must stay as it is can only be called less', () => {
  const rows = [rowOf(2, { owner: 'transitive', package: 'marked' })];
  const [found] = candidates(reportOf(rows));
  assert.deepEqual(
    found?.techniques.map(({ name }) => name),
    ['call it less'],
  );
});

test('the collector is an item of its own only above 10 %, with who allocates', () => {
  const allocating = ownRow(1);
  const rows = [
    { ...allocating, share: { ...allocating.share, alloc: share(0.4) } },
    collector(0.2),
  ];
  const found = candidates(reportOf(rows)).find(({ place }) => place === 'garbage collection');
  assert.match(found?.techniques[0]?.title ?? '', /^Allocate less/);
  assert.ok(found?.evidence.some(({ text }) => /work1 \(src\/part-1.js:10\) \(40 %\)/.test(text)));
  assert.ok(
    !candidates(reportOf([collector(0.09)])).some(({ place }) => place === 'garbage collection'),
  );
});

test('a place that several benchmarks go through is one candidate and reaches them all', () => {
  const report = reportOf(
    [ownRow(1), ownRow(1, { benchmark: 'render' }), ownRow(3, { benchmark: 'render' })],
    [timed('parse', 100), timed('render', 300)],
  );
  const [both, one, ...more] = candidates(report);
  assert.equal(more.length, 0);
  assert.equal(both?.reach, 1);
  assert.equal(both?.measure.benchmark, 'render', 'where it takes most of the work');
  assert.ok(both?.evidence.some(({ text }) => /also takes 20 %.*benchmark parse/.test(text)));
  assert.equal(one?.reach, 0.75);
});

test('what a target asks for is planned, the rest is refused with the reason', () => {
  const report = reportOf(
    [ownRow(1), ownRow(3, { benchmark: 'render' })],
    [timed('parse', 100), timed('render', 100)],
  );
  const { items, refused } = backlogOf(report, suiteWith([TARGET]));
  assert.deepEqual(
    items.map(({ metric }) => metric.benchmark),
    ['parse'],
  );
  assert.match(refused[0]?.reason ?? '', /No target of hone.yaml asks for less wall of render/);
});

test('a benchmark that is judged by something else than time is refused with the reason', () => {
  const rows = { name: 'rows', unit: 'ops/s', direction: 'higher', minEffect: 0.02 } as const;
  const suite = suiteWith([], { benchmarks: [benchmark('parse', [rows])] });
  const { items, refused } = backlogOf(reportOf([ownRow(1)]), suite);
  assert.equal(items.length, 0);
  assert.match(refused[0]?.reason ?? '', /parse is judged by rows/);
});

test('workloads that the suite does not have are left out', () => {
  const report = reportOf([ownRow(1, { benchmark: 'command' })], [timed('command', 100)]);
  assert.deepEqual(candidates(report), []);
});

test('techniques of detectors carry their grade of risk and effort', () => {
  const row = ownRow(1, {
    detectors: [{ rule: 'search-in-loop', confidence: 0.9, match: 'includes() at line 12.' }],
    techniques: [
      {
        name: 'look-up-in-a-set',
        rationale: 'includes() walks the whole list for each line.',
        risk: 'low: the order of the list may matter to a caller.',
        effort: 'low',
      },
    ],
  });
  const [technique] = candidates(reportOf([row]))[0]?.techniques ?? [];
  assert.equal(technique?.risk, 'low');
  assert.equal(technique?.effort, 1);
  assert.equal(technique?.grade, 'profile');
  assert.equal(technique?.riskText, 'the order of the list may matter to a caller.');
});

const CAUSAL = { estimate: 0.2, lo: 0.15, hi: 0.25 };
const checks = [
  ['agrees', 'measured'],
  ['contradicts', 'static'],
  ['undecided', 'profile'],
] as const;
for (const [verdict, grade] of checks) {
  test(`an experiment that ${verdict} makes the evidence ${grade}`, () => {
    const causal = { method: 'run twice', predicted: CAUSAL, measured: CAUSAL, verdict };
    const [found] = candidates(reportOf([ownRow(1, { causal })]));
    assert.equal(found?.techniques[0]?.grade, grade);
  });
}

test('a pattern that a detector only guesses is a static hint', () => {
  const detectors = [{ rule: 'hot-json', confidence: 0.3, match: 'JSON.parse at line 3.' }];
  assert.equal(candidates(reportOf([ownRow(1, { detectors })]))[0]?.techniques[0]?.grade, 'static');
});

test('two places of one name are told apart', () => {
  const twin: Bottleneck = { ...ownRow(1), id: 'aaaaaaaaaaaa' };
  const places = candidates(reportOf([ownRow(1), twin])).map(({ place }) => place);
  assert.equal(new Set(places).size, 2);
});
