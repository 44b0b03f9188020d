import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { stringify } from 'yaml';

import type { Json } from '../../../src/base/index.ts';
import type { FlowRun } from '../../../src/campaign/flow/run-flow.ts';
import { retro } from '../../../src/campaign/history/retro.ts';
import { planOfRun } from '../../../src/campaign/plan/plan-of-run.ts';
import { suiteFrom } from '../../../src/campaign/read-suite.ts';
import { withStore } from '../../../src/campaign/try/run-view.ts';
import { type PlanBody, PlanRating } from '../../../src/model/index.ts';
import { basicPlan, RUBRIC_DEFAULT } from '../../../src/plan/index.ts';
import { commitAll, repository, type Place } from '../../cli/spawn-hone.ts';
import { CONFIG, SLOW } from '../../cli/subject.ts';
import {
  answerIn,
  assertEnded,
  assertWaits,
  fileOf,
  inFlowPlace,
  prompts,
  resumeIn,
  runIn,
  script,
} from './flow-place.ts';

const FLOW = `name: Plans
steps:
  - {step: 0, agent: planner, outputs: ["plan-{{plan_id}}.md", "plan-{{plan_id}}.json"]}
  - step: 0.1
    agent: orchestrator
    inputs: ["plan-{{plan_id}}.json (from step 0)"]
    outputs: ["plans/{{plan_id}}-rating.json"]
    validation: {schema: plan-rating, minimum_score: 7}
    on_failure: {goto: 0, max: 2, finally: ask}
`;

function planRepository(place: Place, flow: string, files: Record<string, string> = {}): string {
  return repository(place, {
    'flow.yaml': flow,
    'hone.yaml': CONFIG,
    'src/main.sh': SLOW,
    'make.sh': 'true\n',
    'test.sh': 'true\n',
    ...files,
  });
}

/** A sound plan, and the same with nothing behind its words. */
function plans(): Record<'good' | 'x', PlanBody> {
  const good = basicPlan({
    planId: 'by-hand',
    subject: 'main.sh',
    suite: suiteFrom(CONFIG, 'hone.yaml').suite,
    baseline: null,
    now: '2026-01-31T14:25:01Z',
  });
  const x: PlanBody = {
    ...good,
    name: 'x',
    objectives: ['x'],
    risks: [{ risk: 'x', mitigation: 'x', severity: 'low' }],
    steps: good.steps.map((step) => ({
      ...step,
      name: 'x',
      tasks: ['x'],
      success_criteria: ['x'],
      evidence: step.evidence.map((evidence) => ({ ...evidence, source: 'x', text: 'x' })),
      rollback: 'x',
      risks: ['x'],
      mitigation: ['x'],
    })),
  };
  return { good, x };
}

/** A planner that hands in these plans, one after the other, the last one again and again. */
function planner(place: Place, ...names: readonly ('good' | 'x')[]): string {
  const all = plans();
  names.forEach((name, index) => {
    writeFileSync(join(place.root, `plan-${index + 1}.json`), JSON.stringify(all[name]));
  });
  return `planner=${script(
    place,
    'planner',
    `if [ $n -gt ${names.length} ]; then n=${names.length}; fi
    cp "${place.root}/plan-$n.json" "$HONE_OUTPUT_DIR/plan-$HONE_RUN.json"
    echo '# Plan' > "$HONE_OUTPUT_DIR/plan-$HONE_RUN.md"`,
  )}`;
}

const DIMENSIONS = Object.keys(RUBRIC_DEFAULT.dimensions);

/** The same for each dimension of the rubric. */
function each(value: Json): Record<string, Json> {
  return Object.fromEntries(DIMENSIONS.map((one) => [one, value]));
}

/** A rater that gives every dimension the same score. */
function rater(place: Place, name: string, score: number, suggestion = 'Say more'): string {
  const rating = {
    scores: each(score),
    reasons: each(`because of ${name}`),
    improvements_suggested: [{ dimension: 'feasibility', suggestion, priority: 'high' }],
  };
  writeFileSync(join(place.root, `${name}.json`), JSON.stringify(rating));
  return script(place, name, `cat "${place.root}/${name}.json"`);
}

function ratingOf(run: FlowRun): PlanRating {
  return Value.Parse(PlanRating, fileOf(run, `plans/${run.run}-rating.json`));
}

