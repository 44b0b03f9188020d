import type { HoneError } from '../../base/index.ts';
import type { TraceEvent } from '../executor.ts';
import type { ModelLine } from './ask-model.ts';
import type { Conversation } from './conversation.ts';
import { type Repetition, repetition } from './repetition.ts';
import type { Tool } from './tool-spec.ts';

/** A piece of work that a model does with tools. */
export interface ModelWork {
  readonly line: ModelLine;
  readonly conversation: Conversation;
  readonly tools: readonly Tool[];
  /**
   * Takes what the model says in the end; null, or what is missing, which the model is told.
   *
   * @throws HoneError E_DISK
   */
  readonly accept: (said: string) => HoneError | null;
  /** True when something has to be handed in; else the changes are all. */
  readonly handsIn: boolean;
  readonly trace: (event: TraceEvent) => void;
  readonly progress: Progress;
}

/** What is counted across the rounds. */
export interface Progress {
  readonly same: Repetition;
  /** Ids that calls had so far: a server may give one twice. */
  readonly usedIds: Set<string>;
  /** Calls that were done. */
  calls: number;
  /** Calls one after the other that could not be understood. */
  broken: number;
  /** Ends one after the other that were not accepted, and answers with nothing in them. */
  reminders: number;
}

/** Before the first round. */
export function noProgress(): Progress {
  return { same: repetition(), usedIds: new Set(), calls: 0, broken: 0, reminders: 0 };
}
