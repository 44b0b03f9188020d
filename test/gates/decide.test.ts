import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decide, HOLDOUT_SHARE_MIN, type TrialFacts } from '../../src/gates/index.ts';
import type { Check, MetricResult } from '../../src/model/index.ts';
import { failed, GOOD, PASSED, resultOf, RULES, SUSPICIOUS, withoutNumber } from './trial-facts.ts';

test('keeps what passes every check and says by how much', () => {
  const ruling = decide(GOOD, RULES);
  assert.equal(ruling.decision, 'kept');
  assert.equal(ruling.check, null);
  assert.deepEqual(ruling.headline, { benchmark: 'parse', metric: 'wall' });
  assert.equal(ruling.reason, 'parse wall -10.0 % (95 % interval -10.9 to -9.1 %).');
});

/** One fault for each check, in the order of the checks. */
const FAULTS: readonly (readonly [Check, (facts: TrialFacts) => TrialFacts])[] = [
  ['admission', (facts) => ({ ...facts, admission: failed('frozen path') })],
  ['build', (facts) => ({ ...facts, build: failed('compiler error') })],
  ['tests', (facts) => ({ ...facts, tests: failed('1 test failed') })],
  ['same-output', (facts) => ({ ...facts, output: failed('other bytes') })],
  ['same-output', (facts) => ({ ...facts, holdoutOutput: failed('other bytes') })],
  [
    'faster',
    (facts) => ({
      ...facts,
      metrics: { ...facts.metrics, parse: { ...facts.metrics['parse'], wall: resultOf(1) } },
    }),
  ],
  [
    'no-harm',
    (facts) => ({
      ...facts,
      metrics: {
        ...facts.metrics,
        print: { ...facts.metrics['print'], rss: resultOf(1.2, { claimed: false }) },
      },
    }),
  ],
  ['plausible', (facts) => ({ ...facts, holdout: { unseen: { wall: resultOf(1) } } })],
];

test('every check can be the reason, and of several failures the first in order is it', () => {
  for (const [index, [check]] of FAULTS.entries()) {
    for (const later of [[], FAULTS.slice(index + 1)]) {
      const faults = [...later, ...FAULTS.slice(index, index + 1)];
      const facts = faults.reduce((broken, [, fault]) => fault(broken), GOOD);
      const ruling = decide(facts, RULES);
      assert.equal(ruling.decision, 'rejected');
      assert.equal(ruling.check, check);
    }
  }
});

test('a failed outcome hands on its own reason', () => {
  assert.equal(decide({ ...GOOD, tests: failed('1 of 9 failed') }, RULES).reason, '1 of 9 failed');
});

test('a check that did not run does not pass', () => {
  const missing: readonly (readonly [Check, Partial<TrialFacts>])[] = [
    ['build', { build: null }],
    ['tests', { tests: null }],
    ['same-output', { output: null }],
    ['plausible', { holdoutOutput: null }],
    ['plausible', { holdout: {} }],
    ['plausible', { holdout: { unseen: {} } }],
    ['plausible', { holdout: { unseen: { wall: withoutNumber() } } }],
    ['faster', { metrics: {} }],
    ['faster', { metrics: { parse: GOOD.metrics['parse'] ?? {} } }],
    ['faster', { metrics: { ...GOOD.metrics, print: {} } }],
  ];
  for (const [check, facts] of missing) {
    const ruling = decide({ ...GOOD, ...facts }, RULES);
    assert.equal(ruling.decision, 'rejected', JSON.stringify(facts));
    assert.equal(ruling.check, check);
  }
});

test('a guarded benchmark that gave no number is not taken for unharmed', () => {
  const metrics = { ...GOOD.metrics, print: { wall: withoutNumber({ reason: 'out of time' }) } };
  const ruling = decide({ ...GOOD, metrics }, RULES);
  assert.equal(ruling.check, 'no-harm');
  assert.match(ruling.reason, /print wall gave no number \(out of time\)/);
});

test('a metric that is only reported may grow, and one with a limit up to it', () => {
  const cpu = resultOf(3, { claimed: false });
  const rss = resultOf(1.049, { claimed: false });
  const metrics = { ...GOOD.metrics, parse: { wall: resultOf(0.9), cpu, rss } };
  assert.equal(decide({ ...GOOD, metrics }, RULES).decision, 'kept');
  const ruling = decide({ ...GOOD, metrics }, { ...RULES, harm: { cpu: 0.5, rss: 0.05 } });
  assert.equal(ruling.check, 'no-harm');
  assert.match(ruling.reason, /cpu \+200\.0 % .* limit of 50 %/);
});