test(
  'a plan of nothing but "x" goes back with the reasons, three times at most, then to a person',
  inFlowPlace(async (place) => {
    const root = planRepository(place, FLOW);
    const run = await runIn(root, { roles: [planner(place, 'x')] });
    assertWaits(run, '0.1/escalation');
    const told = prompts(place, 'planner');
    assert.equal(told.length, 3);
    assert.match(told[0] ?? '', /This is the first attempt/);
    const [finding] = ratingOf(run).findings;
    assert.ok(finding !== undefined);
    assert.ok(told[1]?.includes(finding.message), 'the second prompt holds the reasons');
    const placed = ratingOf(run).findings.find(({ step_number: number }) => number !== null);
    assert.ok(told[1]?.includes(`Step ${placed?.step_number} of the plan: ${placed?.message}`));
    assert.ok(told[2]?.includes(finding.message));
    const { attempt, max_attempts, passed, status, overall_score, history } = ratingOf(run);
    assert.deepEqual([attempt, max_attempts, passed, status], [3, 3, false, 'failed']);
    assert.equal(overall_score, null, 'no rater was asked about such a plan');
    assert.deepEqual(
      history.map((one) => one.attempt),
      [1, 2],
    );
    assert.match(run.view.questions[0]?.text ?? '', /hone found \d+ problems/);
    await answerIn(root, run.run, null, { choice: 'retry', reason: 'name evidence' });
    const again = await resumeIn(root, run.run);
    assertWaits(again, '0.1/escalation');
    const asked = prompts(place, 'planner');
    assert.equal(asked.length, 4, 'not the rating is repeated, but the plan that it refused');
    assert.match(asked[3] ?? '', /name evidence/);
    assert.ok(asked[3]?.includes(finding.message));
    const last = ratingOf(again);
    assert.deepEqual([last.attempt, last.max_attempts, last.status], [4, 4, 'failed']);
  }),
);

test(
  'a better plan is rated anew; the rating is of this plan, this run and its second attempt',
  inFlowPlace(async (place) => {
    const root = planRepository(place, FLOW);
    const raters = [rater(place, 'kind', 9), rater(place, 'strict', 8)];
    const run = await runIn(root, { roles: [planner(place, 'x', 'good')], raters });
    assertEnded(run, 'completed');
    const rating = ratingOf(run);
    assert.equal(rating.passed, true);
    assert.equal(rating.attempt, 2);
    assert.equal(rating.run_id, run.run);
    assert.notEqual(rating.history[0]?.plan_hash, rating.plan_hash);
    assert.equal(rating.raters.length, 3, 'two commands beside what hone computes');
    assert.equal(prompts(place, 'kind').length, 1, 'a plan that hone refuses is not shown');
    assert.ok((rating.overall_score ?? 0) >= 7);
    const { signal } = new AbortController();
    const [shown, looked] = await withStore(root, signal, (store) => [
      planOfRun(store, run.run),
      retro(store, run.run),
    ]);
    assert.equal(shown.state, 'completed');
    const asked = looked.effort.roles.map(({ role, asked: times }) => `${role} ${times}`);
    assert.deepEqual(asked.toSorted(), ['orchestrator 1', 'orchestrator 1', 'planner 2']);
    assert.ok(looked.effort.roles.every(({ ms, tokens }) => ms > 0 && tokens === null));
    assert.deepEqual(looked.unknown, []);
  }),
);

test(
  'raters who are far apart are shown as such, and low scores send the plan back with their words',
  inFlowPlace(async (place) => {
    const root = planRepository(place, FLOW);
    const raters = [rater(place, 'kind', 10), rater(place, 'harsh', 1, 'Measure the tide first')];
    const run = await runIn(root, { roles: [planner(place, 'good')], raters });
    assertWaits(run, '0.1/escalation');
    const rating = ratingOf(run);
    assert.equal(rating.disagreement?.flagged, true);
    assert.ok((rating.overall_score ?? 10) < 7);
    const told = prompts(place, 'planner')[1] ?? '';
    assert.match(
      told,
      /- feasibility: \d(?:\.\d)? of 10\n[^]*- feasibility: Measure the tide first/,
    );
  }),
);

