import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  backlogPlan,
  basicPlan,
  checkPlan,
  deterministicRating,
  overrideItem,
  ratePlan,
  RUBRIC_DEFAULT,
  triedBacklog,
} from '../../src/plan/index.ts';
import { planMarkdown, planRatingText, planText } from '../../src/report/index.ts';
import { backlogOf, collector, ownRow, reportOf, rowOf } from '../plan/backlog/reports.ts';
import { NOW, sha256, suiteWith } from '../plan/suites.ts';
import { matchesGolden } from './golden.ts';

const STYLE = { color: false, width: 80, unicode: true };
const suite = suiteWith();
const facts = { planId: 'p1', subject: 'access-log', suite, baseline: null, now: NOW };
const report = reportOf([
  ownRow(1),
  rowOf(2, { owner: 'direct-dep', package: 'marked' }),
  ownRow(3, {
    detectors: [{ rule: 'search-in-loop', confidence: 0.9, match: 'includes() at line 12.' }],
    techniques: [
      {
        name: 'look up in a set',
        rationale: 'includes() walks the whole list for each line.',
        risk: 'low: the order of the list may matter to a caller.',
        effort: 'low: an hour',
      },
    ],
  }),
  ownRow(30),
  collector(0.2),
]);
const backlog = backlogOf(report);
const set = overrideItem(backlog.items, backlog.items[0]?.id ?? '', {
  field: 'effort',
  value: 6,
  reason: 'Its format is public.',
  by: 'ana',
  at: NOW,
});
const plan = backlogPlan({ ...facts, backlog: { ...backlog, items: set ?? [] } });

test('a plan is shown with ranks, lanes, what was set, what is refused and the checks', () => {
  const view = { plan, tried: null, findings: checkPlan(plan, { suite, report }), score: 9.1 };
  matchesGolden(planText(view, STYLE), 'plan.txt');
});

test('what was tried stands below the plan, in text and Markdown', () => {
  const [first, second] = plan.backlog?.items ?? [];
  assert.ok(first !== undefined && second !== undefined);
  const attempt = {
    item: first.id,
    run: 'r',
    proposal: 'fix',
    decision: 'needs-person' as const,
    reason: 'It touches the format.',
    commit: null,
    gain: { estimate: 0.5, lo: 0.45, hi: 0.55 },
  };
  const tried = triedBacklog(plan, {
    planHash: '1'.repeat(64),
    attempts: [attempt],
    unmatched: [{ proposal: 'other', reason: 'It names none.' }],
    validation: { passed: false, message: 'It was not faster.', metrics: [] },
  });
  const text = planText({ plan, tried, findings: [], score: 9 }, STYLE).replaceAll(/\s+/g, ' ');
  assert.match(text, /1: needs-person\. Expected .*, measured: 50 % \(45 % to 55 %\), above what/);
  assert.match(text, /It touches the format\. 3 items not tried\./);
  assert.match(text, /as a whole and did not pass\. It was not faster\./);
  assert.match(text, /Counts for no item: other: It names none\./);
  const { items, refused } = tried;
  const markdown = planMarkdown({ ...plan, backlog: { items, refused } }, tried);
  assert.match(markdown, /\| 1 \|.*\| 50 % \(45 % to 55 %\) \| above what the place costs \|/);
  assert.match(markdown, /\| 2 \|.*\| not tried \| – \| not tried \|/);
});

test('the Markdown of a plan has its backlog', () => {
  matchesGolden(planMarkdown(plan), 'plan-backlog.md');
});

test('a plan without a profile says so, and findings are listed with their place', () => {
  const basic = basicPlan(facts);
  const findings = [{ rule: 'no-gain', step_number: 2, message: 'Say how much.' }];
  const text = planText({ plan: basic, tried: null, findings, score: null }, STYLE);
  assert.match(text, /no backlog, because it follows from no profile/);
  assert.match(text, /checks found 1 problem\n {2}- step 2, no-gain: Say how much\./);
});

test('a rating says what it got and what would make the plan better', () => {
  const rating = ratePlan({
    plan,
    findings: [],
    ratings: [deterministicRating(plan, suite)],
    rubric: RUBRIC_DEFAULT,
    earlier: [],
    workflow: 'hone plan rate',
    run: 'p1',
    now: NOW,
    sha256,
  });
  const text = planRatingText(rating, STYLE);
  assert.match(text, /^Plan p1 passed: 9\.\d of 10, at least 7 is asked for/);
  assert.match(text, /completeness 10/);
  assert.match(text, /What would make it better/);
});
