import { type Static, Type } from 'typebox';

import { known } from '../artifacts/fields.ts';
import type { Immutable } from '../immutable.ts';
import { GivenChoice } from './questions.ts';
import { AcceptedRisk, OpenQuestionOfRun, WentBack } from './run-status.ts';

/** Name and version of each line that driving a run with `--json` writes. */
export const RUN_EVENT_SCHEMA = 'hone.run-event.v1';

const line = {
  schema: Type.Literal(RUN_EVENT_SCHEMA),
  run: Type.String(),
};
const at = Type.String({ description: 'ISO 8601, UTC: when it was recorded.' });
const id = Type.String({ description: 'Of the step, gate or question.' });
const attempt = Type.Integer({ minimum: 1 });
const title = Type.String({ description: 'A few words for people; may be empty.' });

/** What a completed run says about itself. */
export const RunResult = Type.Object({
  run: Type.String(),
  commit: Type.String({ description: 'The code as it stands after the last gate that passed.' }),
  branch: known(Type.String(), 'Where that is; null when nothing was kept.'),
  steps: Type.Array(
    Type.Object({
      id: Type.String(),
      state: Type.String({ description: 'passed, overridden, skipped or failed.' }),
      note: Type.String({ description: 'Why; may be empty.' }),
    }),
  ),
  artifacts: Type.Array(Type.Object({ name: Type.String(), sha256: Type.String() })),
  risks: Type.Array(
    Type.Object({
      ...AcceptedRisk.properties,
      failure: Type.Array(Type.String(), { description: 'What failed.' }),
    }),
  ),
  complete: Type.Boolean({
    description: 'Every step passed, was skipped by its condition, or was let pass by a person.',
  }),
});

/** How driving a run ended. */
export const RunOutcomeTold = Type.Union([
  Type.Object({ kind: Type.Literal('completed'), result: RunResult }),
  Type.Object({ kind: Type.Literal('waiting'), questions: Type.Array(OpenQuestionOfRun) }),
  Type.Object({ kind: Type.Literal('failed'), failure: Type.String() }),
  Type.Object({ kind: Type.Literal('cancelled'), by: Type.String(), reason: Type.String() }),
  Type.Object({ kind: Type.Literal('interrupted') }),
]);

/** One line of what `hone run --json` and the other commands that drive a run write. */
export const RunEventDocument = Type.Union(
  [
    Type.Object({
      ...line,
      kind: Type.Enum([
        'run-started',
        'run-resumed',
        'run-completed',
        'run-failed',
        'run-cancelled',
      ]),
      at,
    }),
    Type.Object({
      ...line,
      kind: Type.Enum(['step-started', 'step-done']),
      id,
      title,
      attempt,
      at,
    }),
    Type.Object({
      ...line,
      kind: Type.Enum(['attempt-failed', 'step-failed']),
      id,
      title,
      attempt,
      failure: Type.String(),
      at,
    }),
    Type.Object({
      ...line,
      kind: Type.Literal('gate-checking'),
      id,
      check: known(Type.String(), 'What it looks at; null where it does not say.'),
      at,
    }),
    Type.Object({ ...line, kind: Type.Enum(['gate-passed', 'gate-failed']), id, at }),
    Type.Object({ ...line, kind: Type.Literal('asked'), question: OpenQuestionOfRun, at }),
    Type.Object({ ...line, kind: Type.Literal('answered'), id, answer: GivenChoice, at }),
    Type.Object({ ...line, kind: Type.Literal('rewound'), rewind: WentBack, at }),
    Type.Object(
      {
        ...line,
        kind: Type.Literal('outcome'),
        outcome: RunOutcomeTold,
        folder: Type.String({ description: 'Absolute: where its files are.' }),
      },
      { description: 'The last line.' },
    ),
  ],
  { description: 'One line of JSON for each thing that happens, as it happens.' },
);
export type RunEventDocument = Immutable<Static<typeof RunEventDocument>>;
