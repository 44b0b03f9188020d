import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

import { assert, type Clock, HoneError } from '../base/index.ts';
import type { Database } from './database.ts';
import { journalDamaged } from './database-error.ts';
import { assertPlainText, GENESIS_HASH } from './event.ts';
import { entryAt } from './inner-folder.ts';
import { KEY_CHARS_MAX } from './limits.ts';
import type { Liveness, Processes } from './process-identity.ts';
import { integerIn, runIn, textIn, textOrNullIn } from './row.ts';
import type { RunId } from '../model/index.ts';

const Holder = Type.Object({
  pid: Type.Integer(),
  startTicks: Type.Union([Type.String(), Type.Null()]),
  host: Type.String(),
  boot: Type.Union([Type.String(), Type.Null()]),
  namespace: Type.Union([Type.String(), Type.Null()]),
  database: Type.String({ description: 'Device and inode: a copied journal is another one.' }),
  since: Type.String({ description: 'ISO 8601, UTC.' }),
  purpose: Type.String(),
});
/** Who drives a run: a process, since when and what for. */
export type Holder = Static<typeof Holder>;

/** How somebody wants to drive a run. */
export interface AcquireOptions {
  /** In words, for whoever has to wait: `hone try fix.patch`. */
  readonly purpose: string;
  /** `new` refuses a run that exists, `existing` one that doesn't; left out, both are taken. */
  readonly expect?: 'new' | 'existing';
  /** Take it from a holder that can't be checked from here (another machine or container). */
  readonly takeOver?: boolean;
}

/** The right to append to one run until `release` or the end of the process. */
export interface Lease {
  readonly run: RunId;
  /** Fencing token: grows with every acquisition, and appends under an older one are refused. */
  readonly token: number;
  /** Who held the run and died, when that was so; null for a run that was free or new. */
  readonly takenFrom: Holder | null;
  /** Lets go; may be called twice. */
  release(): void;
}

/** `killed`: its holder is gone without having let go, so the run can be resumed. */
export type RunState =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly holder: Holder }
  | { readonly kind: 'killed'; readonly holder: Holder }
  | { readonly kind: 'unknown'; readonly holder: Holder };

/** One line of the list of runs. */
export interface RunSummary {
  readonly run: RunId;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Of whoever made the run. */
  readonly purpose: string;
  readonly events: number;
  /** Hash of the last event. */
  readonly head: string;
  readonly state: RunState;
}

/** The leases that this store holds, and those that others hold. */
export interface Leases {
  acquire(run: RunId, options: AcquireOptions): Lease;
  /** The token under which this store may append. @throws AssertionError when it may not */
  tokenOf(run: RunId): number;
  /** @throws AssertionError when this store holds no run at all */
  assertHoldsAny(): void;
  /** Inside a snapshot or transaction. */
  list(): readonly RunSummary[];
  /** Inside a snapshot or transaction. @throws HoneError E_NOT_FOUND */
  stateOf(run: RunId): RunState;
  releaseAll(): void;
}

const STATE_BY_LIVENESS = { alive: 'held', dead: 'killed', unknown: 'unknown' } as const;

/** The leases kept in the `run` table of a journal. */
export function leasesOn(database: Database, clock: Clock, processes: Processes): Leases {
  const tokens = new Map<RunId, number>();
  /** Let go of, but the disk was too full to say so: this process may take them again. */
  const abandoned = new Map<RunId, number>();

  function stateOf(text: string | null): RunState {
    if (text === null) {
      return { kind: 'free' };
    }
    const holder = parseHolder(text, database.path);
    return { kind: STATE_BY_LIVENESS[livenessOf(holder, database, processes)], holder };
  }

  function release(run: RunId, token: number): void {
    if (tokens.get(run) !== token) {
      return;
    }
    tokens.delete(run);
    abandoned.set(run, token);
    database.transaction(() =>
      database
        .statement('UPDATE run SET holder = NULL WHERE run = ? AND token = ?')
        .run(run, token),
    );
    abandoned.delete(run);
  }

  return {
    acquire(run, options) {
      assertPlainText(options.purpose, 'purpose', KEY_CHARS_MAX);
      const own = abandoned.get(run) ?? null;
      const taken = database.transaction(() => {
        const since = clock.isoNow();
        const identity = { ...processes.self(), database: fileIdOf(database.path) };
        const holder = { ...identity, since, purpose: options.purpose };
        return takeRun(database, run, { ...options, abandoned: own }, holder, stateOf);
      });
      abandoned.delete(run);
      tokens.set(run, taken.token);
      return { run, ...taken, release: () => release(run, taken.token) };
    },
    tokenOf(run) {
      const token = tokens.get(run);
      assert(token !== undefined, `run ${run} is acquired before anything is written to it`);
      return token;
    },
    assertHoldsAny() {
      assert(tokens.size > 0, 'a run is acquired before a blob is put');
    },
    list: () => listRuns(database, stateOf),
    stateOf(run) {
      const row = database.statement('SELECT holder FROM run WHERE run = ?').get(run);
      if (row === undefined) {
        throw noSuchRun(run);
      }
      return stateOf(textOrNullIn(row, 'holder'));
    },
    releaseAll() {
      for (const [run, token] of tokens) {
        release(run, token);
      }
    },
  };
}

