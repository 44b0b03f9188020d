import { type Static, type TSchema, Type } from 'typebox';

import { Contribution, Decision, MetricsByBenchmark } from './decision.ts';
import { Environment } from './environment.ts';

/** Name and version of the format of a receipt. */
export const RECEIPT_SCHEMA = 'hone.receipt.v1';

const known = <T extends TSchema>(type: T, description: string) =>
  Type.Union([type, Type.Null()], { description });

/** SHA-256 in lower-case hex. */
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** Id of a git object, SHA-1 or SHA-256. */
const ObjectId = Type.String({ pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$' });

/** One event of the run's journal with everything that its hash is made of, but for the run. */
export const ReceiptEvent = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  at: Type.String({ description: 'ISO 8601, UTC.' }),
  type: Type.String(),
  key: known(Type.String(), 'Names the event in the run; null for one that needs no name.'),
  data: Type.Unknown({ description: 'Hashed as canonical JSON.' }),
  previousHash: Sha256,
  hash: Sha256,
});
export type ReceiptEvent = Static<typeof ReceiptEvent>;

/** A check before measuring: that it passed, or why it did not. */
export const ReceiptOutcome = Type.Union([
  Type.Object({ kind: Type.Literal('passed') }),
  Type.Object({ kind: Type.Literal('failed'), reason: Type.String() }),
]);
export type ReceiptOutcome = Static<typeof ReceiptOutcome>;

const ReceiptOutcomes = Type.Object({
  admission: ReceiptOutcome,
  build: known(ReceiptOutcome, 'null when an earlier check refused it.'),
  tests: known(ReceiptOutcome, 'null when an earlier check refused it.'),
});

/** Where the raw samples of one measurement are. */
export const ReceiptMeasurement = Type.Object({
  key: Type.String({ description: 'Its batches are the events `<key>/batch/0` and so on.' }),
  benchmark: Type.String(),
  base: Type.String({ description: 'The side of the samples that is the base.' }),
  candidate: Type.String(),
  batches: Type.Array(Sha256, {
    description: 'Blobs, in order; each is a JSON array of samples as in hone.compare.v1.',
  }),
  samples: Type.Integer({ minimum: 0 }),
  failure: known(Type.String(), 'Kind of what made it end early; null when it went to its end.'),
});
export type ReceiptMeasurement = Static<typeof ReceiptMeasurement>;

const ProposerTrace = known(
  Type.Object({
    summary: Type.String({ description: 'What the proposer did, in its own words.' }),
    events: Type.Integer({ minimum: 0, description: 'Lines of the trace.' }),
    sha256: known(Sha256, 'Of the trace as it was kept: JSON lines, a blob of the receipt.'),
  }),
  'null when it left none.',
);

const ProposerUsage = known(
  Type.Object({
    tokens: known(Type.Number({ minimum: 0 }), 'Read and written together.'),
    cost: known(Type.Number({ minimum: 0 }), 'US dollars.'),
  }),
  'As the proposer says it; null when it says nothing.',
);

const ProposerName = known(
  Type.String(),
  'Who was asked, in the words of whoever started the run: claude, model:…, person; null for a ' +
    'ready patch, whose author hone does not know.',
);

/** What was recorded of a proposer when its proposal was collected. */
export const ProposerRecord = Type.Object({
  by: ProposerName,
  trace: ProposerTrace,
  usage: ProposerUsage,
});
export type ProposerRecord = Static<typeof ProposerRecord>;

/** Who or what proposed. Only `kind`, `source` and `by` are hone's own observation. */
export const Proposer = Type.Object({
  kind: Type.String({ description: 'patch, revision, command, …' }),
  source: Type.Unknown({ description: 'As the run was given it.' }),
  by: Type.Optional(ProposerName),
  trace: ProposerTrace,
  usage: ProposerUsage,
});
export type Proposer = Static<typeof Proposer>;

/** A proposal as it was tried on top of what was kept before it; its decision is in `decision`. */
export const ReceiptRebased = Type.Object({
  name: Type.String(),
  onto: ObjectId,
  diff: known(
    Type.Object({ sha256: Sha256, text: Type.String() }),
    'Against `onto`; null when nothing came back.',
  ),
  tree: known(ObjectId, '`onto` with the diff applied.'),
  measuredTree: known(ObjectId, 'The same with the frozen files put back; null if not reached.'),
  outcomes: ReceiptOutcomes,
  measurements: Type.Array(ReceiptMeasurement),
});
export type ReceiptRebased = Static<typeof ReceiptRebased>;

