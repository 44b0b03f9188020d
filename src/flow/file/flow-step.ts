import {
  asMap,
  asScalar,
  type Complaints,
  itemsAt,
  type MapTree,
  suggestion,
  type Tree,
  valueAt,
} from '../../document/index.ts';
import { conditionText } from '../condition/condition-text.ts';
import { ATTEMPTS_MAX } from '../../port/index.ts';
import { artifactName } from './artifact-name.ts';
import { timeoutAt } from './duration.ts';
import { type FailureWish, failurePlan, failureWish } from './failure-plan.ts';
import { mapAt, numberAt, placedText, textAt, textsAt, truthAt, wordAt } from './fields.ts';
import type {
  FlowStep,
  PublishPolicy,
  StepCondition,
  StepOutput,
  StepValidation,
} from './flow-file.ts';
import { stepInput } from './step-input.ts';

/** The words of `publish_policy` and of a step's `policy`. */
export const PUBLISH_POLICIES: readonly PublishPolicy[] = [
  'manual',
  'auto-on-pass',
  'auto-on-complete',
];

/** A step before groups are known, and what its failure should lead to. */
export interface StepDraft {
  readonly step: FlowStep;
  readonly own: FailureWish | null;
  readonly ofRetry: FailureWish | null;
  readonly parallel: boolean | null;
  readonly attempts: number | null;
}

/** One entry of `steps`, held against the schema before. */
export function stepDraft(tree: Tree, attemptsUsual: number, complaints: Complaints): StepDraft {
  const map = asMap(tree);
  const id = textAt(map, 'step')?.text ?? '';
  const agent = textAt(map, 'agent') ?? { text: '', place: map.place };
  const retry = mapAt(map, 'retry');
  const attempts = numberAt(retry, 'max_attempts');
  refuseEmpty(map, id, complaints);
  const actions = textsAt(map, 'actions').map(({ text }) => `- ${text}`);
  const described = textAt(map, 'description')?.text ?? '';
  const step: FlowStep = {
    id,
    name: textAt(map, 'name')?.text ?? `Step ${id}`,
    agent: agent.text,
    agentPlace: agent.place,
    type: typeOf(map, id, complaints),
    description: [described, ...actions].filter((line) => line !== '').join('\n'),
    skill: textAt(map, 'skill')?.text ?? null,
    skillPlace: textAt(map, 'skill')?.place ?? map.place,
    tool: textAt(map, 'tool')?.text ?? null,
    executor: textAt(map, 'executor')?.text ?? null,
    uses: wordAt(map, 'uses', ['agent', 'measure'] as const) ?? 'agent',
    condition: conditionOf(map, complaints),
    inputs: textsAt(map, 'inputs').flatMap((entry) => stepInput(entry, complaints) ?? []),
    outputs: [
      ...outputsOf(itemsAt(map, 'outputs'), true, complaints),
      ...outputsOf(itemsAt(map, 'secondary_outputs'), false, complaints),
    ],
    validation: validationOf(map, complaints),
    attemptsMax: attempts ?? Math.min(attemptsUsual, ATTEMPTS_MAX),
    onFailure: { goto: null, finally: 'ask' },
    group: textAt(map, 'parallel_group')?.text ?? null,
    publishTargets: textsAt(map, 'publish_targets').map(({ text }) => text),
    publishPolicy: wordAt(map, 'policy', PUBLISH_POLICIES),
    timeoutMs: timeoutAt(map, 'timeout', complaints),
    place: map.place,
  };
  return {
    step,
    own: failureWish(valueAt(map, 'on_failure'), complaints),
    ofRetry: failureWish(valueAt(retry, 'on_failure'), complaints),
    parallel: truthAt(map, 'parallel'),
    attempts,
  };
}

/**
 * The step with what follows its failure. A rating without an `on_failure` goes back to the step
 * whose output it rates, as files in this format describe it in prose.
 */
export function withFailurePlan(
  { step, own, ofRetry, attempts }: StepDraft,
  steps: readonly FlowStep[],
  complaints: Complaints,
): FlowStep {
  const onFailure = failurePlan(own, ofRetry, steps, complaints);
  const rated = step.inputs.find((input) => input.from !== null)?.from ?? null;
  const scoreMin = step.validation?.scoreMin ?? null;
  if (scoreMin === null || onFailure.goto !== null || own !== null || rated === null) {
    return { ...step, onFailure };
  }
  const max = Math.max(1, (attempts ?? ATTEMPTS_MAX) - 1);
  const times = max === 1 ? 'once' : `${max} times at most`;
  complaints.warn(
    step.place,
    `A rating of step ${step.id} below ${scoreMin} returns to step ${rated}, ${times}.`,
    'Say it with on_failure: {goto: …, max: …}.',
  );
  return { ...step, onFailure: { ...onFailure, goto: { step: rated, max, place: step.place } } };
}

