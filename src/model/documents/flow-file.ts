import { Type } from 'typebox';

import { known } from '../artifacts/fields.ts';
import { FileProblem } from './problem.ts';

/** Name and version of the format that `hone flow check --json` writes. */
export const FLOW_CHECK_SCHEMA = 'hone.flow-check.v1';

/** Name and version of the format that `hone flow show --json` writes. */
export const FLOW_SHOW_SCHEMA = 'hone.flow-show.v1';

const checked = {
  file: Type.String({ description: 'As it was named, or the name of a flow of hone.' }),
  sound: Type.Boolean({ description: 'False when the flow must not run.' }),
  problems: Type.Array(FileProblem, { description: 'In the order of the text.' }),
};

const nanoseconds = Type.Number({ minimum: 0, description: 'ns' });

const steps = (description: string) => Type.Array(Type.String(), { description });

const stages = (description: string) =>
  Type.Array(steps('Steps at the same time.'), { description });

/** A step of a flow; what it has besides may change with any release. */
export const ShownStep = Type.Object({
  id: Type.String({ description: 'As written, with numbers in their shortest form.' }),
  name: Type.String(),
  agent: Type.String({ description: 'Role that does it.' }),
  uses: Type.Enum(['agent', 'measure'], { description: 'What it occupies.' }),
  condition: known(
    Type.Object({ kind: Type.Enum(['expression', 'question']), text: Type.String() }),
    'When it is done at all; null: always.',
  ),
  inputs: Type.Array(
    Type.Object({
      name: Type.String(),
      from: known(Type.String(), 'The step that the file says it comes from.'),
      optional: Type.Boolean(),
    }),
  ),
  outputs: Type.Array(
    Type.Object({
      kind: Type.Enum(['artifact', 'reasoning']),
      name: Type.String(),
      required: Type.Boolean(),
    }),
  ),
  attemptsMax: Type.Integer({ minimum: 1, description: 'For failures that may pass.' }),
  timeoutMs: known(Type.Number({ minimum: 0 })),
  group: known(Type.String(), 'Group with which it runs at the same time.'),
});

/** A flow as its file describes it; what it has besides may change with any release. */
export const ShownFlow = Type.Object({
  name: Type.String(),
  description: Type.String(),
  steps: Type.Array(ShownStep, { description: 'In the order of the file, which is that of work.' }),
  runInputs: Type.Array(Type.Object({ name: Type.String(), required: Type.Boolean() }), {
    description: 'What whoever starts it has to say.',
  }),
  completionCriteria: Type.Array(Type.String()),
});

/** What could run at the same time, and what that would save. */
export const FlowAnalysis = Type.Object({
  orders: Type.Array(
    Type.Object({
      before: Type.String(),
      after: Type.String(),
      why: Type.Enum(['data', 'gate', 'effects', 'machine']),
      artifact: known(Type.String(), 'What is read; null unless it is data.'),
    }),
    { description: 'Why steps have to wait for others.' },
  ),
  stages: stages('As they are.'),
  suggested: stages('If every step began as soon as what it needs is there.'),
  opportunities: Type.Array(
    Type.Object({
      steps: steps('That run one after the other now and need not.'),
      savedNs: known(nanoseconds, 'null where a duration is not known.'),
    }),
  ),
  criticalPath: steps('That nothing can make shorter.'),
  predicted: known(
    Type.Object({
      nowNs: nanoseconds,
      suggestedNs: nanoseconds,
      criticalPathNs: nanoseconds,
    }),
    'Times of a whole run, ns; null where a duration is not known.',
  ),
  unmeasured: steps('Without a duration.'),
});

/** What `hone flow check --json` writes. */
export const FlowCheckDocument = Type.Object({
  schema: Type.Literal(FLOW_CHECK_SCHEMA),
  ...checked,
});

/** What `hone flow show --json` writes. */
export const FlowShowDocument = Type.Object({
  schema: Type.Literal(FLOW_SHOW_SCHEMA),
  ...checked,
  flow: ShownFlow,
  analysis: known(FlowAnalysis, 'null when steps wait for each other in a circle.'),
});
