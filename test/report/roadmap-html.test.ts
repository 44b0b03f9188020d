import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BacklogItem, PlanBody, RefusedItem } from '../../src/model/index.ts';
import { roadmapHtml } from '../../src/report/index.ts';
import { A_BACKLOG_ITEM } from '../model/a-backlog-item.ts';

const PLAN: PlanBody = {
  plan_id: 'p1',
  name: 'Make <parser> faster',
  made_by: 'hone',
  created_at: '2026-01-31T14:25:01Z',
  objectives: ['Parse in 80 ms.'],
  targets: [],
  steps: [],
  risks: [],
  status: 'draft',
};

function item(given: Partial<BacklogItem>): BacklogItem {
  return {
    ...A_BACKLOG_ITEM,
    ...given,
  };
}

const REFUSED: RefusedItem = {
  bottleneck: 'b-9',
  title: 'Make pad (src/pad.js:1) cheaper',
  bound: 0.014,
  visible: 0.02,
  reason: 'At most 1.4 % would be gained.',
};

function textOf(page: string): string {
  return page
    .replace(/<script type="application\/json"[\s\S]*?<\/script>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

test('shows rank, gain with its interval, score, lane and the pairs that it needs', () => {
  const page = roadmapHtml({ plan: PLAN, items: [item({})], refused: [], tried: null, run: null });
  const text = textOf(page);
  assert.match(text, /1 item worth a try, 0 refused/);
  assert.match(text, /10 % \(0 % to 24 %\)/);
  assert.match(text, /50 % 1 80 % 1 40 low 26/);
  assert.match(text, /Quick wins 1\. Look up in a Set/);
  assert.match(text, /parse wall 2 % or more counts 26 pairs, 1 minute; a pair varies by 5 %/);
  assert.match(text, /It is confirmed\. On a part of the traffic\./);
  assert.doesNotMatch(text, /Predicted and realised/);
  assert.ok(page.includes('Make &lt;parser&gt; faster'), 'names are text, not markup');
  assert.ok(page.includes('<circle'), 'there is a picture');
});

const ATTEMPT = {
  item: 'b-1-look-up-in-a-set',
  run: 'r',
  proposal: 'p',
  decision: 'kept',
  reason: 'It is faster.',
  commit: 'abcdef0123'.repeat(4),
  gain: { estimate: 0.08, lo: 0.05, hi: 0.11 },
} as const;

test('shows what was measured beside what was predicted, and what was not tried', () => {
  const { gain, commit, proposal } = ATTEMPT;
  const realised = { ...gain, commit, proposal };
  const items = [item({ status: 'kept', realised }), item({ id: 'b-2-do-less', rank: 2 })];
  const validation = {
    passed: true,
    message: 'It is faster as a whole.',
    metrics: [
      {
        benchmark: 'parse',
        metric: 'wall',
        expected: { estimate: 0.1, lo: 0, hi: 0.24 },
        measured: { estimate: 0.07, lo: 0.04, hi: 0.1 },
      },
    ],
  };
  const unmatched = [{ proposal: 'other', reason: 'Its title names no item.' }];
  const tried = { attempts: [ATTEMPT], unmatched, validation };
  const text = textOf(roadmapHtml({ plan: PLAN, items, refused: [], tried, run: 'r' }));
  assert.match(text, /1 tried so far, 1 kept\./);
  assert.match(text, /10 % \(0 % to 24 %\) 8 % \(5 % to 11 %\) within the prediction 20 %/);
  assert.match(text, /kept It is faster\. abcdef0123/);
  assert.match(text, /10 % \(0 % to 24 %\) not tried – 20 % \(16 % to 24 %\) not tried/);
  assert.match(
    text,
    /expected 10 % \(0 % to 24 %\) of the kept items, measured 7 % \(4 % to 10 %\)/,
  );
  assert.match(text, /other: Its title names no item\./);
});

test('shows what is refused with the number, and what a person set', () => {
  const overrides: BacklogItem['overrides'] = [
    {
      field: 'effort',
      from: '1',
      to: '3',
      reason: 'Needs a migration.',
      by: 'ada',
      at: '2026-01-31T14:25:01Z',
    },
  ];
  const page = roadmapHtml({
    plan: PLAN,
    items: [item({ overrides })],
    refused: [REFUSED],
    tried: null,
    run: null,
  });
  const text = textOf(page);
  assert.match(text, /pad \(src\/pad\.js:1\) cheaper 1\.4 % 2 % At most 1\.4 % would be gained/);
  assert.match(text, /effort set from 1 to 3 by ada: Needs a migration\./);
});

test('a plan without items says that nothing is worth a try', () => {
  const text = textOf(
    roadmapHtml({ plan: PLAN, items: [], refused: [REFUSED], tried: null, run: null }),
  );
  assert.match(text, /Nothing is worth a try\./);
});
