import { type Static, type TSchema, Type } from 'typebox';

import { DecisionKind } from './decision.ts';
import { RatioEstimate } from './comparison.ts';

/** Name and version of the format that `hone receipt verify --json` writes. */
export const RECEIPT_CHECK_SCHEMA = 'hone.receipt-check.v1';

const known = <T extends TSchema>(type: T, description: string) =>
  Type.Union([type, Type.Null()], { description });

/** The part of a receipt that does not hold. */
export const ReceiptArea = Type.Union([
  Type.Literal('signature'),
  Type.Literal('journal'),
  Type.Literal('samples'),
  Type.Literal('record'),
  Type.Literal('subject'),
  Type.Literal('suite'),
  Type.Literal('environment'),
  Type.Literal('settings'),
  Type.Literal('diff'),
  Type.Literal('proposal'),
  Type.Literal('decision'),
  Type.Literal('number'),
  Type.Literal('stack'),
  Type.Literal('override'),
  Type.Literal('rerun'),
]);
export type ReceiptArea = Static<typeof ReceiptArea>;

/** One thing in a receipt that is not what it should be. */
export const ReceiptFinding = Type.Object({
  area: ReceiptArea,
  proposal: known(Type.String(), 'null when it is about no single one.'),
  benchmark: known(Type.String(), 'null when it is about no single one.'),
  field: known(Type.String(), 'What it is about, as a path: wall.ratio.estimate.'),
  said: known(Type.String(), 'What the receipt says; JSON, shortened.'),
  found: known(Type.String(), 'What it should be by everything else in it; JSON, shortened.'),
  text: Type.String({ description: 'All of it as one sentence.' }),
});
export type ReceiptFinding = Static<typeof ReceiptFinding>;

/** What measuring a kept proposal again on this machine said. */
export const RerunProposal = Type.Object({
  proposal: Type.String(),
  outcome: Type.Union([Type.Literal('holds'), Type.Literal('fails'), Type.Literal('inconclusive')]),
  benchmark: known(Type.String(), 'Where the gain was claimed.'),
  metric: known(Type.String(), 'What the gain was claimed in.'),
  there: known(RatioEstimate, 'candidate / base by the receipt.'),
  here: known(RatioEstimate, 'candidate / base on this machine; null when there is no number.'),
  overlaps: known(Type.Boolean(), 'Whether the two intervals share a value.'),
  decision: known(DecisionKind, 'What would have been decided here.'),
  onto: Type.Optional(
    Type.String({
      description:
        'Commit that the receipt names for what was kept before it, where its rebased diff was ' +
        'measured on top of that; left out: it was measured on the base.',
    }),
  ),
  text: Type.String({ description: 'One sentence with the numbers.' }),
});
export type RerunProposal = Static<typeof RerunProposal>;

/** What a check of a receipt found. */
export const ReceiptCheck = Type.Object({
  schema: Type.Literal(RECEIPT_CHECK_SCHEMA),
  outcome: Type.Union(
    [Type.Literal('holds'), Type.Literal('broken'), Type.Literal('inconclusive')],
    { description: 'inconclusive: nothing is wrong, but not all of it could be checked.' },
  ),
  run: Type.String(),
  commit: Type.String(),
  createdAt: Type.String(),
  hone: Type.String(),
  signature: Type.Object({
    valid: Type.Boolean(),
    keyId: Type.String(),
    signer: Type.Union(
      [Type.Literal('this-machine'), Type.Literal('key-file'), Type.Literal('unknown')],
      { description: 'Whose key it is. An unknown key proves nothing about who signed.' },
    ),
  }),
  statistics: Type.Object({
    receipt: Type.Integer(),
    here: Type.Integer(),
    recomputed: Type.Boolean(),
  }),
  journal: Type.Object({ events: Type.Integer(), head: Type.String(), intact: Type.Boolean() }),
  samples: Type.Integer({ description: 'Raw samples in the receipt.' }),
  decisions: Type.Array(
    Type.Object({ proposal: Type.String(), decision: DecisionKind, reason: Type.String() }),
  ),
  findings: Type.Array(ReceiptFinding, { description: 'Empty when nothing is wrong.' }),
  findingsMore: Type.Integer({ description: 'Findings beyond those that are listed.' }),
  remarks: Type.Array(Type.String(), { description: 'What was not or could not be checked.' }),
  rerun: known(
    Type.Object({ run: Type.String(), proposals: Type.Array(RerunProposal) }),
    'null when nothing was measured again.',
  ),
});
export type ReceiptCheck = Static<typeof ReceiptCheck>;