function listRuns(
  database: Database,
  stateOf: (text: string | null) => RunState,
): readonly RunSummary[] {
  return database
    .statement('SELECT * FROM run ORDER BY rowid') // as they were made, whatever the clock said
    .all()
    .map((row) => ({
      run: runIn(row),
      createdAt: textIn(row, 'created_at'),
      purpose: textIn(row, 'purpose'),
      events: integerIn(row, 'events'),
      head: textIn(row, 'head'),
      state: stateOf(textOrNullIn(row, 'holder')),
    }));
}

function takeRun(
  database: Database,
  run: RunId,
  options: AcquireOptions & { readonly abandoned: number | null },
  holder: Holder,
  stateOf: (text: string | null) => RunState,
): { token: number; takenFrom: Holder | null } {
  const row = database.statement('SELECT token, holder FROM run WHERE run = ?').get(run);
  if (row === undefined) {
    if (options.expect === 'existing') {
      throw noSuchRun(run);
    }
    database
      .statement(
        'INSERT INTO run (run, created_at, purpose, events, head, token, holder) ' +
          'VALUES (?, ?, ?, 0, ?, 1, ?)',
      )
      .run(run, holder.since, holder.purpose, GENESIS_HASH, JSON.stringify(holder));
    return { token: 1, takenFrom: null };
  }
  if (options.expect === 'new') {
    throw new HoneError('E_BUSY', `Run ${run} exists already. Run the same command again.`);
  }
  const state = stateOf(textOrNullIn(row, 'holder'));
  const last = integerIn(row, 'token');
  if (last !== options.abandoned) {
    refuseUnlessFree(run, state, options.takeOver === true);
  }
  const token = last + 1;
  database
    .statement('UPDATE run SET token = ?, holder = ? WHERE run = ?')
    .run(token, JSON.stringify(holder), run);
  return { token, takenFrom: state.kind === 'free' ? null : state.holder };
}

function refuseUnlessFree(run: RunId, state: RunState, takeOver: boolean): void {
  switch (state.kind) {
    case 'free':
    case 'killed':
      return;
    case 'held':
      throw new HoneError(
        'E_BUSY',
        `Run ${run} is being driven by ${nameOf(state.holder)}. Wait for it, or stop it with ` +
          `\`kill ${state.holder.pid}\`, then run the same command again.`,
      );
    case 'unknown':
      if (!takeOver) {
        throw new HoneError(
          'E_BUSY',
          `Run ${run} was last driven by ${nameOf(state.holder)}, and whether that still runs ` +
            "can't be seen from here. If you know that it does not, take the run over with " +
            '--take-over.',
        );
      }
  }
}

/** The error for a run that the journal does not have. */
export function noSuchRun(run: RunId): HoneError {
  return new HoneError(
    'E_NOT_FOUND',
    `There is no run ${run} in this repository. \`hone log\` lists the runs.`,
  );
}

/** The error for an append by a hone that has lost its run to another. */
export function runTakenOver(run: RunId, row: { holder: string | null }, path: string): HoneError {
  const by = row.holder === null ? 'another hone' : nameOf(parseHolder(row.holder, path));
  return new HoneError(
    'E_BUSY',
    `Run ${run} was taken over by ${by}, so this hone stops without writing to it. What it had ` +
      'recorded before is kept.',
  );
}

function nameOf(holder: Holder): string {
  return `process ${holder.pid} on ${holder.host} since ${holder.since} (${holder.purpose})`;
}

function livenessOf(holder: Holder, database: Database, processes: Processes): Liveness {
  const liveness = processes.livenessOf(holder);
  // A live process that holds the run in the journal from which this one was copied.
  return liveness === 'alive' && holder.database !== fileIdOf(database.path) ? 'dead' : liveness;
}

function fileIdOf(path: string): string {
  const entry = entryAt(path);
  return entry === null ? 'gone' : `${entry.dev}:${entry.ino}`;
}

function parseHolder(text: string, path: string): Holder {
  try {
    return Value.Parse(Holder, JSON.parse(text));
  } catch (thrown) {
    throw journalDamaged(path, 'it does not say who drives a run', { cause: thrown });
  }
}
