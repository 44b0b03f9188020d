import { Type } from 'typebox';

import { RETURNS_MAX } from '../limits.ts';
import { ATTEMPTS_MAX, BRANCHES_MAX } from '../../port/index.ts';

/** Names the format of flow files; a change that old files do not survive makes a new one. */
export const FLOW_SCHEMA = 'hone.flow.v1';

/** Every object of the format refuses keys that it does not know. */
const CLOSED = { additionalProperties: false } as const;

// A title completes the sentence "… must be <title>" in error messages.

const Text = Type.String({ title: 'a text' });
const Texts = Type.Array(Text, { title: 'a list of texts' });
const Truth = Type.Boolean({ title: 'true or false' });
const Attempts = Type.Integer({
  title: `a whole number from 1 to ${ATTEMPTS_MAX}`,
  minimum: 1,
  maximum: ATTEMPTS_MAX,
});
const Duration = Type.Union([Type.Number(), Type.String()], {
  title: 'a duration such as 5m',
  description: 'A number and ms, s, m, h or d; a number alone is milliseconds.',
  examples: ['90s', '5m', 300000],
});
const StepId = Type.Union([Type.Number(), Type.String()], {
  title: 'a number such as 0.5, or a name',
  examples: [0, 0.1, 'review'],
});

/** A key that files in this format have, and that changes nothing here. */
function unused(description: string): ReturnType<typeof Type.Optional> {
  return Type.Optional(Type.Unknown({ deprecated: true, description }));
}

function oneOf(title: string, words: readonly string[]): ReturnType<typeof Type.Union> {
  const literals = words.map((word) => Type.Literal(word));
  return Type.Union(literals, { title });
}

const PublishPolicy = oneOf('manual, auto-on-pass or auto-on-complete', [
  'manual',
  'auto-on-pass',
  'auto-on-complete',
]);

const FailurePlan = Type.Union(
  [
    Type.String(),
    Type.Object(
      {
        goto: Type.Optional(StepId),
        max: Type.Optional(
          Type.Integer({
            title: `a whole number from 1 to ${RETURNS_MAX.most}`,
            description: `How often the flow goes back. Default: ${RETURNS_MAX.usual}.`,
            minimum: 1,
            maximum: RETURNS_MAX.most,
          }),
        ),
        finally: Type.Optional(oneOf('stop, ask or continue', ['stop', 'ask', 'continue'])),
      },
      { ...CLOSED, title: 'a map with the keys goto, max and finally' },
    ),
  ],
  {
    title: 'a text such as "return to step 3", or a map with the key goto',
    description:
      'stop, ask, continue, "return to step 3", or a map. After the last return a person is ' +
      'asked, unless finally says otherwise. Default: ask.',
    examples: ['return to step 3', { goto: 3, max: 2, finally: 'ask' }],
  },
);

const Output = Type.Union(
  [
    Type.String({ title: 'a name' }),
    Type.Object(
      { reasoning: Type.String({ title: 'a path' }) },
      { ...CLOSED, title: 'a map with the key reasoning' },
    ),
  ],
  {
    title: 'a name, or a map with the key reasoning',
    examples: ['plan.json', { reasoning: 'reasoning/0.json' }],
  },
);
const Outputs = Type.Array(Output, { title: 'a list of names' });

const Validation = Type.Object(
  {
    schema: Type.Optional(
      Type.String({ title: 'a schema', description: 'What the outputs must fit.' }),
    ),
    gate: Type.Optional(
      Type.String({
        title: 'person, computed, or a path',
        description:
          'Who decides. A path means computed; the result is written below gates/ of the run.',
      }),
    ),
    minimum_score: Type.Optional(
      Type.Number({ title: 'a number from 0 to 10', minimum: 0, maximum: 10 }),
    ),
    rubric_file: Type.Optional(Type.String({ title: 'a path' })),
    custom_checks: Type.Optional({ ...Texts, description: 'A person is asked about each.' }),
    security_checks: Type.Optional({ ...Texts, description: 'A person is asked about each.' }),
  },
  { ...CLOSED, title: 'a map' },
);

