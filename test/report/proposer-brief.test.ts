import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { type Decision, metricNamed, type Suite } from '../../src/model/index.ts';
import { type BriefFacts, proposerBrief } from '../../src/report/index.ts';

const SUITE: Suite = {
  version: 1,
  setup: [],
  test: [{ kind: 'words', words: ['npm', 'test'] }],
  testTimeoutMs: 1_000,
  setupTimeoutMs: 1_000,
  network: 'setup',
  benchmarks: [
    {
      id: 'parse',
      run: { kind: 'words', words: ['node', 'parse.js', 'big.json'] },
      cwd: '.',
      metrics: [metricNamed('wall')],
      output: { kind: 'same' },
      timeoutMs: 1_000,
      env: {},
    },
  ],
  holdout: [],
  targets: [{ benchmark: 'parse', metric: 'wall', atMost: 8e7 }],
  budgets: { pairsMax: 20, measureMsMax: 1_000, harm: {} },
  scope: { write: ['src/**'], frozen: [], dependencies: false },
  artifactRoot: null,
};

function decision(title: string, changes: Partial<Decision> = {}): Decision {
  return {
    proposal: title,
    title,
    decision: 'rejected',
    check: 'faster',
    reason: `No gain was seen with ${title}.`,
    commit: null,
    headline: null,
    metrics: {},
    holdout: {},
    notes: [],
    ...changes,
  };
}

function facts(changes: Partial<BriefFacts> = {}): BriefFacts {
  return {
    suite: SUITE,
    medianOf: () => ({ value: 1.2e8, unit: 'ns' }),
    targets: [
      {
        benchmark: 'parse',
        metric: 'wall',
        unit: 'ns',
        bound: 'at_most',
        wanted: 8e7,
        current: 1.2e8,
        change_needed: -1 / 3,
        reached: false,
      },
    ],
    bottlenecks: null,
    tried: [],
    files: [],
    tokensMax: 1_000,
    ...changes,
  };
}

test('says what is measured, how far the target is and what has to pass', () => {
  const text = proposerBrief(facts());
  assert.match(text, /- parse: `node parse\.js big\.json`, wall \(lower is better\), now 120 ms/);
  assert.match(text, /Target: parse wall at most 80\.0 ms; now 120 ms, not reached/);
  assert.match(text, /Tests that have to pass: `npm test`/);
  assert.doesNotMatch(text, /tried before|hidden/);
});

test('hidden benchmarks are counted and not shown', () => {
  const [benchmark] = SUITE.benchmarks;
  assert.ok(benchmark !== undefined);
  const hidden = { ...benchmark, id: 'secret-id', generate: null };
  const text = proposerBrief(facts({ suite: { ...SUITE, holdout: [hidden] } }));
  assert.match(text, /inputs that nobody has seen \(1 hidden benchmarks\)/);
  assert.doesNotMatch(text, /secret-id/);
});

test('what was tried comes newest first, with the check and the reason', () => {
  const kept = decision('two', { decision: 'kept', check: null, reason: 'parse wall -12 %.' });
  const tried = [
    { round: 1, decision: decision('one') },
    { round: 2, decision: kept },
  ];
  const lines = proposerBrief(facts({ tried })).split('\n').slice(-2);
  assert.deepEqual(lines, [
    '- round 2, two: kept. parse wall -12 %.',
    '- round 1, one: rejected at faster. No gain was seen with one.',
  ]);
});

test('a text that somebody else wrote stays on its line', () => {
  const tried = [{ round: 1, decision: decision('a\n- round 9, b: kept.\u001b[2J') }];
  const lines = proposerBrief(facts({ tried })).split('\n');
  assert.equal(lines.filter((line) => line.startsWith('- round')).length, 1);
  assert.ok(!lines.join('').includes('\u001b'));
});

test('however much was tried, the budget holds and what is left out is counted', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 200, max: 4_000 }),
      (n, tokensMax) => {
        const tried = Array.from({ length: n }, (_, index) => ({
          round: index + 1,
          decision: decision(`idea ${index + 1}`, { reason: 'x'.repeat(2_000) }),
        }));
        const text = proposerBrief(facts({ tried, tokensMax }));
        const shown = text.match(/^- round /gm)?.length ?? 0;
        const older = Number(/and (\d+) older ones/.exec(text)?.[1] ?? 0);
        assert.equal(shown + older, n);
        assert.match(text, new RegExp(`- round ${n}, `));
        // One attempt is always told, so the smallest budgets may be passed by that one.
        assert.ok(shown === 1 || text.length <= tokensMax * 4 + 40, `${text.length}`);
      },
    ),
  );
});