test('what no benchmark could show is refused before its tests, with the number', () => {
  const worth = { kind: 'failed', reason: 'It can gain at most 1.004x.' } as const;
  const ruling = decide({ ...GOOD, worth, build: null, tests: null }, RULES);
  assert.equal(ruling.decision, 'rejected');
  assert.equal(ruling.check, 'worth');
  assert.match(ruling.reason, /1\.004x/);
});

test('a gain above what the touched code takes waits for a person, who may let it pass', () => {
  const unexplained = { parse: 'At least 9 % was saved, but the touched code takes 2 %.' };
  const ruling = decide({ ...GOOD, unexplained }, RULES);
  assert.equal(ruling.decision, 'needs-person');
  assert.equal(ruling.check, 'plausible');
  assert.match(ruling.reason, /the touched code takes 2 %\..*A person has to look/);
  const clearance = { verdict: 'honest', by: 'ada', reason: 'it skips a copy' } as const;
  assert.equal(decide({ ...GOOD, unexplained, clearance }, RULES).decision, 'kept');
  const other = { print: 'At least 9 % was saved, but the touched code takes 2 %.' };
  assert.equal(decide({ ...GOOD, unexplained: other }, RULES).decision, 'kept');
});

test('another benchmark may not get slower for this one to get faster', () => {
  const metrics = { ...GOOD.metrics, print: { wall: resultOf(1.03) } };
  assert.equal(decide({ ...GOOD, metrics }, RULES).check, 'no-harm');
});

const throughputOf = (ratio: number, verdict: 'improved' | 'regressed') =>
  resultOf(ratio, { claimed: false, direction: 'higher', verdict });

const withThroughput = (result: MetricResult): TrialFacts => ({
  ...GOOD,
  metrics: { ...GOOD.metrics, parse: { wall: resultOf(0.9), throughput: result } },
});

test('a limit on a metric that should be high is on how much it may fall', () => {
  const rules = { ...RULES, harm: { throughput: 0.1 } };
  assert.equal(decide(withThroughput(throughputOf(2, 'improved')), rules).decision, 'kept');
  assert.equal(decide(withThroughput(throughputOf(0.95, 'regressed')), rules).decision, 'kept');
  assert.equal(decide(withThroughput(throughputOf(0.8, 'regressed')), rules).check, 'no-harm');
});

