import { type Static, Type } from 'typebox';

import { known } from '../artifacts/fields.ts';
import { Environment } from '../environment.ts';
import type { Immutable } from '../immutable.ts';
import { Placement } from '../sample.ts';

/** Name and version of the format that `hone doctor --json` writes. */
export const DOCTOR_SCHEMA = 'hone.doctor.v1';

const effect = Type.Number({ minimum: 0, description: 'A fraction.' });

/** What an A/A self-test saw in one placement: the same program on both sides. */
export const SelfTest = Type.Object({
  placement: Placement,
  metric: Type.Enum(['wall', 'cpu']),
  pairs: Type.Integer({ minimum: 1 }),
  spread: Type.Number({
    minimum: 0,
    description: 'Robust standard deviation of the log difference of a pair; about a fraction.',
  }),
  ratio: Type.Number({ description: 'The same program against itself; 1 without noise.' }),
  pValue: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'Two-sided, of "they are equal", which they are.',
  }),
  smallestEffect: Type.Object(
    { oneMinute: effect, fiveMinutes: effect, halfAnHour: effect },
    {
      description:
        'Smallest change that is found with 80 % power after 1, 5 and 30 minutes, for a program ' +
        'of 0.1 s.',
    },
  ),
});
export type SelfTest = Immutable<Static<typeof SelfTest>>;

/** One thing that was looked at: what was found, and what to do about it. */
export const Finding = Type.Object({
  name: Type.String(),
  state: Type.Enum(['good', 'limited', 'missing']),
  text: Type.String(),
  advice: known(Type.String(), 'What to do about it; null where nothing is to be done.'),
});
export type Finding = Immutable<Static<typeof Finding>>;

/** Everything that `hone doctor` found. */
export const DoctorResult = Type.Object({
  environment: Environment,
  selfTests: Type.Array(SelfTest),
  findings: Type.Array(Finding),
});
export type DoctorResult = Immutable<Static<typeof DoctorResult>>;

/** What `hone doctor --json` writes. */
export const DoctorDocument = Type.Object({
  schema: Type.Literal(DOCTOR_SCHEMA),
  ...DoctorResult.properties,
});
