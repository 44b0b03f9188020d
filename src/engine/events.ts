import { type Static, type TObject, Type } from 'typebox';
import { Value } from 'typebox/value';

import { HoneError } from '../base/index.ts';
import type { FlowDurability, JournalEvent } from './journal-port.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** A result: in the event itself when it is small, else by the hash of a blob. */
const Stored = Type.Union([
  Type.Object({ result: Type.Unknown(), bytes: Type.Integer() }),
  Type.Object({ blob: Type.String({ pattern: '^[0-9a-f]{64}$' }), bytes: Type.Integer() }),
]);
/** A recorded JSON value, in the event or by reference; `bytes` is its length as JSON. */
export type Stored = Static<typeof Stored>;

const Answer = Type.Object({
  choice: Type.String(),
  by: Type.String(),
  reason: Type.String(),
  at: Type.String(),
  data: Type.Unknown(),
});

const attempt = { id: Type.String(), attempt: Type.Integer({ minimum: 1 }) };
const titled = { ...attempt, title: Type.Optional(Type.String()) };
/** With what the attempt said that it used, as far as it did. */
const ended = { ...titled, spent: Type.Optional(Type.Unknown()) };
const failure = {
  failure: Type.String(),
  errorCode: nullable(Type.String()),
};

/** What each type of event carries. */
const DATA = {
  'flow.started': Type.Object({
    flow: Type.String(),
    version: Type.String(),
    input: Stored,
    forkedFrom: nullable(
      Type.Object({ run: Type.String(), gate: Type.String(), head: Type.String() }),
    ),
  }),
  /** Ends the copied part of a fork. `commit` is what the code has to be brought to. */
  'flow.forked': Type.Object({ commit: nullable(Type.String()) }),
  'flow.resumed': Type.Object({}),
  /** Put away until somebody answers. */
  'flow.waiting': Type.Object({ questions: Type.Array(Type.String()) }),
  'flow.completed': Type.Object({ value: Stored }),
  'flow.failed': Type.Object({ failure: Type.String() }),
  'flow.cancelled': Type.Object({
    by: Type.String(),
    reason: Type.String(),
    message: Type.Integer(),
  }),
  'step.started': Type.Object(titled),
  /** A process group of an attempt; pids mean something only until the machine restarts. */
  'step.owns': Type.Object({
    ...attempt,
    pid: Type.Integer({ minimum: 2 }),
    startedAt: nullable(Type.String()),
    boot: nullable(Type.String()),
  }),
  'attempt.failed': Type.Object({
    ...ended,
    ...failure,
    waitMs: Type.Number({ minimum: 0 }),
    until: Type.String(),
  }),
  'step.done': Type.Object({ ...ended, ms: Type.Number(), value: Stored }),
  'step.failed': Type.Object({
    ...ended,
    ...failure,
    ms: Type.Number(),
    transient: Type.Boolean(),
  }),
  /** All groups of cut-off attempts are gone. */
  'groups.ended': Type.Object({}),
  /** A check that takes a while. */
  'gate.checking': Type.Object({ id: Type.String(), check: nullable(Type.String()) }),
  'gate.passed': Type.Object({
    id: Type.String(),
    commit: nullable(Type.String()),
    evidence: Stored,
    answer: nullable(Answer),
  }),
  'gate.failed': Type.Object({
    id: Type.String(),
    reasons: Type.Array(Type.String()),
    evidence: Stored,
    answer: nullable(Answer),
  }),
  'question.asked': Type.Object({
    id: Type.String(),
    text: Type.String(),
    of: Type.String(),
    choices: Type.Array(Type.String()),
    evidence: Stored,
    /** Of a gate; null for a question of the flow's own. */
    gate: nullable(Type.Object({ commit: nullable(Type.String()) })),
  }),
  /** `message` is its number in the mailbox. */
  'answer.received': Type.Object({
    question: Type.String(),
    answer: Answer,
    message: Type.Integer(),
  }),
  'sleep.started': Type.Object({
    id: Type.String(),
    ms: Type.Number({ minimum: 0 }),
    until: Type.String(),
  }),
  'sleep.done': Type.Object({ id: Type.String() }),
  /** Written when a failed branch cancelled others: which ones must not depend on timing. */
  'all.done': Type.Object({
    id: Type.String(),
    outcomes: Type.Array(
      Type.Union([Type.Literal('done'), Type.Literal('failed'), Type.Literal('cancelled')]),
    ),
  }),
  /** What came after event `through` no longer counts. */
  rewound: Type.Object({
    gate: nullable(Type.String()),
    through: Type.Integer({ minimum: 1 }),
    commit: nullable(Type.String()),
    reason: Type.String(),
    by: Type.String(),
    data: Stored,
  }),
  'code.restored': Type.Object({ commit: Type.String() }),
} satisfies Record<string, TObject>;