function refuseEmpty(map: MapTree, id: string, complaints: Complaints): void {
  for (const key of ['step', 'agent'] as const) {
    const value = textAt(map, key);
    if (value?.text === '') {
      complaints.refuse(value.place, `"${key}" is empty.`, null);
    }
  }
  if (id !== '' && !/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(id)) {
    const message = `${JSON.stringify(id)} can't be the id of a step.`;
    const hint = 'Use letters, digits, dots, dashes and underscores.';
    complaints.refuse(textAt(map, 'step')?.place ?? map.place, message, hint);
  }
}

/** Files in this format know a publishing step by its policy. */
function typeOf(map: MapTree, id: string, complaints: Complaints): string | null {
  const written = textAt(map, 'type')?.text ?? null;
  const policy = valueAt(map, 'policy');
  const type = written ?? (policy === null ? null : 'publish');
  if (written === null && policy !== null) {
    const message = `Step ${id} has a policy of publishing, so it publishes.`;
    complaints.warn(policy.place, message, 'Say it with type: publish.');
  }
  warnOfWords(map, id, type === 'publish', complaints);
  return type;
}

/** Keys that only describe, and those that a step of another kind would act on. */
function warnOfWords(
  map: MapTree,
  id: string,
  isPublishing: boolean,
  complaints: Complaints,
): void {
  const ofPublishing = 'Only a step with type: publish publishes.';
  const words: readonly (readonly [string, boolean, string])[] = [
    ['tool', true, 'Say in the description what it is to be done with.'],
    ['executor', true, 'Who fills a role is said with --role when the flow is started.'],
    ['publish_targets', !isPublishing, ofPublishing],
    ['policy', !isPublishing, ofPublishing],
  ];
  for (const [key, isUnheard, hint] of words) {
    const value = valueAt(map, key);
    if (value !== null && isUnheard) {
      complaints.warn(value.place, `"${key}" of step ${id} has no effect.`, hint);
    }
  }
}

function conditionOf(map: MapTree, complaints: Complaints): StepCondition | null {
  const written = textAt(map, 'condition');
  if (written === null) {
    return null;
  }
  const { text, place } = written;
  const read = conditionText(text);
  switch (read.kind) {
    case 'expression':
      return { kind: 'expression', text, condition: read.condition, place };
    case 'prose': {
      const message = `The condition ${JSON.stringify(text)} is a sentence, so a person is asked.`;
      complaints.warn(place, message, "Expressions look like validation_status == 'pass'.");
      return { kind: 'question', text, place };
    }
    case 'error': {
      const { message, hint, offset } = read.error;
      const where = `The condition is not understood at character ${offset + 1}: ${message}`;
      complaints.refuse(place, where, hint);
      return null;
    }
  }
}

function outputsOf(
  items: readonly Tree[],
  required: boolean,
  complaints: Complaints,
): StepOutput[] {
  return items.flatMap((item) => {
    const kind = item.kind === 'map' ? 'reasoning' : 'artifact';
    const written = item.kind === 'map' ? textAt(item, 'reasoning') : placedText(asScalar(item));
    const name = written === null ? null : artifactName(written, kind, complaints);
    return name === null ? [] : [{ kind, name, required, place: item.place }];
  });
}

function validationOf(map: MapTree, complaints: Complaints): StepValidation | null {
  if (valueAt(map, 'validation') === null) {
    return null;
  }
  const validation = mapAt(map, 'validation');
  const schema = textAt(validation, 'schema');
  const scoreMin = numberAt(validation, 'minimum_score');
  const rubric = textAt(validation, 'rubric_file');
  const checks = [
    ...textsAt(validation, 'custom_checks'),
    ...textsAt(validation, 'security_checks'),
  ];
  if (rubric !== null && scoreMin === null) {
    const message = '"rubric_file" needs "minimum_score", or nothing is rated.';
    complaints.refuse(rubric.place, message, 'Write minimum_score: 7.');
  }
  const [first] = checks;
  if (first !== undefined) {
    const message = 'No program knows these checks, so a person is asked about each.';
    complaints.warn(first.place, message, 'What a schema can say belongs into the schema.');
  }
  return {
    schema: schema?.text ?? null,
    schemaPlace: schema?.place ?? validation.place,
    gate: gateOf(validation, complaints),
    scoreMin,
    rubricFile: rubric?.text ?? null,
    rubricPlace: rubric?.place ?? validation.place,
    customChecks: checks.map(({ text }) => text),
  };
}

function gateOf(validation: MapTree, complaints: Complaints): 'computed' | 'person' {
  const gate = textAt(validation, 'gate');
  if (gate === null || gate.text === 'person' || gate.text === 'computed') {
    return gate?.text === 'person' ? 'person' : 'computed';
  }
  if (/[/\\]|\.json$/.test(gate.text)) {
    const message = "The results of gates are kept below gates/ in the run's folder.";
    complaints.warnOnce(gate.place, message, 'The path that is written here is not used.');
  } else {
    const message = `"gate" must be person, computed or a path, not ${JSON.stringify(gate.text)}.`;
    complaints.refuse(gate.place, message, suggestion(gate.text, ['person', 'computed'], 'words'));
  }
  return 'computed';
}
