import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

import { Decision, type ReceiptEvent, Sample, Suspicion, TryResult } from '../../model/index.ts';
import { fitsShape } from '../fits-shape.ts';
import { PROPOSER_TYPE } from '../try/proposer-event.ts';
import type { Stack } from '../try/stack.ts';
import type { Started } from '../try/started.ts';
import type { Checked } from '../try/trial.ts';

/** The journal of one run with the contents that it refers to, out of a store or a receipt. */
export interface RecordedRun {
  readonly run: string;
  readonly events: readonly ReceiptEvent[];
  eventByKey(key: string): ReceiptEvent | null;
  /** @throws RecordGap when it is not there */
  blob(hash: string): string;
}

/** Something that a check needs is missing from a record or is not what it should be. */
export class RecordGap extends Error {
  override name = 'RecordGap';
}

/** Looks into a record. @param blobs - null for what is not there */
export function recordedRun(
  run: string,
  events: readonly ReceiptEvent[],
  blobs: (hash: string) => string | null,
): RecordedRun {
  const byKey = new Map<string, ReceiptEvent>();
  for (const event of events) {
    if (event.key !== null && !byKey.has(event.key)) {
      byKey.set(event.key, event);
    }
  }
  return {
    run,
    events,
    eventByKey: (key) => byKey.get(key) ?? null,
    blob(hash) {
      const text = blobs(hash);
      if (text === null) {
        throw new RecordGap(`The content ${hash} that the journal refers to is missing.`);
      }
      return text;
    },
  };
}

/** Only what is used: newer versions may record more. */
const OutcomeShape = Type.Union([
  Type.Object({ kind: Type.Literal('passed') }),
  Type.Object({ kind: Type.Literal('failed'), reason: Type.String() }),
]);
const maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()]);
const Texts = Type.Array(Type.String());

const StartedShape = Type.Object({
  base: Type.Object({
    commit: Type.String(),
    tree: Type.String(),
    branch: maybe(Type.String()),
  }),
  seed: Type.Integer(),
  holdoutSeed: Type.Integer(),
  configBlob: Type.String(),
  suiteHash: Type.String(),
  frozen: Texts,
  frozenGlobs: Texts,
  proposals: Type.Array(
    Type.Object({ name: Type.String(), source: Type.Object({ kind: Type.String() }) }),
  ),
  pairsMax: Type.Integer({ minimum: 1 }),
  timeLimitMs: Type.Number({ exclusiveMinimum: 0 }),
  judges: Type.Optional(Texts),
  clearances: Type.Optional(
    Type.Array(Type.Object({ proposal: Type.String(), by: Type.String(), reason: Type.String() })),
  ),
  statistics: Type.Optional(Type.Integer({ minimum: 1 })),
});

const ChangeShape = Type.Object({
  path: Type.String(),
  kind: Type.String(),
  oldMode: maybe(Type.String()),
  newMode: maybe(Type.String()),
  linkTarget: maybe(Type.String()),
});

const CheckedShape = Type.Object({
  collected: Type.Union([
    Type.Object({
      kind: Type.Literal('collected'),
      title: Type.String(),
      tree: Type.String(),
      changes: Type.Array(ChangeShape),
      patch: Type.String(),
      handedIn: Type.Optional(
        Type.Object({
          fork: maybe(Type.String()),
          commit: maybe(Type.String()),
          tree: maybe(Type.String()),
          patch: Type.String(),
        }),
      ),
    }),
    Type.Object({ kind: Type.Literal('unusable'), title: Type.String(), reason: Type.String() }),
  ]),
  admission: OutcomeShape,
  build: maybe(OutcomeShape),
  tests: maybe(OutcomeShape),
  tree: maybe(Type.String()),
  suspicions: Type.Array(Suspicion),
});

const StackShape = Type.Object({
  commit: Type.String(),
  tree: Type.String(),
  kept: Type.Array(
    Type.Object({
      name: Type.String(),
      commit: Type.String(),
      tree: Type.String(),
      benchmark: Type.String(),
      isRemade: Type.Optional(Type.Boolean()),
    }),
  ),
  decisions: Type.Array(Decision),
});

