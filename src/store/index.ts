/**
 * The state of one subject: an append-only, hash-chained journal with leases in `.hone/hone.db`,
 * content-addressed results in `.hone/blobs/`, artifacts in `runs/<run>/`.
 *
 * ```ts
 * const store = openStore(join(subject, '.hone'), { clock: systemClock });
 * const run = newRunId(systemClock, randomFrom(seedFromEntropy));
 * const lease = store.acquireRun(run, { purpose: 'hone try fix.patch', expect: 'new' });
 * store.appendEvent(run, { type: 'suite.frozen', key: 'suite', data: { suiteHash } });
 * const batch = await store.step(run, 'trial/1/screening', parseBatch, () => measure());
 * store.writeArtifact(run, 'compare.json', result, { schema: CompareResult, meta });
 * lease.release();
 * store.close();
 * ```
 *
 * To resume: `store.verifyChain(run)`, then `acquireRun(run, { purpose, expect: 'existing' })` and
 * the same code; steps that are in the journal return what they returned.
 */
export type { ArtifactMeta, ArtifactShape } from './artifacts.ts';
export type { BlobState } from './blobs.ts';
export type { Durability } from './database.ts';
export { type Event, type EventPlace, GENESIS_HASH, type NewEvent } from './event.ts';
export type { ChainState } from './examine-chain.ts';
export type { Inspection } from './journal.ts';
export type { AcquireOptions, Holder, Lease, RunState, RunSummary } from './lease.ts';
export { EVENT_BYTES_MAX, STEP_INLINE_BYTES_MAX } from './limits.ts';
export type { MeasuredRun } from './measurements.ts';
export type { Message, NewMessage } from './messages.ts';
export { openStore, type Store, type StoreOptions } from './open-store.ts';
export type { Retention } from './retain.ts';
export type { SweepResult, SweepRoots } from './sweep-blobs.ts';
