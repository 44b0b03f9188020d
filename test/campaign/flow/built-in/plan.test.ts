import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { refusePlanOfRun, shownPlan } from '../../../../src/campaign/plan/checked-plan.ts';
import { Plan, TriedBacklog } from '../../../../src/model/index.ts';
import { keepReport, ownRow, reportOf, timed, wholeReport } from '../../../plan/backlog/reports.ts';
import { commitAll, git, type Place } from '../../../cli/spawn-hone.ts';
import { BROKEN, subject } from '../../../cli/subject.ts';
import { assertEnded, inFlowPlace, prompts, runIn, script } from '../flow-place.ts';

const PLANNING = `name: Plans
steps:
  - {step: 0, agent: planner, outputs: ["plan-{{plan_id}}.md", "plan-{{plan_id}}.json"]}
  - step: 0.1
    agent: orchestrator
    inputs: ["plan-{{plan_id}}.json (from step 0)"]
    outputs: ["plans/{{plan_id}}-rating.json"]
    validation: {schema: plan-rating, minimum_score: 7}
    on_failure: {goto: 0, max: 1, finally: stop}
`;

const TRYING = `${PLANNING}  - step: 1
    agent: developer
    inputs: ["plan-{{plan_id}}.json (from step 0)"]
    outputs: [dev-manifest.json]
`;

/** A subject whose main.sh was profiled: its first line costs a fifth. */
function profiled(place: Place, flow: string): string {
  const { root } = subject(place);
  writeFileSync(join(root, 'flow.yaml'), flow);
  commitAll(root, 'flow');
  const row = { ...ownRow(1), benchmark: 'wait' };
  const location = { ...row.location, file: 'src/main.sh', line: 1, end_line: 2 };
  const head = git(root, ['rev-parse', 'HEAD']).trim();
  keepReport(root, wholeReport(head, reportOf([{ ...row, location }], [timed('wait', 60)])));
  return root;
}

function fileIn(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

test(
  'a kept profile of the base makes a backlog, and what was tried is held against it',
  inFlowPlace(async (place) => {
    const root = profiled(place, TRYING);
    const developer = script(place, 'developer', `printf '${BROKEN}' > src/main.sh`);
    const run = await runIn(root, { roles: [`developer=${developer}`] });
    const plan = fileIn(run.folder, `plan-${run.run}.json`);
    assert.ok(Value.Check(Plan, plan));
    assert.equal(plan.backlog?.items[0]?.title, 'Make work1 (src/main.sh:1) cheaper');
    assert.ok(existsSync(join(run.folder, 'bottleneck-report.json')), 'what it follows from');
    const tried = fileIn(run.folder, `backlog-${run.run}.json`);
    assert.deepEqual([...Value.Errors(TriedBacklog, tried)], []);
    assert.ok(Value.Check(TriedBacklog, tried));
    assert.equal(tried.items[0]?.status, 'rejected', 'by the function that the patch changes');
    assert.deepEqual(tried.unmatched, []);
    assert.match(readFileSync(join(run.folder, 'roadmap.html'), 'utf8'), /Predicted and realised/);

    const { signal } = new AbortController();
    const shown = await shownPlan(root, null, signal);
    assert.ok(shown.kind === 'run' && shown.run === run.run, 'no plan is kept, so that of the run');
    assert.equal(shown.tried?.attempts[0]?.decision, 'rejected');
    assert.equal(shown.rating?.passed, true);
    await assert.rejects(refusePlanOfRun(root, run.run, signal), /are for plans that "hone plan"/);
    await assert.rejects(shownPlan(root, 'nope', signal), /There is no plan nope, and no run/);
  }),
);

test(
  'an agent that plans gets the profile, and its bound holds for what it promises',
  inFlowPlace(async (place) => {
    const root = profiled(place, PLANNING);
    const first = await runIn(root);
    assertEnded(first, 'completed');
    const plan = fileIn(first.folder, `plan-${first.run}.json`);
    assert.ok(Value.Check(Plan, plan));
    const { schema: _schema, run: _run, commit: _commit, suiteHash: _hash, ...body } = plan;
    const basis = 'The loop is not needed at all.';
    const bold = body.steps.map((step) =>
      step.item === undefined ? step : { ...step, expected_gain: { amount: 70, unit: '%', basis } },
    );
    writeFileSync(join(place.root, 'bold.json'), JSON.stringify({ ...body, steps: bold }));
    const planner = script(
      place,
      'planner',
      `cp ${place.root}/bold.json "$HONE_OUTPUT_DIR/plan-$HONE_RUN.json"
      echo '# Plan' > "$HONE_OUTPUT_DIR/plan-$HONE_RUN.md"`,
    );
    const second = await runIn(root, { roles: [`planner=${planner}`] });
    assertEnded(second, 'failed');
    const [asked, again] = prompts(place, 'planner');
    assert.match(asked ?? '', /No item of a backlog may expect more[\s\S]*work1/);
    assert.match(again ?? '', /It expects 70 %; if the place cost nothing, 24 %/);
  }),
);
