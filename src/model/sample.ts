import { type Static, Type } from 'typebox';

import { ownField } from '../base/index.ts';

/** How the measured process was placed: on one core of its own choice of hone's, or anywhere. */
export const Placement = Type.Union([Type.Literal('pinned'), Type.Literal('free')]);
export type Placement = Static<typeof Placement>;

/** What a sample was taken for. */
export const Phase = Type.Union([
  Type.Literal('warmup'),
  Type.Literal('screening'),
  Type.Literal('confirmation'),
]);
export type Phase = Static<typeof Phase>;

/** How the measured process ended. `lost` means that it could not be observed to its end. */
export const Exit = Type.Union([
  Type.Object({ kind: Type.Literal('exited'), code: Type.Integer({ minimum: 0, maximum: 255 }) }),
  Type.Object({ kind: Type.Literal('signalled'), signal: Type.String() }),
  Type.Object({ kind: Type.Literal('timed-out'), afterMs: Type.Number() }),
  Type.Object({ kind: Type.Literal('flooded'), bytes: Type.Integer() }),
  Type.Object({
    kind: Type.Literal('exceeded'),
    what: Type.Union([Type.Literal('memory'), Type.Literal('processes')]),
    used: Type.Integer({ description: 'Bytes of the whole tree, or processes at one moment.' }),
    allowed: Type.Integer(),
  }),
]);
export type Exit = Static<typeof Exit>;

/** A command that was ended because its tree took more than it may. */
export type Exceeded = Extract<Exit, { kind: 'exceeded' }>;

/** One run of one command, as the runner saw it. Nothing here is derived from another sample. */
export const Sample = Type.Object({
  slot: Type.Integer({
    minimum: 0,
    description: 'Position in the order of everything run in this measurement, from 0.',
  }),
  round: Type.Integer({
    minimum: 0,
    description: 'Samples of one round are one pair (or one base and several candidates).',
  }),
  phase: Phase,
  placement: Placement,
  benchmark: Type.Union([Type.String(), Type.Null()]),
  side: Type.String({
    description: "Name of the base or of a candidate, e.g. 'main' or 'command 2'.",
  }),
  half: Type.Union([Type.Literal(0), Type.Literal(1)], {
    description: 'Base and candidate swap directories between half 0 and half 1.',
  }),
  startedAt: Type.String({ description: 'ISO 8601, UTC.' }),
  wallNs: Type.Number({ minimum: 0 }),
  userNs: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
    description: 'null where the system does not tell.',
  }),
  systemNs: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
  peakRssBytes: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
    description:
      'Largest resident size of one process of the tree; null where it is too small to be seen.',
  }),
  exit: Exit,
  outputSha256: Type.String({ description: 'SHA-256 of standard output, hex.' }),
  outputBytes: Type.Integer({ minimum: 0 }),
  leftovers: Type.Array(Type.String(), {
    description: 'Processes that outlived the command; any makes the sample invalid.',
  }),
  paddingBytes: Type.Integer({
    minimum: 0,
    description: 'Size of the random environment variable of this round.',
  }),
  values: Type.Record(Type.String(), Type.Number(), {
    description: "Metrics read from the command's own output; times in ns, sizes in bytes.",
  }),
  valueUnits: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description:
        'Stored units of values whose unit was printed and not declared; bare numbers have none.',
    }),
  ),
  aroundNs: Type.Optional(
    Type.Number({
      minimum: 0,
      description: 'Time of the commands before and after the run; in the time limit, no metric.',
    }),
  ),
});
export type Sample = Static<typeof Sample>;

/** What a sample took of the time limit: its run, and the commands before and after it. */
export function spentNs(sample: Pick<Sample, 'wallNs' | 'aroundNs'>): number {
  return sample.wallNs + (sample.aroundNs ?? 0);
}

/**
 * The number of one metric in one sample.
 *
 * @returns ns for `wall` and `cpu`, bytes for `rss`, the user's unit otherwise; null where unknown
 */
export function valueOf(sample: Sample, metric: string): number | null {
  switch (metric) {
    case 'wall':
      return sample.wallNs;
    case 'cpu':
      return sample.userNs === null || sample.systemNs === null
        ? null
        : sample.userNs + sample.systemNs;
    case 'rss':
      return sample.peakRssBytes;
    default:
      return ownField(sample.values, metric) ?? null;
  }
}
