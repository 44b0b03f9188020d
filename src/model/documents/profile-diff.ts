import { Type } from 'typebox';

/** Name and version of the format that `hone profile diff --json` writes. */
export const PROFILE_DIFF_SCHEMA = 'hone.profile-diff.v1';

const Side = Type.Object({
  name: Type.String({ description: 'As it was asked for.' }),
  commit: Type.String(),
});

const nanoseconds = Type.Number({ description: 'CPU time, ns.' });

/** How the CPU time of one function changed. */
export const ChangedFunction = Type.Object({
  id: Type.String({ description: 'As in hone.bottleneck-report.v1.' }),
  ids: Type.Array(Type.String(), {
    minItems: 1,
    description:
      'Of all functions that it is about, `id` first: several where functions of one name are ' +
      'found on one side only.',
  }),
  label: Type.String({ description: 'Name and place, for people.' }),
  before: nanoseconds,
  after: nanoseconds,
  difference: Type.Object(
    { estimate: Type.Number(), lo: Type.Number(), hi: Type.Number() },
    { description: 'After less before, ns, with its 95 % interval (of this function alone).' },
  ),
  pValue: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'Two-sided, adjusted for all functions that were tested.',
  }),
  verdict: Type.Enum(['slower', 'faster', 'unclear'], {
    description: 'unclear: chance could have done it as well.',
  }),
});

/** What `hone profile diff --json` writes. */
export const ProfileDiffDocument = Type.Object({
  schema: Type.Literal(PROFILE_DIFF_SCHEMA),
  base: Side,
  head: Side,
  seed: Type.Integer({ description: 'Of the order of runs.' }),
  benchmarks: Type.Array(
    Type.Object({
      benchmark: Type.String(),
      runs: Type.Integer({ minimum: 1, description: 'Profiled runs of each revision.' }),
      diff: Type.Union([
        Type.Object({
          kind: Type.Literal('too-few-runs'),
          runsMin: Type.Integer({ minimum: 1 }),
        }),
        Type.Object({
          kind: Type.Literal('compared'),
          total: Type.Object({ before: nanoseconds, after: nanoseconds }),
          changes: Type.Array(ChangedFunction, {
            description: 'Significant ones first, among equals the largest change first.',
          }),
          untested: Type.Integer({
            minimum: 0,
            description: 'Functions too light on both sides to be tested.',
          }),
        }),
      ]),
      caveats: Type.Array(Type.String(), { description: 'What weakens the profiles.' }),
    }),
  ),
});
