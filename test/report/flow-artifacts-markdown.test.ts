import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CodeReview, GateResult, PlanBody } from '../../src/model/index.ts';
import { checkPlan, deterministicRating, ratePlan, RUBRIC_DEFAULT } from '../../src/plan/index.ts';
import { baselineMarkdown } from '../../src/report/baseline-markdown.ts';
import { planMarkdown } from '../../src/report/plan-markdown.ts';
import { planRatingMarkdown } from '../../src/report/plan-rating-markdown.ts';
import { reviewMarkdown } from '../../src/report/review-markdown.ts';
import { comparisonMarkdown, gateMarkdown } from '../../src/report/validation-markdown.ts';
import {
  baselineOf,
  NOW,
  sha256,
  soundPlan,
  suiteWith,
  TARGET,
  withTexts,
} from '../plan/suites.ts';

const suite = suiteWith([TARGET]);
const SHA = 'ab'.repeat(32);
const HOSTILE = '<script>x</script> | @everyone [a](http://b) `c`\n# Heading';

/** What Markdown would act on, outside of code spans. */
function assertHarmless(markdown: string): void {
  const text = markdown.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/gu, '');
  assert.doesNotMatch(text, /(?<!\\)<script|(?<!\\)\[a|@everyone|^# Heading/m);
}

/** Every row of every table has as many cells as its header. */
function assertTables(markdown: string): void {
  for (const table of markdown.match(/(?:^\|.*\n?)+/gm) ?? []) {
    const cells = table
      .trim()
      .split('\n')
      .map((row) => row.replaceAll(/\\\|/g, '').split('|').length);
    assert.equal(new Set(cells).size, 1, table);
  }
}

test('the plan shows targets, steps with gain, evidence, way back and risks', () => {
  const markdown = planMarkdown(soundPlan(suite));
  assert.match(markdown, /^# Make access-log faster and prove it\n\nPlan `plan-1`, made by/);
  assert.match(markdown, /\| `parse` \| wall \| ≤ 8\.00 ms \|/);
  assert.match(markdown, /\| 2 \| Try the given proposals on parse wall \| developer \| change \|/);
  assert.match(markdown, /Expected gain: 33\.33 %\. The target is 8 ms/);
  assert.match(markdown, /Way back: Drop the commit/);
  assert.match(markdown, /\(measurement, `baseline-metrics\.json`\)/);
  assertTables(markdown);
});

test('nothing from outside can format, link, mention or break a table', () => {
  const base = soundPlan(suite);
  const hostile: PlanBody = {
    ...withTexts(base, HOSTILE),
    made_by: HOSTILE,
    steps: withTexts(base, HOSTILE).steps.map((step) => ({
      ...step,
      agent: HOSTILE,
      measures: [{ benchmark: HOSTILE, metric: HOSTILE }],
    })),
  };
  const markdown = planMarkdown(hostile);
  assertHarmless(markdown);
  assertTables(markdown);
});

test('a rating says first what did not pass and what to change', () => {
  const plan = withTexts(soundPlan(suite), 'x');
  const rating = ratePlan({
    plan,
    findings: checkPlan(plan, { suite }),
    ratings: [
      deterministicRating(plan, suite),
      {
        ...deterministicRating(soundPlan(suite), suite),
        rater: HOSTILE,
      },
    ],
    rubric: RUBRIC_DEFAULT,
    earlier: [],
    workflow: 'performance',
    run: 'run-1',
    now: NOW,
    sha256,
  });
  const markdown = planRatingMarkdown(rating);
  assert.match(
    markdown,
    /^# Plan plan-1: to be tried again\n\nAttempt 1 of 3; standard asks for 7/,
  );
  assert.match(markdown, /step 1, `too-few-words`: The name is "x": 0 different words/);
  assert.match(markdown, /high, completeness: Write out the/);
  assertHarmless(markdown);
  assertTables(markdown);
});

test('raters who disagree are pointed out', () => {
  const plan = soundPlan(suite);
  const good = deterministicRating(plan, suite);
  const scores = { ...good.scores, feasibility: 4 };
  const rating = ratePlan({
    plan,
    findings: [],
    ratings: [good, { ...good, rater: 'ann', kind: 'person', scores }],
    rubric: RUBRIC_DEFAULT,
    earlier: [],
    workflow: 'performance',
    run: 'run-1',
    now: NOW,
    sha256,
  });
  const markdown = planRatingMarkdown(rating);
  assert.match(markdown, /of 10, passed/);
  assert.match(markdown, /The raters disagree by 1\.5 points or more/);
  assert.match(markdown, /\| feasibility \| 9\.\d \| 4\.0 \|/);
});

test('a baseline shows each number with n and spread, and what was not measured', () => {
  const markdown = baselineMarkdown(baselineOf(suite));
  assert.match(markdown, /^# Baseline of access-log\n\n10 runs, measured by hone 0\.1\.0/);
  assert.match(markdown, /\| `parse` \| 5 \| 12\.0 ms \| 12\.0 ms \| 1\.00 ms \|/);
  assert.match(markdown, /- `throughput\.requests_per_second`: The benchmark is one command/);
  assert.match(markdown, /No run failed\./);
  assertTables(markdown);
});

const gate = {
  gate_id: 'validation',
  run_id: 'run-1',
  workflow: 'performance',
  step: '5',
  agent: 'qa',
  timestamp: NOW,
  summary: 'What came of it.',
  evidence: [{ path: 'performance-comparison.json', sha256: SHA }],
  validations: [{ name: 'tests', passed: false, message: HOSTILE }],
  approved_by: null,
} satisfies Partial<GateResult>;

test('a gate shows its verdict, reasons and checks', () => {
  const markdown = gateMarkdown({
    ...gate,
    status: 'failed',
    allowed: false,
    reasons: [HOSTILE],
    question: null,
    override: null,
  });
  assert.match(markdown, /^# Gate validation: ✘ failed\n/);
  assert.match(markdown, /## Checks\n\n- ✘ tests: /);
  assertHarmless(markdown);
});

test('an overridden gate never looks like one that passed', () => {
  const markdown = gateMarkdown({
    ...gate,
    status: 'overridden',
    allowed: true,
    reasons: ['tests failed'],
    question: null,
    override: { by: 'ann', reason: 'known failure', risk: 'a bug in the export', at: NOW },
  });
  assert.match(markdown, /^# Gate validation: ✘ failed, and a person let it pass\n/);
  assert.match(markdown, /\*\*Let pass by ann\*\* at .*known failure/);
  assert.match(markdown, /Accepted risk: a bug in the export/);
});

test('a waiting gate asks its question', () => {
  const markdown = gateMarkdown({
    ...gate,
    status: 'waiting',
    allowed: false,
    reasons: [],
    question: 'Is a gain of 95 % right?',
    override: null,
  });
  assert.match(markdown, /waits for a person/);
  assert.match(markdown, /^> Is a gain of 95 % right\?$/m);
});

test('a comparison shows targets and every metric with its interval', () => {
  const markdown = comparisonMarkdown({
    compared_at: NOW,
    base_commit: 'a1'.repeat(20),
    candidate_commit: 'b2'.repeat(20),
    comparisons: [
      {
        benchmark: 'parse',
        metric: 'wall',
        unit: 'ns',
        direction: 'lower',
        placement: 'free',
        claimed: true,
        base: { median: 12e6, mad: 1e5 },
        candidate: { median: 9e6, mad: 1e5 },
        ratio: { estimate: 0.75, lo: 0.74, hi: 0.76, confidence: 0.95 },
        difference: null,
        pairs: { screening: 10, confirmation: 60 },
        p_value: 0.0001,
        min_effect: 0.02,
        verdict: 'improved',
        reason: 'the interval excludes 1',
      },
    ],
    targets: [
      {
        benchmark: 'parse',
        metric: 'wall',
        unit: 'ns',
        bound: 'at_most',
        wanted: 8e6,
        current: null,
        change_needed: null,
        reached: false,
      },
    ],
    counts: { improved: 1, regressed: 0, unchanged: 0, inconclusive: 0 },
    samples: { sha256: SHA, count: 120 },
  });
  assert.match(markdown, /1 improved, 0 regressed, 0 unchanged, 0 inconclusive/);
  assert.match(markdown, /\| `parse` \| wall \| ≤ 8\.00 ms \| – \| ✘ not reached \|/);
  assert.match(markdown, /-25\.0 % \| -26\.0 to -24\.0 % \| \\<0\.001 \| 10\+60 \| improved \|/);
  assertTables(markdown);
});

test('a review puts the worst finding first', () => {
  const review: Omit<CodeReview, 'schema' | 'run' | 'commit' | 'suiteHash'> = {
    run_id: 'run-1',
    workflow: 'performance',
    base_commit: 'a1'.repeat(20),
    reviewed_commit: 'b2'.repeat(20),
    reviewed_at: NOW,
    reviewed_by: 'ann',
    attempt: 1,
    summary: HOSTILE,
    verdict: 'changes-requested',
    checks: [{ name: 'diff', passed: true, message: 'read' }],
    findings: [
      { severity: 'note', file: null, line: null, finding: 'Nice.', suggestion: null },
      { severity: 'critical', file: 'a.js', line: 3, finding: HOSTILE, suggestion: 'Fix it' },
    ],
  };
  const markdown = reviewMarkdown(review);
  assert.match(markdown, /^# Code review: ✘ changes requested\n/);
  assert.match(
    markdown,
    /## Findings\n\n- \*\*critical\*\* `a\.js:3`: .* → Fix it\n- \*\*note\*\*: Nice\./,
  );
  assertHarmless(markdown);
});
