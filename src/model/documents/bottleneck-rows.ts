import { Type } from 'typebox';

import { Bottleneck } from '../artifacts/bottleneck.ts';

/** Name and version of the format that `hone bottleneck show --json` writes. */
export const BOTTLENECK_SHOW_SCHEMA = 'hone.bottleneck-show.v1';

/** Name and version of the format that `hone bottleneck check --json` writes. */
export const BOTTLENECK_CHECK_SCHEMA = 'hone.bottleneck-check.v1';

const profile = Type.String({ description: 'Id of the kept profile.' });

/** What `hone bottleneck show --json` writes. */
export const BottleneckShowDocument = Type.Object({
  schema: Type.Literal(BOTTLENECK_SHOW_SCHEMA),
  profile,
  rows: Type.Array(Bottleneck, {
    minItems: 1,
    description: 'One for each benchmark that it was seen in, as in hone.bottleneck-report.v1.',
  }),
});

/** What `hone bottleneck check --json` writes. */
export const BottleneckCheckDocument = Type.Object({
  schema: Type.Literal(BOTTLENECK_CHECK_SCHEMA),
  profile,
  pairs: Type.Integer({ minimum: 0, description: 'Pairs of runs that were measured.' }),
  bottleneck: Bottleneck,
});