const Step = Type.Object(
  {
    step: StepId,
    name: Type.Optional(Text),
    agent: Type.String({ title: 'the name of an agent' }),
    type: Type.Optional(Text),
    description: Type.Optional(Text),
    actions: Type.Optional({ ...Texts, description: 'Further lines of the description.' }),
    skill: Type.Optional(Text),
    tool: Type.Optional(Text),
    executor: Type.Optional({ ...Text, description: 'Which executor should fill the role.' }),
    uses: Type.Optional({
      ...oneOf('agent or measure', ['agent', 'measure']),
      description: 'A measuring step has the machine for itself. Default: agent.',
    }),
    condition: Type.Optional(
      Type.String({
        title: 'a condition as text',
        description: 'An expression; a sentence is asked of a person.',
        examples: ["validation_status == 'pass'"],
      }),
    ),
    inputs: Type.Optional(
      Type.Array(Text, {
        title: 'a list of names',
        examples: [['plan.json (from step 0)', 'notes.md (from step 1, optional)']],
      }),
    ),
    outputs: Type.Optional(Outputs),
    secondary_outputs: Type.Optional({ ...Outputs, description: 'May be missing.' }),
    validation: Type.Optional(Validation),
    retry: Type.Optional(
      Type.Object(
        { max_attempts: Type.Optional(Attempts), on_failure: Type.Optional(FailurePlan) },
        { ...CLOSED, title: 'a map' },
      ),
    ),
    on_failure: Type.Optional(FailurePlan),
    parallel: Type.Optional(Truth),
    parallel_group: Type.Optional(
      Type.Union([Type.Number(), Type.String()], { title: 'a number or a name' }),
    ),
    publish_targets: Type.Optional(Texts),
    policy: Type.Optional(PublishPolicy),
    timeout: Type.Optional(Duration),
  },
  { ...CLOSED, title: 'a step (a map with the keys step and agent)' },
);

const Retry = Type.Object(
  {
    max_attempts: Type.Optional(Attempts),
    backoff: Type.Optional(
      Type.Union(
        [
          Type.Literal('exponential'),
          Type.Literal('fixed'),
          Type.Array(Duration, { title: 'a list of durations', minItems: 1 }),
        ],
        { title: 'exponential, fixed, or a list of durations', examples: [['1s', '2s', '4s']] },
      ),
    ),
    backoff_strategy: Type.Optional(oneOf('exponential or fixed', ['exponential', 'fixed'])),
    initial_delay_ms: Type.Optional(Type.Number({ title: 'a number of ms', minimum: 0 })),
    max_delay_ms: Type.Optional(Type.Number({ title: 'a number of ms', minimum: 0 })),
    retryable_errors: Type.Optional(
      Type.Array(
        oneOf('timeout, rate_limit or network_error', ['timeout', 'rate_limit', 'network_error']),
        { title: 'a list of timeout, rate_limit and network_error' },
      ),
    ),
  },
  { ...CLOSED, title: 'a map' },
);

const Group = Type.Object(
  {
    name: Type.String({ title: 'a name' }),
    steps: Type.Array(StepId, {
      title: 'a list of steps',
      description: 'Numbers, names of steps, or agents that have one step.',
      minItems: 1,
    }),
    synchronization: Type.Optional(Type.Literal('wait_all', { title: 'wait_all' })),
  },
  { ...CLOSED, title: 'a map with the keys name and steps' },
);

function positive(title: string): ReturnType<typeof Type.Number> {
  return Type.Number({ title, exclusiveMinimum: 0 });
}

function whole(maximum: number): ReturnType<typeof Type.Integer> {
  return Type.Integer({ title: `a whole number from 1 to ${maximum}`, minimum: 1, maximum });
}

const Checkpoint = Type.Object(
  {
    frequency: Type.Optional(
      oneOf('on_step_completion or on_gate', ['on_step_completion', 'on_gate']),
    ),
    compression: Type.Optional(Truth),
    incremental: Type.Optional(Truth),
    max_size_mb: Type.Optional(positive('a number above 0')),
    retention_policy: Type.Optional(
      Type.Object(
        {
          keep_last_n: Type.Optional(whole(1_000)),
          ttl_hours: Type.Optional(positive('a number of hours above 0')),
        },
        { ...CLOSED, title: 'a map' },
      ),
    ),
  },
  { ...CLOSED, title: 'a map' },
);

