import { basename, dirname, join, resolve } from 'node:path';

import { type Clock, HoneError } from '../base/index.ts';
import {
  type Artifacts,
  artifactsIn,
  type ArtifactShape,
  partsOfArtifactRoot,
} from './artifacts.ts';
import { blobsIn, type BlobState } from './blobs.ts';
import { type Durability, openDatabase } from './database.ts';
import type { Event, EventPlace, NewEvent } from './event.ts';
import type { ChainState } from './examine-chain.ts';
import { entryAt, innerFolder } from './inner-folder.ts';
import { type Inspection, journalOn } from './journal.ts';
import { type AcquireOptions, type Lease, leasesOn } from './lease.ts';
import type { RunState, RunSummary } from './lease.ts';
import { BUSY_TIMEOUT_MS } from './limits.ts';
import { type MeasuredRun, measurementsOn } from './measurements.ts';
import { mailboxOn, type Message, type NewMessage } from './messages.ts';
import { type Processes, systemProcesses } from './process-identity.ts';
import { removedBlobsOn } from './removed-blobs.ts';
import { type Retention, runsToClear } from './retain.ts';
import type { Measurement, RunId } from '../model/index.ts';
import { stepsOn } from './step.ts';
import { sweepBlobs, type SweepResult, type SweepRoots } from './sweep-blobs.ts';

/** How a store is opened. */
export interface StoreOptions {
  readonly clock: Clock;
  /**
   * True shuts every other process out of the journal, readers included, until `close`. It also
   * works on file systems without shared memory (some network folders).
   */
  readonly exclusive?: boolean;
  /** Folder for `runs/`, relative to the subject: `.claude/context`. Left out, it is `.hone`. */
  readonly artifactRoot?: string;
  /** How long to wait for another process that writes; `BUSY_TIMEOUT_MS` when left out. */
  readonly busyTimeoutMs?: number;
  /** Only tests replace it. */
  readonly processes?: Processes;
}

/**
 * The state of one subject: `.hone/hone.db` (journal and leases), `.hone/blobs/` (large results)
 * and `runs/<run>/` (artifacts). The journal is the truth; artifacts are written from it.
 *
 * All methods are synchronous except `step`. They throw HoneError E_DISK (disk full, read-only,
 * not writable: nothing recorded is lost), E_BUSY (waited `busyTimeoutMs` for another process in
 * vain) and E_JOURNAL (damaged); more where it is said. After kill -9 or a power loss everything
 * that had returned is there, but for what was said to be repeatable.
 */
export interface Store {
  /** Absolute path of `.hone`. */
  readonly folder: string;

  /**
   * Makes this store the one that drives a run, and makes the run if it is new. Needed before
   * anything is written to it. A holder that was killed is replaced; see `Lease.takenFrom`.
   *
   * @throws HoneError E_BUSY saying who holds it since when; E_NOT_FOUND for `expect: 'existing'`
   */
  acquireRun(run: RunId, options: AcquireOptions): Lease;
  /** Every run in the order in which they were made, also when the clock was set back between. */
  runs(): readonly RunSummary[];
  /** Who drives a run, if anybody does. @throws HoneError E_NOT_FOUND */
  runState(run: RunId): RunState;
  /** @throws HoneError E_BUSY when the run was taken over, so that no work is begun in vain */
  assertDriving(run: RunId): void;

  /**
   * Adds an event to a run that this store holds. It is on the disk when this returns.
   *
   * @returns the event as it will be read: data in the form it has after JSON
   * @throws HoneError E_BUSY when the run was taken over by another process
   * @throws AssertionError when the run is not held, the key was used before, or data is too big
   */
  appendEvent(run: RunId, event: NewEvent): Event;
  /**
   * The same for several at once, in one transaction. After a power cut (not after a kill) those
   * that are `repeatable` may be forgotten, unless a `synced` one followed.
   */
  appendEvents(
    run: RunId,
    events: readonly NewEvent[],
    durability: Durability,
  ): readonly EventPlace[];
  /** In order, each link checked. @throws HoneError E_NOT_FOUND for a run that never was */
  events(run: RunId): readonly Event[];
  /** The event with that key, checked by itself; null when there is none. */
  eventByKey(run: RunId, key: string): Event | null;
  /** Checks the whole chain; to be done before a run is resumed. @throws HoneError E_NOT_FOUND */
  verifyChain(run: RunId): ChainState;
  /** Looks at every event and says all that is wrong. @throws HoneError E_NOT_FOUND */
  inspectRun(run: RunId): Inspection;

  /**
   * Puts a message there for whoever drives the run, now or later. Needs no lease.
   *
   * @throws HoneError E_NOT_FOUND without the run; E_USAGE when it is too big, or one too many
   */
  sendMessage(run: RunId, message: NewMessage): Message;
  /** In the order in which they were sent. @param after - the last one that is known, or 0 */
  messages(run: RunId, after: number): readonly Message[];

  /**
   * Does `work` once in the life of a run. A completed key returns its stored result without
   * running; after a kill in the middle it runs again, so `work` must be repeatable. A rejection
   * records nothing. Different keys may run at once.
   *
   * @param key - unique in the run, path-like: `trial/3/screening`
   * @param parse - from JSON to the result; called on the fresh one as well, so that first and
   *   resumed runs go on with the same value. `undefined` arrives as null.
   * @throws HoneError E_JOURNAL when a stored result does not parse, is missing or damaged
   */
  step<T>(run: RunId, key: string, parse: (json: unknown) => T, work: () => Promise<T>): Promise<T>;

