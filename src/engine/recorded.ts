import { assert } from '../base/index.ts';
import type { FlowEvent, FlowEventOf } from './events.ts';
import { entriesFrom, type Entry, indexInto, type Live } from './live.ts';
import type { Answer, ProcessGroup } from '../port/index.ts';

/** A process group of an attempt that was not seen to its end. */
export interface OwnedGroup extends ProcessGroup {
  readonly step: string;
  readonly attempt: number;
  /** Of the machine, when it was recorded; null where the system has no such id. */
  readonly boot: string | null;
}

/** What did not hold. */
export type Failed = FlowEventOf<'attempt.failed' | 'step.failed' | 'gate.failed'>;

/** How a run ended. */
export type RunEnd = FlowEventOf<'flow.completed' | 'flow.failed' | 'flow.cancelled'>;

/**
 * What the events of a run come to. A pure fold: the same events give the same, so it can be made
 * by the driver as it goes and by anybody else from the journal.
 */
export interface Recorded {
  /** Null before the first event. */
  readonly started: FlowEventOf<'flow.started'> | null;
  /** `at` of the last event. */
  readonly changedAt: string;
  /** 1 + rewinds. */
  readonly generation: number;
  /** How often a process began to drive the run. */
  readonly drives: number;
  readonly rewinds: readonly FlowEventOf<'rewound'>[];
  /** In the order of the record; no rewind takes them back, because they happened. */
  readonly failures: readonly Failed[];
  /** The commit that the code has to be brought to before the flow goes on; null for none. */
  readonly restore: string | null;
  /** The last message of the mailbox that was taken up. */
  readonly lastMessage: number;
  /** Groups of attempts that were cut off. */
  readonly groups: readonly OwnedGroup[];
  /** Of all results, also of those that a rewind dropped: they still take space. */
  readonly resultBytes: number;
  readonly end: RunEnd | null;
  /** True when the last process put the run away to wait for an answer. */
  readonly isPutAway: boolean;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Answers in the order in which they were taken up, by question. */
  readonly answers: ReadonlyMap<string, readonly Answer[]>;
}

/** A fold that can be added to. */
export interface Fold {
  readonly recorded: Recorded;
  add(event: FlowEvent): void;
}

type State = Live & { -readonly [K in Exclude<keyof Recorded, keyof Live>]: Recorded[K] };

/** Begins with nothing. */
export function newFold(): Fold {
  let counting: FlowEvent[] = [];
  const state: State = {
    started: null,
    changedAt: '',
    generation: 1,
    drives: 0,
    rewinds: [],
    failures: [],
    restore: null,
    lastMessage: 0,
    groups: [],
    resultBytes: 0,
    ...entriesFrom([]),
  };
  return {
    recorded: state,
    add(event) {
      counting.push(event);
      indexInto(state, event, state.drives);
      addLasting(state, event);
      if (event.type === 'rewound') {
        counting = counting.filter(({ seq }) => seq <= event.data.through);
        Object.assign(state, entriesFrom(counting));
      }
      state.changedAt = event.at;
    },
  };
}

/** What no rewind takes back. */
function addLasting(state: State, event: FlowEvent): void {
  switch (event.type) {
    case 'flow.started':
      assert(state.started === null, 'a run is started once');
      state.started = event;
      state.drives++;
      break;
    case 'flow.resumed':
      state.drives++;
      break;
    case 'flow.forked':
      state.groups = [];
      state.restore = event.data.commit;
      break;
    case 'answer.received':
    case 'flow.cancelled':
      state.lastMessage = Math.max(state.lastMessage, event.data.message);
      break;
    case 'step.owns': {
      const { id, ...group } = event.data;
      state.groups = [...state.groups, { step: id, ...group }];
      break;
    }
    case 'step.done':
      state.resultBytes += event.data.value.bytes;
      state.groups = withoutGroupsOf(state.groups, event);
      break;
    case 'step.failed':
    case 'attempt.failed':
      state.groups = withoutGroupsOf(state.groups, event);
      state.failures = [...state.failures, event];
      break;
    case 'gate.failed':
      state.groups = state.groups.filter(({ step }) => step !== event.data.id);
      state.failures = [...state.failures, event];
      break;
    case 'gate.passed':
    case 'question.asked':
      state.groups = state.groups.filter(({ step }) => step !== event.data.id);
      break;
    case 'groups.ended':
      state.groups = [];
      break;
    case 'rewound':
      state.generation++;
      state.rewinds = [...state.rewinds, event];
      state.restore = event.data.commit;
      break;
    case 'code.restored':
      state.restore = null;
      break;
    case 'flow.waiting':
    case 'flow.completed':
    case 'flow.failed':
    case 'step.started':
    case 'gate.checking':
    case 'sleep.started':
    case 'sleep.done':
    case 'all.done':
      break;
  }
}

function withoutGroupsOf(
  groups: readonly OwnedGroup[],
  { data }: FlowEventOf<'step.done' | 'step.failed' | 'attempt.failed'>,
): readonly OwnedGroup[] {
  return groups.length === 0
    ? groups
    : groups.filter(({ step, attempt }) => step !== data.id || attempt !== data.attempt);
}

/** The fold of a whole run. */
export function recordedFrom(events: readonly FlowEvent[]): Recorded {
  const fold = newFold();
  for (const event of events) {
    fold.add(event);
  }
  return fold.recorded;
}

/** The gate with this id, if it passed and still counts. */
export function passedGate(recorded: Recorded, id: string): FlowEventOf<'gate.passed'> | null {
  const entry = recorded.entries.get(id);
  return entry?.verb === 'gate' && entry.end?.type === 'gate.passed' ? entry.end : null;
}

/** Gates that passed and still count, in the order in which they did. */
export function passedGates(recorded: Recorded): readonly string[] {
  return [...recorded.entries.values()]
    .flatMap((entry) =>
      entry.verb === 'gate' && entry.end?.type === 'gate.passed' ? [entry.end] : [],
    )
    .toSorted((gate, other) => gate.seq - other.seq)
    .map(({ data }) => data.id);
}

/** What was asked under this id, if anything. */
export function questionAt(
  recorded: Pick<Recorded, 'entries'>,
  id: string,
): FlowEventOf<'question.asked'> | null {
  const entry = recorded.entries.get(id);
  return entry?.verb === 'gate' || entry?.verb === 'ask' ? entry.question : null;
}

/** The first answer that the question takes; null for none. */
export function answerTo(recorded: Recorded, id: string): Answer | null {
  const question = questionAt(recorded, id);
  const answers = recorded.answers.get(id) ?? [];
  return question === null
    ? null
    : (answers.find(({ choice }) => question.data.choices.includes(choice)) ?? null);
}

/** Questions that were asked and have no answer, in the order in which they were asked. */
export function openQuestions(recorded: Recorded): readonly FlowEventOf<'question.asked'>[] {
  return [...recorded.entries.keys()].flatMap((id) => {
    const question = questionAt(recorded, id);
    return question !== null && answerTo(recorded, id) === null ? [question] : [];
  });
}