const SamplesEvent = Type.Object({ blob: Type.String() });
const StepEvent = Type.Union([Type.Object({ result: Type.Unknown() }), SamplesEvent]);
const Samples = Type.Array(Sample);
const Decisions = Type.Array(Decision);
const Anything = Type.Unknown();

/** What a run is about; `statistics` is the version of the formulas that it judges by. */
export type RecordedStart = Started & { readonly statistics?: number };

/** What the run is about. @throws RecordGap */
export function startedIn(recorded: RecordedRun): RecordedStart {
  const event = recorded.eventByKey('started');
  if (event === null) {
    throw new RecordGap('The journal does not say what the run is about: "started" is missing.');
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape that is used
  return parsed(StartedShape, event.data, 'the event "started"') as unknown as RecordedStart;
}

/** What the checks before measuring found about a proposal. @throws RecordGap */
export function checkedIn(recorded: RecordedRun, name: string): Checked {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape that is used
  return stepIn(recorded, `checked/${name}`, CheckedShape) as unknown as Checked;
}

/** What was decided before anything was stacked. @throws RecordGap */
export function decidedIn(recorded: RecordedRun): Decision[] {
  return stepIn(recorded, 'decisions', Decisions);
}

/** What was stacked. @throws RecordGap */
export function stackIn(recorded: RecordedRun): Stack {
  return stepIn(recorded, 'stack', StackShape);
}

/** What the run ended with. @throws RecordGap */
export function resultIn(recorded: RecordedRun): TryResult {
  return stepIn(recorded, 'result', TryResult);
}

/** The content of each batch of a measurement, in order; with the hash of its blob. */
export function batchesUnder(
  recorded: RecordedRun,
  key: string,
): { readonly sha256: string; readonly samples: readonly Sample[] }[] {
  const batches = [];
  for (let index = 0; ; index++) {
    const name = `${key}/batch/${index}`;
    const event = recorded.eventByKey(name);
    if (event === null) {
      return batches;
    }
    const { blob } = parsed(SamplesEvent, event.data, `the event "${name}"`);
    const samples = parsed(Samples, jsonFrom(recorded.blob(blob), name), `the samples of ${name}`);
    batches.push({ sha256: blob, samples });
  }
}

/** Hashes of the contents that a receipt needs, with the keys of the events that name them. */
export function blobsNeeded(events: readonly ReceiptEvent[]): Map<string, string> {
  const needed = new Map<string, string>();
  for (const { key, type, data } of events) {
    const field = type === 'run.started' ? 'configBlob' : 'blob';
    const isNeeded =
      type === 'samples' ||
      type === 'run.started' ||
      (type === 'step' && /^(base|decisions|stack|result|(checked|judged)\/.*)$/s.test(key ?? ''));
    const hash =
      type === PROPOSER_TYPE ? traceOf(data) : isNeeded && isRecord(data) ? data[field] : undefined;
    if (typeof hash === 'string' && !needed.has(hash)) {
      needed.set(hash, key ?? type);
    }
  }
  return needed;
}

function traceOf(data: unknown): unknown {
  const trace = isRecord(data) ? data['trace'] : null;
  return isRecord(trace) ? trace['sha256'] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What a step recorded, whatever it is. @throws RecordGap */
export function stepResultIn(recorded: RecordedRun, key: string): unknown {
  return stepIn(recorded, key, Anything);
}

function stepIn<T extends TSchema>(recorded: RecordedRun, key: string, shape: T): Static<T> {
  const event = recorded.eventByKey(key);
  if (event === null) {
    throw new RecordGap(`The journal has no result of the step "${key}".`);
  }
  const data = parsed(StepEvent, event.data, `the event "${key}"`);
  const json = 'blob' in data ? jsonFrom(recorded.blob(data.blob), key) : data.result;
  return parsed(shape, json, `the result of the step "${key}"`);
}

function jsonFrom(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecordGap(`The content of ${what} is no JSON.`);
  }
}

function parsed<T extends TSchema>(shape: T, value: unknown, what: string): Static<T> {
  if (fitsShape(shape, value)) {
    return value;
  }
  const [problem] = Value.Errors(shape, value);
  throw new RecordGap(
    `In ${what}, ${problem?.instancePath || 'the whole'} is not as it should be: ` +
      `${problem?.message ?? 'unknown'}.`,
  );
}