test('harm that the intervals do not exclude is stated with them', () => {
  const open = resultOf(1.01, {
    verdict: 'inconclusive',
    ratio: { estimate: 1.01, lo: 0.95, hi: 1.08, confidence: 0.95 },
  });
  const metrics = { ...GOOD.metrics, print: { wall: open } };
  const ruling = decide({ ...GOOD, metrics }, RULES);
  assert.equal(ruling.decision, 'kept');
  assert.match(ruling.reason, /not excluded: print wall \+1\.0 % \(95 % interval -5\.0 to \+8\.0/);
});

test('inconclusive never passes for faster, however large the estimate', () => {
  const wall = resultOf(0.5, { verdict: 'inconclusive', reason: 'the interval includes 1' });
  const ruling = decide({ ...GOOD, metrics: { ...GOOD.metrics, parse: { wall } } }, RULES);
  assert.equal(ruling.check, 'faster');
  assert.match(ruling.reason, /No gain could be confirmed.*the interval includes 1/);
});

test('improved on a metric that was not targeted earns nothing', () => {
  const metrics = { ...GOOD.metrics, parse: { wall: resultOf(1), cpu: resultOf(0.5) } };
  assert.equal(decide({ ...GOOD, metrics }, RULES).check, 'faster');
});

test('a targeted metric that got slower is the reason when nothing got faster', () => {
  const metrics = { parse: { wall: resultOf(0.99) }, print: { wall: resultOf(1.3) } };
  const ruling = decide({ ...GOOD, metrics }, RULES);
  assert.match(ruling.reason, /print wall \+30\.0 %/);
  assert.deepEqual(ruling.headline, { benchmark: 'print', metric: 'wall' });
});

test('the largest gain is the headline, whichever way its metric points', () => {
  const ops = resultOf(2, { direction: 'higher', verdict: 'improved' });
  const metrics = { parse: { wall: resultOf(0.9) }, print: { wall: resultOf(1), ops } };
  const rules = { ...RULES, targeted: { parse: ['wall'], print: ['ops'] }, holdouts: [] };
  assert.deepEqual(decide({ ...GOOD, metrics }, rules).headline, {
    benchmark: 'print',
    metric: 'ops',
  });
});

const withHoldoutAt = (ratio: number) =>
  decide({ ...GOOD, holdout: { unseen: { wall: resultOf(ratio) } } }, RULES);

test('a fair share of the gain has to be left on what the proposal has not seen', () => {
  const least = Math.exp(Math.log(0.9) * HOLDOUT_SHARE_MIN);
  assert.equal(withHoldoutAt(least - 1e-9).decision, 'kept');
  assert.equal(withHoldoutAt(least + 1e-9).check, 'plausible');
  assert.match(withHoldoutAt(1).reason, /unseen 0\.0 %/);
});

test('a holdout that got slower refuses, even when another one got faster', () => {
  const holdout = { unseen: { wall: resultOf(0.9) }, other: { wall: resultOf(1.1) } };
  const rules = { ...RULES, holdouts: ['unseen', 'other'] };
  const ruling = decide({ ...GOOD, holdout }, rules);
  assert.equal(ruling.check, 'plausible');
  assert.match(ruling.reason, /other \+10\.0 %/);
});

test('without holdouts in the suite none is asked for', () => {
  const facts = { ...GOOD, holdout: {}, holdoutOutput: null };
  assert.equal(decide(facts, { ...RULES, holdouts: [] }).decision, 'kept');
});

test('a gain too large to believe waits for a person, in either direction', () => {
  const rules = { ...RULES, holdouts: [] };
  const fast = { ...GOOD.metrics, parse: { wall: resultOf(0.09) } };
  assert.equal(decide({ ...GOOD, metrics: fast }, rules).decision, 'needs-person');
  const ops = resultOf(11, { direction: 'higher', verdict: 'improved' });
  const high = { ...GOOD.metrics, parse: { wall: ops } };
  const ruling = decide({ ...GOOD, metrics: high }, rules);
  assert.equal(ruling.decision, 'needs-person');
  assert.equal(ruling.check, 'plausible');
});

test('a gain too large to believe is still refused when it is gone on holdouts', () => {
  const metrics = { ...GOOD.metrics, parse: { wall: resultOf(0.01) } };
  assert.equal(decide({ ...GOOD, metrics }, RULES).decision, 'rejected');
});

test('a suspicious line waits for a person, whoever wrote it', () => {
  const ruling = decide({ ...GOOD, suspicions: [SUSPICIOUS, SUSPICIOUS] }, RULES);
  assert.deepEqual([ruling.decision, ruling.check], ['needs-person', 'honest']);
  assert.match(ruling.reason, /src\/parse\.js:12 \(and 1 more such line\).*A person has to look/);
});

test('what a person or most judges find honest is kept, and what they call a hack is not', () => {
  const suspected = { ...GOOD, suspicions: [SUSPICIOUS] };
  const by = { by: '3 judges', reason: 'It is a cache.' };
  const honest = decide({ ...suspected, clearance: { verdict: 'honest', ...by } }, RULES);
  assert.equal(honest.decision, 'kept');
  const hack = decide({ ...suspected, clearance: { verdict: 'hack', ...by } }, RULES);
  assert.deepEqual([hack.decision, hack.check], ['rejected', 'honest']);
  assert.match(hack.reason, /3 judges: It is a cache\./);
  const torn = decide({ ...suspected, clearance: { verdict: 'person', ...by } }, RULES);
  assert.equal(torn.decision, 'needs-person');
  const large = { ...GOOD, metrics: { ...GOOD.metrics, parse: { wall: resultOf(0.01) } } };
  const holdout = { unseen: { wall: resultOf(0.01) } };
  const believed = { ...large, holdout, clearance: { verdict: 'honest' as const, ...by } };
  assert.equal(decide(believed, RULES).decision, 'kept');
});

test('nobody can clear what was not measured or what failed', () => {
  const clearance = { verdict: 'honest' as const, by: 'ada', reason: 'trust me' };
  const failing = { ...GOOD, tests: failed('a test broke'), clearance };
  assert.deepEqual(decide(failing, RULES).check, 'tests');
  assert.equal(decide({ ...GOOD, metrics: {}, clearance }, RULES).decision, 'rejected');
});

test('names that every object has are not found where they were not measured', () => {
  const rules = { ...RULES, benchmarks: ['parse', 'constructor'], holdouts: [] };
  assert.equal(decide(GOOD, rules).check, 'faster');
  const metrics = {
    ...GOOD.metrics,
    parse: { wall: resultOf(0.9), toString: resultOf(1.5) },
  };
  assert.equal(decide({ ...GOOD, metrics }, { ...RULES, holdouts: [] }).check, 'no-harm');
  const holdouts = ['constructor'];
  assert.equal(
    decide({ ...GOOD, holdoutOutput: PASSED }, { ...RULES, holdouts }).check,
    'plausible',
  );
});