test(
  'a rater that fails, or leaves out a dimension, fails the rating instead of vanishing',
  inFlowPlace(async (place) => {
    const flow = FLOW.replace('max: 2', 'max: 1');
    const root = planRepository(place, flow);
    const partial = script(place, 'partial', `echo '{"scores":{"completeness":9},"reasons":{}}'`);
    const silent = script(place, 'silent', 'echo "{}"');
    const broken = script(place, 'broken', 'exit 1');
    for (const [command, message] of [
      [partial, /scores/],
      [silent, /rating\.json/],
      [broken, /exit code 1/],
    ] as const) {
      const raters = [rater(place, 'kind', 10), command];
      const run = await runIn(root, { roles: [planner(place, 'good')], raters });
      assertWaits(run, '0.1/escalation');
      assert.equal(ratingOf(run).passed, false);
      assert.match(ratingOf(run).failures.join(' '), message);
    }
  }),
);

test(
  'a rater with a command of any length is listened to',
  inFlowPlace(async (place) => {
    const root = planRepository(place, FLOW);
    const raters = [`${rater(place, 'kind', 9)} ${'y'.repeat(600)}`];
    const run = await runIn(root, { roles: [planner(place, 'good')], raters });
    assertEnded(run, 'completed');
    assert.equal(ratingOf(run).raters.length, 2);
  }),
);

test(
  'a score that the planner writes itself does not count',
  inFlowPlace(async (place) => {
    const root = planRepository(place, FLOW);
    const role = planner(place, 'x');
    const forged = JSON.stringify({ passed: true, overall_score: 10, status: 'passed' });
    script(
      place,
      'planner',
      `mkdir -p "${root}/.hone/runs/$HONE_RUN/plans"
      echo '${forged}' > "${root}/.hone/runs/$HONE_RUN/plans/$HONE_RUN-rating.json"
      mkdir -p "$HONE_OUTPUT_DIR/plans"
      echo '${forged}' > "$HONE_OUTPUT_DIR/plans/$HONE_RUN-rating.json"
      cp "${place.root}/plan-1.json" "$HONE_OUTPUT_DIR/plan-$HONE_RUN.json"
      echo '# Plan' > "$HONE_OUTPUT_DIR/plan-$HONE_RUN.md"`,
    );
    const run = await runIn(root, { roles: [role] });
    assertWaits(run, '0.1/escalation');
    assert.equal(ratingOf(run).passed, false);
  }),
);

test(
  'a person who rates is asked for a file with scores, and it counts like the others',
  inFlowPlace(async (place) => {
    const root = planRepository(place, FLOW);
    const roles = [planner(place, 'good'), 'orchestrator=person'];
    const first = await runIn(root, { roles });
    assertWaits(first, '0.1/person');
    const data = { scores: each(9), reasons: each('read it'), improvements_suggested: [] };
    await answerIn(root, first.run, null, { choice: 'done', data });
    const run = await resumeIn(root, first.run);
    assertEnded(run, 'completed');
    assert.deepEqual(
      ratingOf(run).raters.map(({ kind }) => kind),
      ['built-in', 'person'],
    );
  }),
);

test(
  "a project's own rubric sets the bar; one that is missing or wrong is a failure",
  inFlowPlace(async (place) => {
    const flow = FLOW.replace('minimum_score: 7', 'minimum_score: 7, rubric_file: rubric.yaml');
    const thresholds = { emergency: 6, standard: 9.7, enterprise: 9.8, critical: 9.9 };
    const strict = { ...RUBRIC_DEFAULT, thresholds };
    const root = planRepository(place, flow, { 'rubric.yaml': stringify(strict) });
    const raters = [rater(place, 'kind', 8)];
    const given = { roles: [planner(place, 'good')], raters };
    const refused = await runIn(root, given);
    assertWaits(refused, '0.1/escalation');
    assert.equal(ratingOf(refused).minimum_score_threshold, 9.7);

    writeFileSync(join(root, 'rubric.yaml'), 'dimensions: {}\n');
    commitAll(root, 'a rubric of nothing');
    const wrong = await runIn(root, given);
    assertWaits(wrong, '0.1/escalation');
    assert.match(wrong.view.questions[0]?.text ?? '', /rubric.*is wrong/);

    rmSync(join(root, 'rubric.yaml'));
    commitAll(root, 'no rubric');
    mkdirSync(join(root, 'rubric.yaml'));
    await assert.rejects(runIn(root, given), /rubric "rubric\.yaml", which does not exist/);
  }),
);
