import type { Json } from '../base/index.ts';
import type { RunId } from '../model/index.ts';

/**
 * What the embedded driver needs of a journal: one append-only chain of events for each run, which
 * one process at a time may extend, blobs for what is large, and a mailbox for everybody else.
 * `Store` of `src/store` has all of it. All methods are synchronous and throw HoneError E_DISK,
 * E_BUSY (another process did not let go in time) and E_JOURNAL (damaged).
 */
export interface FlowJournal {
  /** @throws HoneError E_BUSY saying who holds the run; E_NOT_FOUND for `existing` */
  acquireRun(run: RunId, options: AcquireFlow): FlowLease;
  /** @throws HoneError E_BUSY when the run was taken over */
  assertDriving(run: RunId): void;
  /** @throws HoneError E_NOT_FOUND */
  runState(run: RunId): { readonly kind: 'free' | 'held' | 'killed' | 'unknown' };

  /** In one transaction. @throws HoneError E_BUSY when the run was taken over */
  appendEvents(
    run: RunId,
    events: readonly NewJournalEvent[],
    durability: FlowDurability,
  ): readonly Pick<JournalEvent, 'seq' | 'at'>[];
  /** In order, checked. @throws HoneError E_NOT_FOUND; E_JOURNAL for the first damaged one */
  events(run: RunId): readonly JournalEvent[];
  /** All that is wrong with the events, and those that are intact. */
  inspectRun(run: RunId): {
    readonly damage: readonly string[];
    readonly intact: readonly JournalEvent[];
  };

  /** @throws HoneError E_NOT_FOUND without the run; E_USAGE when it is too much */
  sendMessage(run: RunId, message: { readonly kind: string; readonly data: Json }): unknown;
  messages(run: RunId, after: number): readonly JournalMessage[];

  /** @returns the hash that names the content */
  putBlob(content: string): string;
  /** @throws HoneError E_JOURNAL when missing or damaged, E_NOT_FOUND when removed on purpose */
  getBlob(hash: string): Uint8Array;
  hasBlob(hash: string): boolean;
  blobState(hash: string): 'intact' | 'missing' | 'damaged' | 'removed';
}

/** How a driver takes a run. */
export interface AcquireFlow {
  /** In words, for whoever has to wait. */
  readonly purpose: string;
  readonly expect?: 'new' | 'existing';
  /** Also from a holder that can't be checked from here. */
  readonly takeOver?: boolean;
}

/** The right to extend the chain of one run. */
export interface FlowLease {
  release(): void;
}

/**
 * What may be forgotten when the power fails (never by a kill): nothing of `synced`; of
 * `repeatable` the last ones, as far as no `synced` one came after them.
 */
export type FlowDurability = 'synced' | 'repeatable';

/** An event before it has its place. */
export interface NewJournalEvent {
  readonly type: string;
  /** Unique in the run, or null. */
  readonly key: string | null;
  readonly data: Json;
}

/** An event in its place. */
export interface JournalEvent extends NewJournalEvent {
  /** From 1, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly hash: string;
}

/** What somebody sent to the driver of a run. */
export interface JournalMessage {
  /** Grows, is never used twice. */
  readonly id: number;
  readonly kind: string;
  readonly data: Json;
}
