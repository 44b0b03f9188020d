import { Type } from 'typebox';

import { known } from '../artifacts/fields.ts';
import { Decision, TryResult } from '../decision.ts';

/** Name and version of the format that `hone status --json` writes. */
export const STATUS_SCHEMA = 'hone.status.v1';

/** Name and version of the format that `hone log --json` writes. */
export const LOG_SCHEMA = 'hone.log.v1';

/** Name and version of the format that `hone show --json` writes. */
export const SHOW_SCHEMA = 'hone.show.v1';

/** One run of `hone try` as `hone log` lists it. */
export const LoggedRun = Type.Object({
  run: Type.String(),
  createdAt: Type.String({ description: 'ISO 8601, UTC.' }),
  purpose: Type.String(),
  state: Type.Enum(['finished', 'running', 'interrupted', 'not started'], {
    description: 'interrupted: hone resume goes on with it.',
  }),
  events: Type.Integer({ minimum: 0 }),
  proposals: Type.Array(Type.String(), { description: 'Their short names, in the given order.' }),
});

/** What `hone log --json` writes. */
export const LogDocument = Type.Object({
  schema: Type.Literal(LOG_SCHEMA),
  runs: Type.Array(LoggedRun, { description: 'Newest first.' }),
});

/** What `hone status --json` writes. */
export const StatusDocument = Type.Object({
  schema: Type.Literal(STATUS_SCHEMA),
  ...LoggedRun.properties,
  suiteHash: known(Type.String(), 'Of the frozen suite; null before it was recorded.'),
  progress: Type.Array(
    Type.Object({
      proposal: Type.String(),
      state: Type.String({ description: 'waiting, checked, measured in part or decided.' }),
    }),
  ),
  result: known(TryResult, 'null until it is finished.'),
  folder: Type.String({ description: 'Absolute: where its files are.' }),
});

/** What `hone show --json` writes. */
export const ShowDocument = Type.Object({
  schema: Type.Literal(SHOW_SCHEMA),
  run: Type.String(),
  ...Decision.properties,
});
