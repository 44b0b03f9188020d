import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkFlow, executionOrder, parseFlowFile } from '../../src/flow/index.ts';
import { ROLES } from '../../src/model/index.ts';
import { BROKEN_FLOWS, UNSOUND_FLOWS } from './broken-flows.ts';
import {
  AGENT_PROJECT_FLOW,
  flowOf,
  PERFORMANCE_FLOW,
  shown,
  shownWithSeverity,
  steps,
} from './flows.ts';

for (const { name, text, says } of BROKEN_FLOWS) {
  test(`the parser says where and what is wrong: ${name}`, () => {
    const parsed = parseFlowFile(text, { path: 'flow.yaml' });
    assert.deepEqual(parsed.kind === 'invalid' ? parsed.problems.map(shown) : [], says);
  });
}

for (const { name, text, says } of UNSOUND_FLOWS) {
  test(`the check says where and what is wrong: ${name}`, () => {
    const surroundings = { agents: ROLES, schemas: ['dev-manifest', 'plan'], rubrics: ['r.json'] };
    assert.deepEqual(checkFlow(flowOf(text), surroundings).map(shownWithSeverity), says);
  });
}

test('fills in what is not said', () => {
  const { steps: all, ...flow } = flowOf(steps('step: 0.50, agent: qa'));
  const place = { line: 3, column: 5 };
  assert.deepEqual(flow, {
    path: 'flow.yaml',
    name: 'Test',
    description: '',
    type: null,
    version: null,
    groups: [],
    runInputs: [],
    retry: {
      attemptsMax: 3,
      waitsMs: [1_000, 2_000, 4_000],
      retryable: ['timeout', 'rate_limit', 'network_error'],
    },
    fallbackAgents: [],
    parallel: { enabled: true, failFast: false, stepTimeoutMs: null },
    publishPolicy: 'manual',
    checkpoint: {
      frequency: 'on_step_completion',
      compression: true,
      incremental: true,
      sizeMbMax: 5,
      keepLast: 3,
      ttlHours: 24,
    },
    resources: {
      concurrentAgentsMax: 5,
      agentTimeoutMs: 1_800_000,
      contextCacheMb: 100,
      lazyArtifactLoading: true,
    },
    completionCriteria: [],
  });
  assert.deepEqual(all, [
    {
      id: '0.5',
      name: 'Step 0.5',
      agent: 'qa',
      agentPlace: { line: 3, column: 25 },
      type: null,
      description: '',
      skill: null,
      tool: null,
      executor: null,
      skillPlace: { line: 3, column: 5 },
      uses: 'agent',
      condition: null,
      inputs: [],
      outputs: [],
      validation: null,
      attemptsMax: 3,
      onFailure: { goto: null, finally: 'ask' },
      group: null,
      publishTargets: [],
      publishPolicy: null,
      timeoutMs: null,
      place,
    },
  ]);
});

test('the blocks of CUJ-059 are understood as they stand there', () => {
  const flow = flowOf(`${steps(
    'step: 0, agent: planner, outputs: [plan.json]',
    'step: 1, agent: analyst, outputs: [a.json]',
    'step: 2, agent: pm, outputs: [b.json]',
    'step: 3, agent: ux-expert, outputs: [c.json]',
    'step: 4, agent: code-reviewer, outputs: [d.json]',
    'step: 5, agent: security-architect, outputs: [e.json]',
  )}
# Execute independent steps in parallel
parallel_groups:
  - name: "Analysis Phase"
    steps: [analyst, pm, ux-expert]
    synchronization: wait_all
  - name: "Code Review"
    steps: [code-reviewer, security-architect]
    synchronization: wait_all
checkpoint_strategy:
  frequency: "on_step_completion"
  compression: true
  incremental: true
  max_size_mb: 5
  retention_policy:
    keep_last_n: 3
    ttl_hours: 24
resource_limits:
  max_concurrent_agents: 5
  agent_timeout_ms: 300000
  context_cache_size_mb: 100
  lazy_artifact_loading: true
`);
  assert.deepEqual(executionOrder(flow), {
    kind: 'ok',
    stages: [
      { steps: ['0'], group: null },
      { steps: ['1', '2', '3'], group: 'Analysis Phase' },
      { steps: ['4', '5'], group: 'Code Review' },
    ],
  });
  assert.equal(flow.resources.agentTimeoutMs, 300_000);
  assert.equal(flow.checkpoint.ttlHours, 24);
});