/** One proposal: what it is, what the checks said, where its samples are, what was decided. */
export const ReceiptProposal = Type.Object({
  name: Type.String(),
  title: Type.String(),
  proposer: Proposer,
  diff: known(
    Type.Object({ sha256: Sha256, text: Type.String({ description: 'As git writes a patch.' }) }),
    'Against the base; null when the proposal could not be read.',
  ),
  handedIn: Type.Optional(
    Type.Object(
      { sha256: Sha256, text: Type.String() },
      {
        description:
          'The diff as it was handed in, where it was made before the base and git rebased it: ' +
          'see `decision.ontoBase`.',
      },
    ),
  ),
  tree: known(ObjectId, 'The base with the diff applied.'),
  measuredTree: known(ObjectId, 'The same with the frozen files put back; null if not reached.'),
  outcomes: ReceiptOutcomes,
  measurements: Type.Array(ReceiptMeasurement),
  rebased: Type.Optional(ReceiptRebased),
  decision: Decision,
});
export type ReceiptProposal = Static<typeof ReceiptProposal>;

/** A person's word against what was decided or frozen. */
export const ReceiptOverride = Type.Object({
  what: Type.String({ description: 'clearance, or the type of an event: suite.frozen, …' }),
  seq: Type.Integer({ minimum: 1, description: 'Of the event in the journal.' }),
  proposal: known(Type.String(), 'null when it is about no single one.'),
  by: Type.String(),
  reason: Type.String(),
});
export type ReceiptOverride = Static<typeof ReceiptOverride>;

/** What judged: hone.yaml, whose text is a blob, and the files that it freezes. */
export const ReceiptSuite = Type.Object({
  hash: Sha256,
  configHash: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'SHA-256 of the text of hone.yaml, which is the blob of that name.',
  }),
  files: Type.Array(Type.Object({ path: Type.String(), mode: Type.String(), oid: ObjectId })),
  frozenGlobs: Type.Array(Type.String()),
});
export type ReceiptSuite = Static<typeof ReceiptSuite>;

/** What a run of `hone try` found, with all that is needed to check it. */
export const Receipt = Type.Object({
  schema: Type.Literal(RECEIPT_SCHEMA),
  run: Type.String(),
  commit: Type.String({ description: 'The base that every proposal was judged against.' }),
  suiteHash: Sha256,
  createdAt: Type.String({ description: 'Of this receipt; ISO 8601, UTC.' }),
  hone: Type.String({ description: 'Version that judged.' }),
  statistics: Type.Integer({
    minimum: 0,
    description: 'Version of the formulas and rules that judged; 0 when it was not recorded.',
  }),
  environment: Environment,
  subject: Type.Object({
    tree: ObjectId,
    branch: known(Type.String(), 'null for a detached HEAD.'),
    suite: ReceiptSuite,
  }),
  seeds: Type.Object({
    order: Type.Integer({ description: 'Of the order within each pair and of the padding.' }),
    holdout: Type.Integer({ description: 'Fills {seed} in holdouts.' }),
  }),
  settings: Type.Object({
    pairsMax: Type.Integer(),
    pairsMin: Type.Integer({ description: 'Fewest fresh pairs of a confirmation.' }),
    timeLimitMs: Type.Number(),
    looks: Type.Array(Type.Integer(), { description: 'Of the screening, in pairs.' }),
    screeningAlpha: Type.Number(),
    alpha: Type.Number({ description: 'The adjusted p-value of a verdict is at most this.' }),
    plausibleRatioMin: Type.Number(),
  }),
  proposals: Type.Array(ReceiptProposal),
  stack: known(
    Type.Object({
      commit: ObjectId,
      tree: ObjectId,
      metrics: MetricsByBenchmark,
      contributions: Type.Array(Contribution),
      note: known(Type.String(), 'Why there are no numbers, when there are none.'),
      measurements: Type.Array(ReceiptMeasurement),
    }),
    'What was kept as a whole; null when nothing was.',
  ),
  overrides: Type.Array(ReceiptOverride),
  journal: Type.Object({
    head: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Hash of the last event.' }),
    events: Type.Array(ReceiptEvent),
  }),
  blobs: Type.Record(Type.String(), Type.String(), {
    description: 'Large contents of the journal by their SHA-256, UTF-8.',
  }),
  signer: Type.Object({
    algorithm: Type.Literal('ed25519'),
    keyId: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the public key.' }),
    publicKey: Type.String({ description: 'DER of its SubjectPublicKeyInfo, base64.' }),
  }),
  signature: Type.String({
    description: 'Base64, over the canonical JSON of everything else in the document.',
  }),
});
export type Receipt = Static<typeof Receipt>;
