import type { FlowEvent, FlowEventOf } from './events.ts';
import { later } from './wait-until.ts';
import { answerFrom } from './run-events.ts';
import type { Answer } from '../port/index.ts';

/** What is known of a step. */
export interface StepEntry {
  readonly verb: 'step';
  readonly id: string;
  title: string;
  /** Number of the last attempt that is known to have begun. */
  attempts: number;
  /** Attempts that failed and were not the last one. */
  failures: number;
  /** The last failed attempt: what it said and how long the next one has to wait. */
  failed: FlowEventOf<'attempt.failed'> | null;
  startedAt: string | null;
  /** Which process the last attempt ran in, counted from 1. */
  drive: number;
  end: FlowEventOf<'step.done' | 'step.failed'> | null;
}

/** What is known of a gate. */
export interface GateEntry {
  readonly verb: 'gate';
  readonly id: string;
  /** What its check said last of itself, and which process it runs in, counted from 1. */
  checking: { readonly event: FlowEventOf<'gate.checking'>; readonly drive: number } | null;
  question: FlowEventOf<'question.asked'> | null;
  end: FlowEventOf<'gate.passed' | 'gate.failed'> | null;
}

/** What is known under one id. */
export type Entry =
  | StepEntry
  | GateEntry
  | {
      readonly verb: 'ask';
      readonly id: string;
      readonly question: FlowEventOf<'question.asked'>;
    }
  | {
      readonly verb: 'sleep';
      readonly id: string;
      readonly started: FlowEventOf<'sleep.started'>;
      isDone: boolean;
    }
  | { readonly verb: 'all'; readonly id: string; readonly done: FlowEventOf<'all.done'> };

/** The part of a run that a rewind takes back, by id. */
export interface Live {
  readonly entries: Map<string, Entry>;
  readonly answers: Map<string, readonly Answer[]>;
  end: FlowEventOf<'flow.completed' | 'flow.failed' | 'flow.cancelled'> | null;
  isPutAway: boolean;
}

/** The live part that these events alone come to. */
export function entriesFrom(events: readonly FlowEvent[]): Live {
  const live: Live = { entries: new Map(), answers: new Map(), end: null, isPutAway: false };
  for (const event of events) {
    indexInto(live, event, 0);
  }
  return live;
}

/**
 * Adds one event.
 *
 * @param drive - the process that wrote it, counted from 1; 0 for one before the present process
 */
export function indexInto(live: Live, event: FlowEvent, drive: number): void {
  switch (event.type) {
    case 'step.started':
    case 'attempt.failed':
    case 'step.done':
    case 'step.failed':
      indexStep(live, event, drive);
      break;
    case 'gate.checking':
      gateIn(live, event.data.id).checking = { event, drive };
      break;
    case 'gate.passed':
    case 'gate.failed':
      gateIn(live, event.data.id).end = event;
      break;
    case 'question.asked':
      if (event.data.gate === null) {
        live.entries.set(event.data.id, { verb: 'ask', id: event.data.id, question: event });
      } else {
        gateIn(live, event.data.id).question = event;
      }
      break;
    case 'answer.received': {
      const { question, answer } = event.data;
      live.answers.set(question, [...(live.answers.get(question) ?? []), answerFrom(answer)]);
      break;
    }
    case 'sleep.started': {
      const { id } = event.data;
      live.entries.set(id, { verb: 'sleep', id, started: event, isDone: false });
      break;
    }
    case 'sleep.done': {
      const entry = live.entries.get(event.data.id);
      if (entry?.verb === 'sleep') {
        entry.isDone = true;
      }
      break;
    }
    case 'all.done':
      live.entries.set(event.data.id, { verb: 'all', id: event.data.id, done: event });
      break;
    case 'flow.completed':
    case 'flow.failed':
    case 'flow.cancelled':
      live.end = event;
      break;
    case 'flow.waiting':
      live.isPutAway = true;
      break;
    case 'flow.resumed':
      live.isPutAway = false;
      break;
    case 'flow.started':
    case 'flow.forked':
    case 'step.owns':
    case 'groups.ended':
    case 'rewound':
    case 'code.restored':
      break;
  }
}

function indexStep(
  live: Live,
  event: FlowEventOf<'step.started' | 'attempt.failed' | 'step.done' | 'step.failed'>,
  drive: number,
): void {
  const { id, attempt, title } = event.data;
  const known = live.entries.get(id);
  const entry: StepEntry =
    known?.verb === 'step'
      ? known
      : {
          verb: 'step',
          id,
          title: id,
          attempts: 0,
          failures: 0,
          failed: null,
          startedAt: null,
          drive,
          end: null,
        };
  live.entries.set(id, entry);
  entry.title = title ?? entry.title;
  entry.attempts = Math.max(entry.attempts, attempt);
  entry.drive = drive;
  switch (event.type) {
    case 'step.started':
      entry.startedAt ??= event.at;
      break;
    case 'attempt.failed':
      entry.failures++;
      entry.failed = event;
      entry.startedAt ??= event.at;
      break;
    case 'step.done':
    case 'step.failed':
      entry.startedAt ??= event.data.ms === 0 ? event.at : later(event.at, -event.data.ms);
      entry.end = event;
      break;
  }
}

function gateIn(live: Live, id: string): Extract<Entry, { verb: 'gate' }> {
  const known = live.entries.get(id);
  if (known?.verb === 'gate') {
    return known;
  }
  const entry: Entry = { verb: 'gate', id, checking: null, question: null, end: null };
  live.entries.set(id, entry);
  return entry;
}