const Resources = Type.Object(
  {
    max_concurrent_agents: Type.Optional(whole(BRANCHES_MAX)),
    agent_timeout_ms: Type.Optional(Duration),
    context_cache_size_mb: Type.Optional(positive('a number above 0')),
    lazy_artifact_loading: Type.Optional(Truth),
  },
  { ...CLOSED, title: 'a map' },
);

/** A flow file as it is written; what the parser checks against and what editors get. */
export const FlowDocument = Type.Object(
  {
    name: Text,
    description: Type.Optional(Text),
    type: Type.Optional(Text),
    version: Type.Optional(
      Type.Union([Type.Number(), Type.String()], { title: 'a number or a text' }),
    ),
    steps: Type.Array(Step, { title: 'a list of steps', minItems: 1 }),
    workflow_inputs: Type.Optional(
      Type.Object(
        { required: Type.Optional(Texts), optional: Type.Optional(Texts) },
        { ...CLOSED, title: 'a map with the keys required and optional' },
      ),
    ),
    retry_config: Type.Optional(Retry),
    fallback_agents: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.String({ title: 'the name of an agent' })), {
        title: 'a map of agents and lists of agents',
      }),
    ),
    recovery: Type.Optional(
      Type.Object(
        {
          enabled: Type.Optional(Truth),
          checkpoint_dir: unused("Checkpoints are kept in the run's folder."),
        },
        { ...CLOSED, title: 'a map' },
      ),
    ),
    parallel_execution: Type.Optional(
      Type.Object(
        {
          enabled: Type.Optional(Truth),
          fail_fast: Type.Optional(Truth),
          timeout_per_step: Type.Optional(Duration),
        },
        { ...CLOSED, title: 'a map' },
      ),
    ),
    publish_policy: Type.Optional(PublishPolicy),
    parallel_groups: Type.Optional(Type.Array(Group, { title: 'a list of groups' })),
    checkpoint_strategy: Type.Optional(Checkpoint),
    resource_limits: Type.Optional(Resources),
    completion_criteria: Type.Optional({
      ...Texts,
      description: 'A person is asked about each at the end.',
    }),
    project_type: unused('A flow is started by its name.'),
    trigger_keywords: unused('A flow is started by its name.'),
    category: unused('It only describes the flow.'),
    complexity: unused('It only describes the flow.'),
    estimated_duration: unused('It only describes the flow.'),
    metadata: unused('It only describes the flow.'),
    notes: unused('It only describes the flow.'),
  },
  { ...CLOSED, title: 'a map with the keys name and steps' },
);

/** Keys of files in this format that would be promises if they were accepted, and what to do. */
export const REFUSED_KEYS: Readonly<Record<string, string>> = {
  reviewers: 'Write a step for each reviewer and put them in a parallel_group.',
  skill_requirements: 'What an agent used is not checked; check its outputs with validation.',
  checkpoint_data: 'Checkpoints are made from what was recorded; remove this.',
  validation_gates: "Write the gate into the step's validation.",
  recovery_config: 'Use checkpoint_strategy, retry_config and fallback_agents.',
  error_handling: "Use retry_config, fallback_agents and the steps' on_failure.",
  required_files: 'Name the files as inputs of the step.',
  critical: 'A failed validation always counts; say what follows with on_failure.',
  depends_on: 'Order follows from the order of the steps, and from inputs "x (from step N)".',
};

/** The JSON Schema of flow files (draft 2020-12), for editors. */
export function flowJsonSchema(): Record<string, unknown> {
  const dialect = 'https://json-schema.org/draft/2020-12/schema';
  const title = 'A flow: steps, who does them, and what must hold between them';
  return { $schema: dialect, $id: FLOW_SCHEMA, ...FlowDocument, title };
}
