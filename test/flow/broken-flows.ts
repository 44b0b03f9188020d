import { steps } from './flows.ts';

/** One broken flow file, and what has to be said about it. */
export interface Broken {
  readonly name: string;
  readonly text: string;
  /** `line:column: message hint`, in order. */
  readonly says: readonly string[];
}

const ONE = 'step: 0, agent: planner';

/** Mistakes that the parser finds. */
export const BROKEN_FLOWS: readonly Broken[] = [
  {
    name: 'an empty file',
    text: '# nothing\n',
    says: ['1:1: flow.yaml is empty. A flow needs at least name and steps.'],
  },
  {
    name: 'a tab',
    text: 'name: x\nsteps:\n\t- step: 0\n',
    says: ['3:1: This line is indented with a tab. YAML takes only spaces; use two.'],
  },
  {
    name: 'an alias',
    text: 'name: &n x\nsteps: *n\n',
    says: [
      '2:8: Aliases (*n) are not used here. Write the value out, or put it in quotes if the * ' +
        'belongs to it.',
    ],
  },
  {
    name: 'a second key',
    text: 'name: x\nname: y\nsteps: []\n',
    says: ['2:1: The key "name" stands here a second time. Keep one of them.'],
  },
  {
    name: 'no steps',
    text: 'name: x\nsteps: []\n',
    says: ['2:8: "steps" needs at least one entry.'],
  },
  {
    name: 'a list instead of a flow',
    text: '- step: 0\n',
    says: ['1:1: Flow.yaml must be a map with the keys name and steps, not a list.'],
  },
  {
    name: 'a misspelt key',
    text: steps(`${ONE}, output: [a]`),
    says: ['3:31: There is no key "output" in entry 1 of "steps". Did you mean "outputs"?'],
  },
  {
    name: 'a key that would be a promise',
    text: steps(`${ONE}, reviewers: [a]`),
    says: [
      '3:31: There is no key "reviewers" in entry 1 of "steps". Write a step for each reviewer ' +
        'and put them in a parallel_group.',
    ],
  },
  {
    name: 'a step without an agent',
    text: steps('step: 0'),
    says: ['3:5: The key "agent" is missing in entry 1 of "steps". It takes the name of an agent.'],
  },
  {
    name: 'a truth value in words',
    text: steps(`${ONE}, parallel: yes`),
    says: ['3:41: "parallel" must be true or false, not the text "yes". Write true.'],
  },
  {
    name: 'a policy that does not exist',
    text: `${steps(ONE)}publish_policy: auto-on-passs\n`,
    says: [
      '4:17: "publish_policy" must be manual, auto-on-pass or auto-on-complete, not the text ' +
        '"auto-on-passs". Did you mean "auto-on-pass"?',
    ],
  },
  {
    name: 'too many attempts',
    text: steps(`${ONE}, retry: {max_attempts: 5}`),
    says: ['3:53: "max_attempts" must be a whole number from 1 to 3, not the number 5.'],
  },
  {
    name: 'an error that may not be tried again',
    text: `${steps(ONE)}retry_config: {retryable_errors: [timeout, validation]}\n`,
    says: [
      '4:44: Entry 2 of "retryable_errors" must be timeout, rate_limit or network_error, not the ' +
        'text "validation". The words are: timeout, rate_limit, network_error.',
    ],
  },
  {
    name: 'a timeout in seconds without the unit',
    text: steps(`${ONE}, timeout: 300`),
    says: [
      '3:40: "timeout" is 300 ms, because a number alone is milliseconds. Add the unit that is ' +
        'meant: 300s.',
    ],
  },
  {
    name: 'a timeout that is none',
    text: steps(`${ONE}, timeout: soon`),
    says: [
      '3:40: "timeout" must be a duration, not "soon". Write a number and ms, s, m, h or d: 5m.',
    ],
  },
  {
    name: 'an assignment for a comparison',
    text: steps(`${ONE}, condition: "validation_status = 'pass'"`),
    says: [
      '3:42: The condition is not understood at character 19: Conditions have no "=" here. Write ' +
        '== to compare.',
    ],
  },
  {
    name: 'a condition that ends early',
    text: steps(`${ONE}, condition: "(validation_status == 'pass'"`),
    says: ['3:42: The condition is not understood at character 29: A ) is missing here.'],
  },
  {
    name: 'a failure that leads nowhere',
    text: steps(`${ONE}, on_failure: try harder`),
    says: [
      '3:43: "try harder" does not say what follows a failure. Write stop, ask, continue, or ' +
        '"return to step 3".',
    ],
  },
  {
    name: 'a return that may mean two steps',
    text: steps(
      ONE,
      'step: 1, agent: planner',
      'step: 2, agent: qa, on_failure: return to planner',
    ),
    says: ['5:38: "planner" may mean several steps: 0, 1. Name the one that is meant.'],
  },
  {
    name: 'a gate that nobody is',
    text: steps(`${ONE}, validation: {gate: persn}`),
    says: ['3:50: "gate" must be person, computed or a path, not "persn". Did you mean "person"?'],
  },
  {
    name: 'a rubric without a score',
    text: steps(`${ONE}, validation: {rubric_file: r.yaml}`),
    says: [
      '3:57: "rubric_file" needs "minimum_score", or nothing is rated. Write minimum_score: 7.',
    ],
  },
  {
    name: 'an output outside of the run',
    text: steps(`${ONE}, outputs: [../x.json, /etc/x]`),
    says: [
      '3:41: "../x.json" does not name a file below the run\'s folder. Write a name such as ' +
        'plan.json.',
      '3:52: "/etc/x" does not name a file below the run\'s folder. Write a name such as plan.json.',
    ],
  },
  {
    name: 'a placeholder with a bracket too few',
    text: steps(`${ONE}, outputs: ["a-{{run_id}.md"]`),
    says: [
      '3:41: A bracket of a placeholder stands alone in "a-{{run_id}.md". A placeholder looks ' +
        'like {{run_id}}.',
    ],
  },
  {
    name: 'a placeholder without quotes in a list',
    text: steps(`${ONE}, outputs: [a-{{run_id}}.md]`),
    says: [
      '3:43: This is not YAML: Missing , or : between flow sequence items. Put each text with ' +
        '{{…}} into quotes.',
    ],
  },
  {
    name: 'a timeout below nothing',
    text: steps(`${ONE}, timeout: -5`),
    says: ['3:40: "timeout" must be from 1 second to 7 days.'],
  },
  {
    name: 'an input in prose',
    text: steps(`${ONE}, inputs: [All reports from steps 1-6]`),
    says: [
      '3:40: "All reports from steps 1-6" is not the name of an artifact. Name each file by ' +
        'itself, such as report.json.',
    ],
  },
  {
    name: 'a group with a step that is not there',
    text: `${steps(ONE)}parallel_groups: [{name: A, steps: [0, plannr]}]\n`,
    says: ['4:40: The group "A" names no step with "plannr". Did you mean "planner"?'],
  },
  {
    name: 'a step in two groups',
    text: `${steps(ONE, 'step: 1, agent: qa')}parallel_groups:
  - {name: A, steps: [0, 1]}
  - {name: B, steps: [1, 0]}
`,
    says: [
      '7:23: Step 1 is in "A" as well. Keep it once.',
      '7:26: Step 0 is in "A" as well. Keep it once.',
    ],
  },
  {
    name: 'a synchronisation that is not known',
    text: `${steps(ONE)}parallel_groups: [{name: A, steps: [0], synchronization: wait_any}]\n`,
    says: ['4:58: "synchronization" must be wait_all, not the text "wait_any".'],
  },
  {
    name: 'a stand-in for itself',
    text: `${steps(ONE)}fallback_agents: {planner: [planner]}\n`,
    says: ['4:29: "planner" can\'t stand in for itself. Remove it.'],
  },
  {
    name: 'control characters, which do not reach the terminal',
    text: steps(`${ONE}, "a\\e[31mb": 1`),
    says: [
      '3:31: There is no key "a\\u001b[31mb" in entry 1 of "steps". The keys are: step, name, agent, ' +
        'type, description, actions, skill, tool, executor, uses, condition, inputs, ….',
    ],
  },
];