test('warns of settings that ask for what hone always does otherwise', () => {
  const parsed = parseFlowFile(
    `${steps('step: 0, agent: qa')}checkpoint_strategy:
  frequency: on_gate
  compression: false
  incremental: false
resource_limits:
  context_cache_size_mb: 100
  lazy_artifact_loading: false
`,
    { path: 'flow.yaml' },
  );
  assert.ok(parsed.kind === 'ok');
  const paths = 'Agents are given the paths of artifacts, and read what they need.';
  assert.deepEqual(parsed.warnings.map(shown), [
    '5:14: "frequency: on_gate" has no effect. Each step is recorded as it ends, so a run always ' +
      'goes on after the last one.',
    '6:16: "compression: false" has no effect. Results are always compressed.',
    '7:16: "incremental: false" has no effect. The same content is stored only once.',
    `9:26: "context_cache_size_mb" has no effect. ${paths}`,
    `10:26: "lazy_artifact_loading: false" has no effect. ${paths}`,
  ]);
});

test('the built-in performance flow is sound and says nothing strange', () => {
  const parsed = parseFlowFile(PERFORMANCE_FLOW, { path: 'performance-flow.yaml' });
  assert.ok(parsed.kind === 'ok');
  assert.deepEqual(parsed.warnings.map(shown), []);
  const { flow } = parsed;
  const schemas = flow.steps.flatMap(({ validation }) => validation?.schema ?? []);
  assert.deepEqual(checkFlow(flow, { agents: ROLES, schemas }).map(shown), []);
  assert.deepEqual(
    flow.steps.map(({ id, agent }) => `${id} ${agent}`),
    [
      '0 planner',
      '0.1 orchestrator',
      '0.5 performance-engineer',
      '1 performance-engineer',
      '2 architect',
      '3 developer',
      '4 code-reviewer',
      '5 qa',
      '5.5 orchestrator',
      '6 code-reviewer',
    ],
  );
});

test('a file as projects of agents write them keeps its meaning, with a word on each difference', () => {
  const parsed = parseFlowFile(AGENT_PROJECT_FLOW, { path: 'flow.yaml' });
  assert.ok(parsed.kind === 'ok');
  assert.deepEqual(parsed.warnings.map(shown), [
    '5:1: "project_type" in flow.yaml has no effect. A flow is started by its name.',
    '8:1: "trigger_keywords" in flow.yaml has no effect. A flow is started by its name.',
    '13:3: "checkpoint_dir" in "recovery" has no effect. Checkpoints are kept in the run\'s folder.',
    '36:9: The note "markdown file" on the input "user_requirements" has no effect. Understood ' +
      'are "from step 3", "optional" and both.',
    '36:9: No step writes "user_requirements": it must be given with the run. Declare it in ' +
      'workflow_inputs.',
    '37:9: No step writes "business_goals": it must be given with the run. Declare it in ' +
      'workflow_inputs.',
    "41:20: Reasoning is kept below reasoning/ in the run's folder. The folder that is written " +
      'here stays empty.',
    "44:13: The results of gates are kept below gates/ in the run's folder. The path that is " +
      'written here is not used.',
    '50:5: A rating of step 0.1 below 7 returns to step 0, 2 times at most. Say it with ' +
      'on_failure: {goto: …, max: …}.',
    '69:22: "publish_targets" of step 1 has no effect. Only a step with type: publish publishes.',
    '96:16: The condition "if the user wants a new design" is a sentence, so a person is asked. ' +
      "Expressions look like validation_status == 'pass'.",
    '103:11: No program knows these checks, so a person is asked about each. What a schema can ' +
      'say belongs into the schema.',
    '108:11: "tool" of step 4 has no effect. Say in the description what it is to be done with.',
    '113:9: The note "from a workshop" on the input "sketches.json" has no effect. Understood ' +
      'are "from step 3", "optional" and both.',
    '151:13: Step 5.5 has a policy of publishing, so it publishes. Say it with type: publish.',
    '157:5: Completion criteria are sentences, so a person is asked about each at the end. What ' +
      'can be computed belongs into a validation.',
  ]);
  const { flow } = parsed;
  assert.deepEqual(
    flow.steps.map(({ id, onFailure: { goto: back } }) => `${id}→${back?.step ?? ''}`),
    ['0→', '0.1→0', '1→', '2→', '3→', '4→', '4.5→', '5→4', '5.5→'],
  );
  assert.deepEqual(
    flow.steps.flatMap(({ outputs }) => outputs.map(({ name }) => name)),
    [
      'plan-{{workflow_id}}.md',
      'plan-{{workflow_id}}.json',
      'reasoning/00-planner.json',
      'plans/{{plan_id}}-rating.json',
      'reasoning/00.1-orchestrator.json',
      'project-brief.json',
      'prd.json',
      'ux-spec.json',
      'dev-manifest.json',
      'code-artifacts',
      'notes.md',
      'code-artifacts',
      'code-review-{{workflow_id}}.json',
    ],
  );
  assert.equal(flow.steps[6]?.description, '- Remove what nobody calls\n- Format');
  assert.equal(flow.steps[8]?.onFailure.finally, 'continue');
});