  /**
   * Stores content under its SHA-256 (hex). While a run is held only, so that a sweep in another
   * process can't take it before an event refers to it.
   */
  putBlob(content: string | Uint8Array): string;
  /**
   * The content, checked against the hash.
   *
   * @throws HoneError E_JOURNAL: missing or damaged; E_NOT_FOUND: removed by retention
   */
  getBlob(hash: string): Uint8Array;
  /** Reads it and says what is there. */
  blobState(hash: string): BlobState;
  /** True when something is stored under the hash; `getBlob` tells whether it is intact. */
  hasBlob(hash: string): boolean;
  /** Removes blobs that the roots don't reach. @throws HoneError E_BUSY while a run is held */
  sweepBlobs(roots: SweepRoots): SweepResult;
  /**
   * Removes the large results of ended runs that are too many or too old; their events stay.
   *
   * @throws HoneError E_BUSY while a run is held
   */
  retain(retention: Retention): SweepResult & { readonly cleared: readonly RunId[] };

  /**
   * Puts the numbers of a run into the history, where they stay when its samples are removed. They
   * are computed from its events, so no lease is needed; what is there of the same is replaced.
   */
  recordMeasurements(run: RunId, read: MeasuredRun, measurements: readonly Measurement[]): void;
  /** The whole history, in the order in which its runs were made. */
  measurements(): readonly Measurement[];
  /** The runs whose numbers are in it, and up to which event. */
  measuredRuns(): ReadonlyMap<RunId, MeasuredRun>;

  /** The folder for the artifacts of a run, made if it is missing. */
  runFolder(run: RunId): string;
  /**
   * Writes `value` as JSON with `schema`, `run`, `commit` and `suiteHash` before its own fields.
   *
   * @param name - relative, at most 4 levels: `gates/tests.json`
   * @returns the path of the file
   * @throws AssertionError naming the first path at which the document does not fit the schema
   */
  writeArtifact(run: RunId, name: string, value: object, shape: ArtifactShape): string;
  /** The same for text: `journal.md`. */
  writeTextArtifact(run: RunId, name: string, text: string): string;

  /** Lets go of every run and closes the journal. May be called twice. */
  close(): void;
}

/**
 * Opens the store of a subject, and makes it if it is missing.
 *
 * @param folder - `<subject>/.hone`; the subject must exist
 * @throws HoneError E_NOT_FOUND without the subject, E_REPOSITORY when `.hone` is a link or a file,
 *   E_DISK, E_BUSY, or E_JOURNAL when the journal is damaged or of a newer hone
 */
export function openStore(folder: string, options: StoreOptions): Store {
  const absolute = resolve(folder);
  const subject = dirname(absolute);
  if (entryAt(subject) === null) {
    throw new HoneError('E_NOT_FOUND', `There is no folder ${subject}. Check the path.`);
  }
  innerFolder(subject, [basename(absolute)]);
  const database = openDatabase(join(absolute, 'hone.db'), {
    exclusive: options.exclusive ?? false,
    busyTimeoutMs: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
  });
  const leases = leasesOn(database, options.clock, options.processes ?? systemProcesses);
  const journal = journalOn(database, options.clock, leases);
  const removed = removedBlobsOn(database, options.clock);
  const blobs = blobsIn(absolute, (hash) => removed.removedAt(hash));
  const mailbox = mailboxOn(database, options.clock);
  const history = measurementsOn(database);
  const sweepParts = { database, journal, leases, blobs, removed };
  const artifacts = artifactsFor(absolute, options.artifactRoot);
  const step = stepsOn(journal, blobs);
  return {
    folder: absolute,
    acquireRun: (run, how) => leases.acquire(run, how),
    runs: () => database.snapshot(() => leases.list()),
    runState: (run) => database.snapshot(() => leases.stateOf(run)),
    assertDriving: (run) => journal.assertDriving(run),
    appendEvent: (run, event) => journal.append(run, event),
    appendEvents: (run, events, durability) => journal.appendAll(run, events, durability),
    events: (run) => journal.events(run),
    eventByKey: (run, key) => journal.eventByKey(run, key),
    verifyChain: (run) => journal.verifyChain(run),
    inspectRun: (run) => journal.inspect(run),
    sendMessage: (run, message) => mailbox.send(run, message),
    messages: (run, after) => mailbox.messages(run, after),
    step,
    putBlob(content) {
      leases.assertHoldsAny();
      const hash = blobs.put(content);
      removed.forget(hash);
      return hash;
    },
    getBlob: (hash) => blobs.get(hash),
    hasBlob: (hash) => blobs.has(hash),
    blobState: (hash) => blobs.stateOf(hash),
    sweepBlobs: (roots) => sweepBlobs(absolute, sweepParts, roots),
    retain(retention) {
      const cleared = runsToClear(retention);
      const roots = { runs: { except: cleared }, blobs: retention.blobs };
      return { ...sweepBlobs(absolute, sweepParts, roots), cleared };
    },
    recordMeasurements: (run, read, measurements) => history.record(run, read, measurements),
    measurements: () => history.list(),
    measuredRuns: () => history.runs(),
    runFolder: (run) => artifacts.folderOf(run),
    writeArtifact: (run, name, value, shape) => artifacts.writeJson(run, name, value, shape),
    writeTextArtifact: (run, name, text) => artifacts.writeText(run, name, text),
    close() {
      try {
        leases.releaseAll();
      } finally {
        database.close();
      }
    },
  };
}

function artifactsFor(folder: string, artifactRoot: string | undefined): Artifacts {
  return artifactRoot === undefined
    ? artifactsIn(folder, [])
    : artifactsIn(dirname(folder), partsOfArtifactRoot(artifactRoot));
}