/** Mistakes between steps, or between a flow and what is around it. */
export const UNSOUND_FLOWS: readonly Broken[] = [
  {
    name: 'a second step of the same number',
    text: steps('step: 0.1, agent: qa, outputs: [a]', 'step: 0.10, agent: qa, outputs: [b]'),
    says: [
      'error 4:5: There is a second step "0.1"; the first is on line 3. Give each step a number ' +
        'or name of its own.',
    ],
  },
  {
    name: 'steps that are not in the order of their numbers',
    text: steps('step: 1, agent: qa', 'step: 0.5, agent: qa'),
    says: ['warning 4:5: Step 0.5 stands after step 1. Steps are done in the order of the file.'],
  },
  {
    name: 'an agent that does not exist',
    text: steps('step: 0, agent: architct'),
    says: [
      'error 3:22: Step 0 is for the agent "architct", which does not exist. Did you mean ' +
        '"architect"?',
    ],
  },
  {
    name: 'a stand-in that does not exist',
    text: `${steps('step: 0, agent: qa')}fallback_agents: {qa: [devop], planner: [x]}\n`,
    says: [
      'error 4:24: The agent "devop", who should stand in for "qa", does not exist. Did you mean ' +
        '"devops"?',
      'warning 4:32: No step is for "planner", so nobody ever stands in for it.',
    ],
  },
  {
    name: 'a misspelt schema, which is not a weaker check',
    text: steps('step: 0, agent: qa, outputs: [a], validation: {schema: dev-manifst.schema.json}'),
    says: [
      'error 3:61: Step 0 is validated by the schema "dev-manifst.schema.json", which does not ' +
        'exist. Did you mean "dev-manifest"?',
    ],
  },
  {
    name: 'a schema of another folder, even with a known name',
    text: steps('step: 0, agent: qa, validation: {schema: other/dev-manifest.schema.json}'),
    says: [
      'error 3:47: Step 0 is validated by the schema "other/dev-manifest.schema.json", which does ' +
        'not exist. Did you mean "dev-manifest"?',
    ],
  },
  {
    name: 'a schema in a folder of an agent project, named like one of hone',
    text: steps('step: 0, agent: qa, validation: {schema: .claude/schemas/plan.schema.json}'),
    says: [
      'error 3:47: Step 0 is validated by the schema ".claude/schemas/plan.schema.json", which ' +
        'does not exist. Did you mean "plan"?',
    ],
  },
  {
    name: 'an agent of another project',
    text: steps('step: 0, agent: ux-expert', 'step: 1, agent: "?"'),
    says: [
      'error 3:22: Step 0 is for the agent "ux-expert", which does not exist. The agents are: ' +
        'planner, performance-engineer, architect, developer, code-reviewer, qa, orchestrator, ' +
        'devops. Describe another one in roles/ux-expert.md.',
      'error 4:22: Step 1 is for the agent "?", which does not exist. The agents are: planner, ' +
        'performance-engineer, architect, developer, code-reviewer, qa, orchestrator, devops.',
    ],
  },
  {
    name: 'a rubric that does not exist',
    text: steps(
      'step: 0, agent: qa, outputs: [a.json]',
      'step: 1, agent: qa, inputs: [a.json], on_failure: {goto: 0}, validation: {minimum_score: ' +
        '7, rubric_file: missing.json}',
    ),
    says: [
      'error 4:111: Step 1 is rated by the rubric "missing.json", which does not exist. Write it, ' +
        "or remove rubric_file to rate by hone's own.",
    ],
  },
  {
    name: 'an input that nobody writes',
    text: steps(
      'step: 0, agent: qa, outputs: [plan.json]',
      'step: 1, agent: qa, inputs: [plam.json, other.json, "third.json (optional)"]',
    ),
    says: [
      'error 4:35: Step 1 reads "plam.json", which no step writes. Is "plan.json" meant?',
      'error 4:46: Step 1 reads "other.json", which no step writes. Add it to the outputs of a ' +
        'step before, or write ", optional" behind it.',
      'warning 4:58: Step 1 reads "third.json", which no step writes. It is optional, so the step ' +
        'always runs without it.',
    ],
  },
  {
    name: 'an input from a wrong step',
    text: steps(
      'step: 0, agent: qa, outputs: [a.json]',
      'step: 1, agent: qa, outputs: [b.json]',
      'step: 2, agent: qa, inputs: ["a.json (from step 1)", "b.json (from step 9)"]',
    ),
    says: [
      'error 5:35: Step 2 reads "a.json", but step 1 does not write it. Is step 0 meant?',
      'error 5:59: Step 2 reads "b.json", which should come from step 9, but there is none. Is ' +
        'step 1 meant?',
    ],
  },
  {
    name: 'an input from a later step',
    text: steps(
      'step: 0, agent: qa, inputs: [b.json], outputs: [a.json]',
      'step: 1, agent: qa, inputs: ["c.json (optional)"], outputs: [b.json]',
      'step: 2, agent: qa, outputs: [c.json]',
    ),
    says: [
      'error 3:35: Step 0 reads "b.json", which step 1 writes only later. Move step 1 before it, ' +
        'or add ", optional" to the input.',
      'warning 4:35: Step 1 reads "c.json", which step 2 writes only later. It is optional, so the ' +
        'step runs without it.',
    ],
  },
  {
    name: 'steps that wait for each other',
    text: steps(
      'step: 0, agent: qa, inputs: [c.json], outputs: [a.json]',
      'step: 1, agent: qa, inputs: [a.json], outputs: [b.json]',
      'step: 2, agent: qa, inputs: [b.json], outputs: [c.json]',
    ),
    says: [
      'error 3:5: These steps wait for each other: 0 → 1 → 2 → 0. A gate or another step between ' +
        'the members of a group can cause this, too.',
      'error 3:35: Step 0 reads "c.json", which step 2 writes only later. Move step 2 before it, ' +
        'or add ", optional" to the input.',
    ],
  },
  {
    name: 'a step that reads what it writes',
    text: steps('step: 0, agent: qa, inputs: [a.json], outputs: [a.json]'),
    says: [
      'error 3:5: Step 0 waits for itself. A gate or another step between the members of a group ' +
        'can cause this, too.',
      'error 3:35: Step 0 reads "a.json", which it writes itself. Remove it, or add ", optional" ' +
        'to the input.',
    ],
  },
  {
    name: 'members of a group that depend on each other',
    text: steps(
      'step: 0, agent: qa, outputs: [a.json], parallel_group: G',
      'step: 1, agent: qa, inputs: [a.json], outputs: [b.json], parallel_group: G',
    ),
    says: [
      'error 4:35: Step 1 reads "a.json", which step 0 writes at the same time. Take one of them ' +
        'out of the group "G", or add ", optional" to the input.',
    ],
  },
  {
    name: 'a gate between the members of a group',
    text: steps(
      'step: 0, agent: qa, outputs: [a.json], parallel_group: G',
      'step: 1, agent: qa, outputs: [c.json], validation: {gate: person}',
      'step: 2, agent: qa, outputs: [b.json], parallel_group: G',
    ),
    says: [
      'error 3:5: These steps wait for each other: 0 → 2 → 1 → 0. A gate or another step between ' +
        'the members of a group can cause this, too.',
    ],
  },
  {
    name: 'outputs of the same name',
    text: steps(
      'step: 0, agent: qa, outputs: [a.json, a.json], parallel_group: G',
      'step: 1, agent: qa, outputs: [a.json], parallel_group: G',
      'step: 2, agent: qa, outputs: [a.json, checkpoint.json]',
    ),
    says: [
      'error 3:44: Step 0 writes "a.json" twice. Keep it once.',
      'error 4:36: Steps 0 and 1 write "a.json" at the same time. Give each a name of its own.',
      'warning 5:36: Steps 1 and 2 both write "a.json". Readers get that of the step they name, ' +
        'else the last one before them.',
      'error 5:44: "checkpoint.json" is written by hone itself. Give the output another name.',
    ],
  },
  {
    name: 'returns to nowhere, to itself and forward',
    text: steps(
      'step: 0, agent: qa, on_failure: {goto: 7}',
      'step: 1, agent: qa, on_failure: {goto: 1}',
      'step: 2, agent: qa, on_failure: return to step 3',
      'step: 3, agent: qa',
    ),
    says: [
      'error 3:38: Step 0 returns to "7", but there is no such step. The steps are: 0, 1, 2, 3.',
      'error 4:38: Step 1 returns to itself. Use retry to try a step again.',
      'error 5:38: Step 2 returns to step 3, which comes later. Only steps before it can be ' +
        'returned to.',
    ],
  },
  {
    name: 'a condition on what does not exist',
    text: steps(
      'step: 0, agent: qa, outputs: [a]',
      'step: 1, agent: qa, condition: "valdation_status == \'pass\'"',
      'step: 2, agent: qa, condition: "steps.3.status == \'done\'"',
      'step: 3, agent: qa, condition: "validation_status == \'pass\'"',
      'step: 4, agent: qa, condition: "plan_rating >= 7"',
    ),
    says: [
      'error 4:37: The condition of step 1: There is no variable "valdation_status" here. Did you ' +
        'mean "validation_status"?',
      'error 5:37: The condition of step 2: There is no variable "steps.3.status" here. Did you ' +
        'mean "steps.0.status"?',
      'error 6:37: The condition of step 3: no step before it is validated. Add a validation to ' +
        'one of them.',
      'error 7:37: The condition of step 4: no step before it rates anything. Add minimum_score to ' +
        'the validation of one.',
    ],
  },
  {
    name: 'a condition that can never hold, or compares two kinds',
    text: steps(
      'step: 0, agent: qa, outputs: [a], validation: {schema: plan}',
      'step: 1, agent: qa, condition: "validation_status == \'passed\'"',
      'step: 2, agent: qa, condition: "validation_status > 3"',
      'step: 3, agent: qa, condition: validation_status',
    ),
    says: [
      'error 4:37: The condition of step 1: "validation_status" is never "passed". Did you mean ' +
        '"pass"?',
      'error 5:37: The condition of step 2: "validation_status" is a text, which 3 never is. ' +
        'Compare it with a text in quotes.',
      'error 6:37: The condition of step 3: The condition must be true or false, not the text ' +
        '"some text".',
    ],
  },
  {
    name: 'placeholders that nothing fills',
    text: steps('step: 0, agent: qa, outputs: ["plan-{{worflow_id}}.json", "<user>.json"]'),
    says: [
      'error 3:36: There is no placeholder "worflow_id". Did you mean "workflow_id"?',
      'error 3:64: There is no placeholder "user". The placeholders are: run_id, workflow_id, ' +
        'plan_id.',
    ],
  },
  {
    name: 'what may be missing when it is needed',
    text: steps(
      'step: 0, agent: qa, outputs: [a.json], condition: does the user want it?',
      'step: 1, agent: qa, outputs: [b.json], on_failure: continue',
      'step: 2, agent: qa, inputs: [a.json, b.json], outputs: [c.json]',
    ),
    says: [
      'warning 5:35: Step 2 reads "a.json" of step 0, which has a condition and may be skipped. ' +
        'Without it this step fails, unless it is optional.',
      'warning 5:43: Step 2 reads "b.json" of step 1, which may fail and be passed over. Without ' +
        'it this step fails, unless it is optional.',
    ],
  },
  {
    name: 'groups that are switched off',
    text: `${steps('step: 0, agent: qa, parallel_group: 1', 'step: 1, agent: qa, parallel_group: 1')}parallel_execution: {enabled: false}\n`,
    says: [
      'warning 3:5: Groups are switched off by parallel_execution, so their steps run in turn.',
    ],
  },
];