test('what a later step says comes in when the flow has returned', () => {
  const flow = flowOf(
    steps(
      'step: 0, agent: qa, outputs: [a], inputs: ["review.json (from step 1, optional)"]',
      'step: 1, agent: qa, outputs: [review.json], on_failure: {goto: 0}',
    ),
  );
  assert.deepEqual(checkFlow(flow, { agents: ROLES, schemas: [] }), []);
});

test('steps that follow each other with parallel alone are a group', () => {
  const flow = flowOf(
    steps(
      'step: 0, agent: qa, outputs: [a]',
      'step: 1, agent: qa, outputs: [b], parallel: true',
      'step: 2, agent: qa, outputs: [c], parallel: true',
      'step: 3, agent: qa, outputs: [d]',
    ),
  );
  assert.deepEqual(
    flow.steps.map(({ group }) => group),
    [null, 'from step 1', 'from step 1', null],
  );
});

test('a hundred thousand brackets and a megabyte are refused at once', () => {
  for (const text of ['['.repeat(100_000), `name: ${'x'.repeat(1_100_000)}`]) {
    assert.equal(parseFlowFile(text, { path: 'flow.yaml' }).kind, 'invalid');
  }
});

test('keys that nothing comes of are named with their line', () => {
  const parsed = parseFlowFile(
    `name: x
steps:
  - {step: 0, agent: qa, executor: claude, tool: grep}
  - step: 1
    agent: qa
    type: validation
    policy: manual
    publish_targets: [out]
  - {step: 2, agent: qa, type: publish, policy: manual, publish_targets: [out]}
checkpoint_strategy:
  retention_policy: {keep_last_n: 2}
`,
    { path: 'flow.yaml' },
  );
  assert.ok(parsed.kind === 'ok');
  assert.deepEqual(
    parsed.warnings.map(({ line, message }) => `${line}: ${message}`),
    [
      '3: "executor" of step 0 has no effect.',
      '3: "tool" of step 0 has no effect.',
      '7: "policy" of step 1 has no effect.',
      '8: "publish_targets" of step 1 has no effect.',
      '11: "retention_policy" is what "hone run prune" goes by.',
    ],
  );
});

test('a skill that does not exist is warned of where it stands', () => {
  const flow = flowOf(`name: x
steps:
  - {step: 0, agent: qa, skill: benchmarking}
  - step: 1
    agent: qa
    skill: profilng
`);
  const found = checkFlow(flow, { agents: ['qa'], schemas: [], skills: ['benchmarking'] });
  assert.deepEqual(found.map(shown), [
    '6:12: Step 1 is to be done by the skill "profilng", which does not exist. Write ' +
      '.claude/skills/profilng/SKILL.md or skills/profilng.md; an agent that fills the role qa ' +
      "can't begin without it.",
  ]);
  assert.deepEqual(checkFlow(flow, { agents: ['qa'], schemas: [] }), []);
});
