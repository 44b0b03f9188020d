/**
 * The embedded driver of flows: it runs them inside this process on a journal that is given to it.
 *
 * ```ts
 * const store = openStore(join(subject, '.hone'), { clock: systemClock });
 * const engine = embeddedEngine(store, { clock: systemClock, classes: { agent: 5, measure: 1 } });
 * const outcome = await engine.start(run, flow, input, { signal });
 * ```
 */
export { embeddedEngine, type EmbeddedOptions } from './embedded-engine.ts';
export type {
  AcquireFlow,
  FlowDurability,
  FlowJournal,
  FlowLease,
  JournalEvent,
  JournalMessage,
  NewJournalEvent,
} from './journal-port.ts';
export type { GroupState, GroupSystem } from './process-groups.ts';
export type { OnCommit } from './recorder.ts';
export { pastResults } from './past-results.ts';
export { processGroupOf } from './system-processes.ts';
export type { Timers } from './timers.ts';
