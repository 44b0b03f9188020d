import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { diskErrorFrom, HoneError, systemCodeOf } from '../base/index.ts';
import type { Blobs } from './blobs.ts';
import type { Database } from './database.ts';
import type { Journal } from './journal.ts';
import type { Leases, RunSummary } from './lease.ts';
import type { RemovedBlobs } from './removed-blobs.ts';
import type { RunId } from '../model/index.ts';

/** What a sweep must leave. */
export interface SweepRoots {
  /** Runs whose blobs stay; `all` sweeps only what no event ever came to mention. */
  readonly runs: 'all' | readonly RunId[] | { readonly except: readonly RunId[] };
  /** Hashes of further blobs that stay. */
  readonly blobs: readonly string[];
}

/** What a sweep did. */
export interface SweepResult {
  readonly kept: number;
  readonly removed: number;
  /** Space given back, compressed as it was on the disk. */
  readonly removedBytes: number;
}

const HASHES = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/**
 * Removes every blob that cannot be reached from the roots. What an event or a reachable blob
 * mentions, as any 64 hex digits, counts as reached: too much is kept rather than too little.
 *
 * The journal's write lock is held throughout, so no run can start or resume meanwhile. That a
 * result of a run goes is noted before, so that a kill in the middle leaves none that seems lost.
 *
 * @throws HoneError E_BUSY while a run is held, or by a holder that can't be checked from here
 */
export function sweepBlobs(folder: string, parts: SweepParts, roots: SweepRoots): SweepResult {
  if (roots.runs !== 'all') {
    parts.database.transaction(() => {
      const reached = reachedFrom(parts, roots);
      const mentioned = reachedFrom(parts, { ...roots, runs: 'all' });
      parts.removed.note([...mentioned].filter((hash) => !reached.has(hash)));
    });
  }
  return parts.database.transaction(() => sweep(join(folder, 'blobs'), reachedFrom(parts, roots)));
}

/** What a sweep works on. */
export interface SweepParts {
  readonly database: Database;
  readonly journal: Journal;
  readonly leases: Leases;
  readonly blobs: Blobs;
  readonly removed: RemovedBlobs;
}

function reachedFrom(parts: SweepParts, roots: SweepRoots): ReadonlySet<string> {
  const runs = parts.leases.list();
  refuseWhileActive(runs);
  const kept = keptOf(
    runs.map(({ run }) => run),
    roots.runs,
  );
  const texts = kept.flatMap((run) => parts.journal.dataOf(run));
  return mark(parts.blobs, [...roots.blobs, ...texts]);
}

function keptOf(all: readonly RunId[], roots: SweepRoots['runs']): readonly RunId[] {
  if (roots === 'all') {
    return all;
  }
  return 'except' in roots ? all.filter((run) => !roots.except.includes(run)) : roots;
}

function refuseWhileActive(runs: readonly RunSummary[]): void {
  for (const { run, state } of runs) {
    if (state.kind === 'held' || state.kind === 'unknown') {
      throw new HoneError(
        'E_BUSY',
        `Stored results can't be cleaned up while run ${run} is driven by process ` +
          `${state.holder.pid} on ${state.holder.host} (${state.holder.purpose}). Wait for it, ` +
          'then run the same command again.',
      );
    }
  }
}

function mark(blobs: Blobs, texts: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...texts];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const [hash] of text.matchAll(HASHES)) {
      if (!reached.has(hash) && blobs.has(hash)) {
        reached.add(hash);
        waiting.push(textOf(blobs, hash));
      }
    }
  }
  return reached;
}

/** Latin-1 keeps every byte, and the hashes that are looked for are ASCII. */
function textOf(blobs: Blobs, hash: string): string {
  try {
    return blobs.get(hash).toString('latin1');
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      return ''; // A damaged blob is kept as evidence, but leads nowhere.
    }
    throw thrown;
  }
}

/** Also takes away what killed processes left half-written: such a name is no hash. */
function sweep(folder: string, reached: ReadonlySet<string>): SweepResult {
  let kept = 0;
  let removed = 0;
  let removedBytes = 0;
  for (const start of namesIn(folder)) {
    for (const rest of namesIn(join(folder, start))) {
      if (reached.has(start + rest)) {
        kept++;
        continue;
      }
      const path = join(folder, start, rest);
      try {
        removedBytes += statSync(path).size;
        rmSync(path);
      } catch (thrown) {
        throw diskErrorFrom(thrown, path);
      }
      removed++;
    }
  }
  return { kept, removed, removedBytes };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    const code = systemCodeOf(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return [];
    }
    throw diskErrorFrom(thrown, folder);
  }
}
