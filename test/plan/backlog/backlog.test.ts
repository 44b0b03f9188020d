import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { at } from '../../../src/base/index.ts';
import { BacklogItem, RefusedItem } from '../../../src/model/index.ts';
import {
  type BacklogCandidate,
  backlogFrom,
  overrideItem,
  plannedRows,
  realise,
  realisedTogether,
  takenBack,
  type Technique,
} from '../../../src/plan/index.ts';
import { metricResult, ratio } from '../../report/ratios.ts';
import { ownRow } from './reports.ts';

const HASH_SET: Technique = {
  name: 'look up in a Set',
  title: null,
  rationale: 'includes() walks the whole list for each line.',
  risk: 'low',
  riskText: 'The order of the list may matter.',
  effort: 1,
  grade: 'profile',
  bound: null,
};

function candidate(given: Partial<BacklogCandidate>): BacklogCandidate {
  return {
    bottleneck: 'b-1',
    place: 'isOpen (src/sessions.js:4)',
    measure: { benchmark: 'parse', metric: 'wall' },
    bound: { estimate: 0.2, lo: 0.16, hi: 0.24 },
    measuredGain: null,
    obstacle: null,
    reach: 0.5,
    evidence: [
      {
        kind: 'profile',
        source: 'bottleneck-report.json',
        text: '20 % of the time.',
        benchmark: 'parse',
        metric: 'wall',
        value: 20,
        unit: '%',
      },
    ],
    techniques: [HASH_SET],
    ...given,
  };
}

function backlog(candidates: readonly BacklogCandidate[]) {
  return backlogFrom({
    report: { bottlenecks: [] },
    candidates,
    effortUnit: 'person-days',
    outlookOf: () => ({
      smallestEffect: 0.02,
      verification: {
        smallest_effect: 0.02,
        pair_noise: 0.05,
        pairs: 26,
        minutes: 1,
        canary: 'By the same metric on a part of the traffic.',
      },
    }),
  });
}

test('an item expects half of its bound and says so', () => {
  const { items, refused } = backlog([candidate({})]);
  const [item, ...more] = items;
  assert.ok(item !== undefined && more.length === 0 && refused.length === 0);
  assert.ok(Value.Check(BacklogItem, item));
  assert.equal(item.id, 'b-1-look-up-in-a-set');
  assert.equal(item.title, 'Look up in a Set in isOpen (src/sessions.js:4)');
  const { estimate, lo, hi } = item.expected;
  assert.deepEqual({ estimate, lo, hi }, { estimate: 0.1, lo: 0, hi: 0.24 });
  assert.match(item.expected.basis, /^Half of the 20 % \(16 % to 24 %\)/);
  assert.equal(item.lane, 'quick-win');
});

test('the score is reach in per cent × impact × confidence / effort', () => {
  const rice = backlog([candidate({})]).items[0]?.rice;
  assert.deepEqual(rice, { reach: 0.5, impact: 1, confidence: 0.8, effort: 1, score: 40 });
});

for (const [estimate, impact] of [
  [0.61, 3],
  [0.6, 3],
  [0.59, 2],
  [0.3, 2],
  [0.14, 1],
  [0.06, 0.5],
  [0.05, 0.25],
] as const) {
  test(`a bound of ${Math.round(estimate * 100)} % has the impact ${impact}`, () => {
    const bound = { estimate, lo: estimate, hi: estimate };
    assert.equal(backlog([candidate({ bound })]).items[0]?.rice.impact, impact);
  });
}

test('a measured what-if counts instead of half of the bound, and fully', () => {
  const measuredGain = { estimate: 0.16, lo: 0.12, hi: 0.2 };
  const item = backlog([candidate({ measuredGain })]).items[0];
  assert.equal(item?.expected.estimate, 0.16);
  assert.equal(item?.grade, 'measured');
  assert.equal(item?.rice.confidence, 1);
  assert.equal(item?.rice.impact, 2);
});

test('what could not be seen even if it cost nothing is refused with the number', () => {
  const bound = { estimate: 0.012, lo: 0.01, hi: 0.014 };
  const { items, refused } = backlog([candidate({ bound })]);
  assert.deepEqual(items, []);
  assert.ok(Value.Check(RefusedItem, refused[0]));
  assert.equal(refused[0]?.bound, 0.014);
  assert.match(refused[0]?.reason ?? '', /1\.4 % would be gained at most; .* counts is 2 %\./);
});

test('a share that has no bound is refused for that', () => {
  const { items, refused } = backlog([candidate({ bound: null })]);
  assert.deepEqual(items, []);
  assert.match(refused[0]?.reason ?? '', /several busy threads/);
});

test('a place without a known pattern is an item all the same', () => {
  const item = backlog([candidate({ techniques: [] })]).items[0];
  assert.equal(item?.technique.name, 'do less work there');
  assert.equal(item?.risk, 'medium');
});

test('items are ranked by score, whatever the order of the bottlenecks', () => {
  const small = candidate({ bottleneck: 'b-2', reach: 0.1 });
  const both = [candidate({}), small];
  const ids = backlog(both).items.map(({ rank, id }) => `${rank} ${id}`);
  assert.deepEqual(ids, ['1 b-1-look-up-in-a-set', '2 b-2-look-up-in-a-set']);
  assert.deepEqual(backlog(both.toReversed()).items, backlog(both).items);
});

function laneWith(technique: Partial<Technique>) {
  return backlog([candidate({ techniques: [{ ...HASH_SET, ...technique }] })]).items[0]?.lane;
}