type Data = { readonly [T in keyof typeof DATA]: Static<(typeof DATA)[T]> };

/** The types of the events of a flow. */
export type FlowEventType = keyof Data;

/** An event that the driver records. */
export type NewFlowEvent = {
  readonly [T in FlowEventType]: { readonly type: T; readonly data: Data[T] };
}[FlowEventType];

/** An event of a flow as it was recorded. */
export type FlowEvent = NewFlowEvent & { readonly seq: number; readonly at: string };

/** One type of event. */
export type FlowEventOf<T extends FlowEventType> = Extract<FlowEvent, { readonly type: T }>;

/**
 * Where an event lies so that it can be there only once in each generation (that is, between two
 * rewinds): `2:review/security`. The sign says which of a verb's events it is.
 */
export function keyOf(event: NewFlowEvent, generation: number): string | null {
  switch (event.type) {
    case 'flow.started':
      return 'flow';
    case 'step.done':
    case 'step.failed':
    case 'gate.passed':
    case 'gate.failed':
    case 'sleep.done':
    case 'all.done':
      return `${generation}:${event.data.id}`;
    case 'question.asked':
      return `${generation}?${event.data.id}`;
    case 'sleep.started':
      return `${generation}~${event.data.id}`;
    case 'answer.received':
      return `message ${event.data.message}`;
    case 'flow.forked':
    case 'flow.resumed':
    case 'flow.waiting':
    case 'flow.completed':
    case 'flow.failed':
    case 'flow.cancelled':
    case 'step.started':
    case 'step.owns':
    case 'attempt.failed':
    case 'groups.ended':
    case 'gate.checking':
    case 'rewound':
    case 'code.restored':
      return null;
  }
}

/**
 * Steps and what belongs to them are done again when a power cut took them, as after any crash.
 * What somebody saw, sent or decided is not: docs/adr/0007-durability-of-steps.md.
 */
export function durabilityOf(type: FlowEventType): FlowDurability {
  switch (type) {
    case 'step.started':
    case 'step.owns':
    case 'step.done':
    case 'step.failed':
    case 'attempt.failed':
    case 'groups.ended':
    case 'gate.checking':
    case 'sleep.started':
    case 'sleep.done':
    case 'all.done':
      return 'repeatable';
    case 'flow.started':
    case 'flow.forked':
    case 'flow.resumed':
    case 'flow.waiting':
    case 'flow.completed':
    case 'flow.failed':
    case 'flow.cancelled':
    case 'gate.passed':
    case 'gate.failed':
    case 'question.asked':
    case 'answer.received':
    case 'rewound':
    case 'code.restored':
      return 'synced';
  }
}

/**
 * The event that a journal holds.
 *
 * @throws HoneError E_JOURNAL for one that this version of hone does not know
 */
export function flowEventFrom(event: JournalEvent): FlowEvent {
  if (!isKnown(event)) {
    throw new HoneError(
      'E_JOURNAL',
      `Event ${event.seq} (${event.type}) is not one that this version of hone records for a ` +
        'flow. Go on with the version that started the run, or start a new one.',
    );
  }
  // An event that a fork copied says when it happened in the run that it was copied from.
  const original: unknown = event.data.originalAt;
  const at = typeof original === 'string' ? original : event.at;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `isKnown` checked the data
  return { type: event.type, data: event.data, seq: event.seq, at } as unknown as FlowEvent;
}

function isKnown(
  event: JournalEvent,
): event is JournalEvent & { type: FlowEventType; data: { originalAt?: unknown } } {
  return Object.hasOwn(DATA, event.type)
    ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the line above proves it
      Value.Check(DATA[event.type as FlowEventType], event.data)
    : false;
}
