import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import {
  Plan,
  PlanRating,
  PlanSetDocument,
  type ProfileReport,
  TaskSplitDocument,
} from '../../src/model/index.ts';
import { keepReport, ownRow, reportOf, timed, wholeReport } from '../plan/backlog/reports.ts';
import { git, hone, inPlace, type Outcome, type Place } from './spawn-hone.ts';
import { subject } from './subject.ts';

interface Planned {
  readonly root: string;
  /** Where the profile and its plans lie. */
  readonly folder: string;
  readonly run: (...args: readonly string[]) => Promise<Outcome>;
}

/** A repository whose HEAD was profiled: two functions, one of which nobody could see. */
function planned(place: Place, change: (report: ProfileReport) => ProfileReport = same): Planned {
  const { root } = subject(place);
  const rows = [1, 3, 40].map((number) => ({ ...ownRow(number), benchmark: 'wait' }));
  const head = git(root, ['rev-parse', 'HEAD']).trim();
  const report = wholeReport(head, reportOf(rows, [timed('wait', 60)]));
  const folder = keepReport(root, change(report));
  return { root, folder, run: (...args) => hone(place, root, ['plan', ...args]) };
}

function same(report: ProfileReport): ProfileReport {
  return report;
}

function newest(text: string): Plan {
  const value: unknown = JSON.parse(text);
  assert.deepEqual([...Value.Errors(Plan, value)], []);
  return Value.Parse(Plan, value);
}

test(
  'a plan is made from the kept profile of HEAD, shown, changed with a reason and rated',
  inPlace(async (place) => {
    const { root, folder, run } = planned(place);
    const made = await run();
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /1 {2}Make work1 \(src\/part-1\.js:10\) cheaper +10 %/);
    assert.match(made.stdout, /Make work40 [\s\S]*\s0\.6 % would be gained at\s+most/);
    assert.match(made.stdout, /checks found nothing wrong; the rating without a model is 9/);
    assert.match(readFileSync(join(folder, 'roadmap.html'), 'utf8'), /Gain against effort/);

    const shown = await run('show', '--json');
    const plan = newest(shown.stdout);
    assert.ok(existsSync(join(folder, `plan-${plan.plan_id}.md`)));
    assert.equal(plan.backlog?.items[0]?.effort.unit, 'attempts');

    const split = await hone(place, root, ['task', 'split', '--json']);
    const { groups, written: tasks } = Value.Parse(TaskSplitDocument, JSON.parse(split.stdout));
    assert.deepEqual([groups[0]?.tasks[0]?.id, tasks], ['001', []]);

    const set = await run('set', '1', 'effort', '30', '--reason', 'a public format', '--by', 'ana');
    assert.equal(set.code, 0, set.stderr);
    assert.match(set.stdout, /effort is 30 now, was 3\. It has rank 2/);
    const again = await run('show', plan.plan_id);
    assert.match(again.stdout, /It is a draft: no rating of what it says now let it pass/);
    assert.match(again.stdout, /2: effort from 3 to 30 by ana: a public format/);

    const file = join(place.root, 'set.json');
    const depends = ['depends=2', '--reason', 'it changes the input', '--json', file];
    const turned = await run('set', '1', ...depends);
    assert.match(turned.stdout, /dependencies is \S+ now, was none\. It has rank 2/);
    const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
    assert.equal(Value.Parse(PlanSetDocument, written).item.rank, 2);
    const rated = await run('rate', '--json');
    assert.equal(rated.code, 0, rated.stderr);
    const rating: unknown = JSON.parse(rated.stdout);
    assert.ok(Value.Check(PlanRating, rating) && rating.passed);
    assert.equal(newest((await run('show', '--json')).stdout).status, 'validated');

    const next = await run('wait', '--json');
    const carried = newest(next.stdout).backlog?.items.find(
      ({ overrides }) => overrides.length > 0,
    );
    assert.equal(carried?.overrides[0]?.reason, 'a public format', 'kept for the next plan');
  }),
);

test(
  'another rater counts, and one that fails lets no plan pass',
  inPlace(async (place) => {
    const { run } = planned(place);
    await run();
    const scores = {
      completeness: 9,
      feasibility: 9,
      risk_mitigation: 9,
      agent_coverage: 9,
      integration: 9,
    };
    const reasons = Object.fromEntries(
      Object.keys(scores).map((name) => [name, 'as it should be']),
    );
    const file = join(place.root, 'scores.json');
    writeFileSync(file, JSON.stringify({ scores, reasons }));
    const good = await run('rate', '--rater', `cp ${file} "$HONE_OUTPUT_DIR/rating.json"`);
    assert.equal(good.code, 0, good.stderr + good.stdout);
    assert.match(good.stdout, /rater-1: cp .*completeness\s+9/s);
    const bad = await run('rate', '--rater', 'false');
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /did not pass: no score.*rater-1 \(false\)/s);
  }),
);

test(
  'a plan that was changed by hand to promise more than its bound is found',
  inPlace(async (place) => {
    const { folder, run } = planned(place);
    const plan = newest((await run('--json')).stdout);
    const steps = plan.steps.map((step) =>
      step.item === undefined
        ? step
        : { ...step, expected_gain: { amount: 90, unit: '%', basis: 'I am sure that it helps.' } },
    );
    writeFileSync(join(folder, `plan-${plan.plan_id}.json`), JSON.stringify({ ...plan, steps }));
    const rated = await run('rate');
    assert.equal(rated.code, 1);
    assert.match(rated.stdout, /gain-above-bound: It expects 90 %/);
    assert.match((await run('show')).stdout, /checks found 2 problems/);
    writeFileSync(join(folder, `plan-${plan.plan_id}.json`), '{"schema": "hone.plan.v1"');
    const broken = await run('show');
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /is no plan\. Run "hone plan" again/);
  }),
);

const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
  [['nothing'], /hone.yaml has no benchmark "nothing". It has: wait\./],
  [['show', '../../etc'], /There is no plan \.\.\/\.\.\/etc/],
  [['set', '9', 'effort', '2', '--reason', 'x'], /has no item "9"/],
  [['set', '1', 'effort', 'NaN', '--reason', 'x'], /effort can't be "NaN"/],
  [['set', '1', 'depends=1', '--reason', 'x'], /can't come after itself/],
  [['set', '1', 'effort', '--reason', 'x'], /hone plan set ITEM effort VALUE/],
  [['set', '1', 'colour', 'red', '--reason', 'x'], /no "colour" that could be set/],
  [['set', '1', 'risk', 'low', '--reason', ' '], /--reason says why/],
  [['rate', '--rubric', 'none.yaml'], /The rubric .*none\.yaml does not exist/],
];

test(
  'mistakes end with 2 and say what to write instead',
  inPlace(async (place) => {
    const { run } = planned(place);
    const before = await run('show');
    assert.equal(before.code, 2);
    assert.match(before.stderr, /Nothing was planned here yet\. Run "hone plan" first\./);
    assert.equal((await run()).code, 0);
    for (const [args, message] of mistakes) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, message);
    }
  }),
);

test(
  'a profile that has nothing worth a try leads to a plan that says so',
  inPlace(async (place) => {
    const { run } = planned(place, (report) => ({
      ...report,
      bottlenecks: report.bottlenecks.slice(2),
    }));
    const { code, stdout } = await run('--effort', 'person-days');
    assert.equal(code, 0);
    assert.match(stdout, /Nothing is worth a try\./);
    assert.match(stdout, /checks found nothing wrong/);
  }),
);