test('what takes long or risks much is long-term, what is between is medium', () => {
  assert.equal(laneWith({ effort: 6 }), 'long-term');
  assert.equal(laneWith({ risk: 'high' }), 'long-term');
  assert.equal(laneWith({ effort: 2 }), 'medium');
  assert.equal(laneWith({ risk: 'medium' }), 'medium');
});

const BY = { reason: 'I know this code.', by: 'ada', at: '2026-01-31T14:25:01Z' };

test('a number that a person sets changes score, rank and lane, and the old one stays', () => {
  const { items } = backlog([candidate({}), candidate({ bottleneck: 'b-2', reach: 0.4 })]);
  const changed = overrideItem(items, 'b-1-look-up-in-a-set', {
    field: 'effort',
    value: 10,
    ...BY,
  });
  const [first, second] = changed ?? [];
  assert.equal(first?.bottleneck, 'b-2');
  assert.equal(second?.rice.score, 4);
  assert.equal(second?.lane, 'long-term');
  assert.deepEqual(second?.overrides, [{ field: 'effort', from: '1', to: '10', ...BY }]);
});

test('a lane that a person set stays when the risk changes', () => {
  const { items } = backlog([candidate({})]);
  const id = items[0]?.id ?? '';
  const kept = overrideItem(items, id, { field: 'lane', value: 'long-term', ...BY }) ?? [];
  const risky = overrideItem(kept, id, { field: 'risk', value: 'medium', ...BY });
  assert.equal(risky?.[0]?.lane, 'long-term');
  assert.equal(risky?.[0]?.overrides.length, 2);
});

test('an item that is not there can not be overridden', () => {
  assert.equal(overrideItem([], 'b-1', { field: 'reach', value: 1, ...BY }), null);
});

test('what was measured stands beside what was predicted, and the best attempt counts', () => {
  const { items } = backlog([candidate({}), candidate({ bottleneck: 'b-2' })]);
  const item = items[0]?.id ?? '';
  const gain = { estimate: 0.08, lo: 0.05, hi: 0.11 };
  const tried = { item, run: 'r', reason: 'It says so.', commit: null };
  const updated = realise(items, [
    {
      ...tried,
      proposal: 'cheat',
      decision: 'rejected',
      gain: { estimate: 0.3, lo: 0.2, hi: 0.4 },
    },
    { ...tried, proposal: 'honest', decision: 'kept', commit: 'a'.repeat(40), gain },
  ]);
  assert.equal(updated[0]?.status, 'kept');
  assert.deepEqual(updated[0]?.realised, { ...gain, commit: 'a'.repeat(40), proposal: 'honest' });
  assert.equal(updated[1]?.status, 'planned');
});

test('what was taken back is kept no more, and the whole is held against what it should bring', () => {
  const { items } = backlog([candidate({}), candidate({ bottleneck: 'b-2' })]);
  const kept = items.map(({ id }, index) => ({
    item: id,
    run: 'r',
    proposal: `p${index}`,
    decision: 'kept' as const,
    reason: 'It is faster.',
    commit: 'a'.repeat(40),
    gain: { estimate: 0.1, lo: 0.05, hi: 0.15 },
  }));
  const metric = { ratio: ratio(0.8, 0.75, 0.9), direction: 'lower' as const };
  const pairs = { screening: 0, confirmation: 40 };
  const { benchmark = '', metric: name = '' } = items[0]?.metric ?? {};
  const measured = { [benchmark]: { [name]: metricResult({ ...metric, pairs }) } };
  const [whole] = realisedTogether(realise(items, kept), measured);
  const [first, second] = items.map(({ expected }) => expected.estimate);
  assert.equal(whole?.expected.estimate, 1 - (1 - (first ?? 0)) * (1 - (second ?? 0)));
  assert.ok(Math.abs((whole.measured?.estimate ?? 0) - 0.2) < 1e-9);
  const gone = { ...at(kept, 0), item: 'gone', proposal: 'p9' };
  const tried = { attempts: [...kept, gone], unmatched: [{ proposal: 'p8', reason: 'None.' }] };
  const { attempts, unmatched } = takenBack(tried, items, 'The whole was not faster.');
  assert.deepEqual(
    unmatched.map(({ proposal }) => proposal),
    ['p8', 'p9'],
  );
  const back = realise(items, attempts);
  assert.deepEqual(
    back.map(({ status, realised }) => [status, realised?.commit]),
    [
      ['rejected', null],
      ['rejected', null],
    ],
  );
  assert.deepEqual(realisedTogether(back, measured), []);
});

test('rows of a report say what the newest plan says about them', () => {
  const { items } = backlog([candidate({ bottleneck: 'a' }), candidate({ bottleneck: 'b' })]);
  const visible = 0.05;
  const refused = [{ bottleneck: 'c', title: 'x', bound: 0.01, visible, reason: 'too small' }];
  const rows = ['a', 'b', 'c', 'd'].map((id) => ({
    ...ownRow(1),
    id,
    status: 'fixed' as const,
    reach: 0.7,
  }));
  const tried = items.map((item) =>
    item.bottleneck === 'b' ? { ...item, status: 'rejected' as const } : item,
  );
  assert.deepEqual(
    plannedRows(rows, { items: tried, refused }).map(({ status, reach }) => [status, reach]),
    [
      ['planned', 0.5],
      ['tried', 0.5],
      ['refused', null],
      ['open', null],
    ],
  );
});
