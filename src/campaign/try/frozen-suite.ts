import { HoneError } from '../../base/index.ts';
import { listTree, type Repository } from '../../git/index.ts';
import type { RunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import {
  type FreezeManifest,
  freezeManifest,
  type FrozenFile,
  manifestDiff,
} from '../../suite/index.ts';
import { readSuite, type ReadSuite, sha256 } from '../read-suite.ts';

/** What a run is for that only records that the suite was frozen. */
export const FREEZING = 'freezing the suite';

/** The suite as it stands in the working tree and in a commit. */
export interface CurrentSuite {
  readonly read: ReadSuite;
  readonly manifest: FreezeManifest;
  /** Every file of the commit. */
  readonly files: readonly FrozenFile[];
}

/** Key of the event that froze a suite; the newest such event of any run counts. */
export const SUITE_KEY = 'suite';

/** Reads hone.yaml and hashes it together with every file that it freezes. */
export async function currentSuite(
  repository: Repository,
  tree: string,
  signal: AbortSignal,
): Promise<CurrentSuite> {
  const read = readSuite(repository.root);
  const entries = await listTree(repository, tree, { signal });
  const files = entries.map(({ path, mode, oid }) => ({ path, mode, oid }));
  const manifest = freezeManifest({ suite: read.suite, configText: read.text, files, sha256 });
  return { read, manifest, files };
}

/** The manifest that was frozen last, or null when nothing was frozen yet. */
export function lastFrozen(store: Store): FreezeManifest | null {
  for (const { run } of store.runs().toReversed()) {
    const event = store.eventByKey(run, SUITE_KEY);
    if (event !== null) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by freeze
      return (event.data as unknown as { manifest: FreezeManifest }).manifest;
    }
  }
  return null;
}

/** Records a suite as the frozen one. */
export function freeze(
  store: Store,
  run: RunId,
  current: CurrentSuite,
  why: { readonly reason: string; readonly by: 'first use' | 'person' | 'flag --yes' },
): void {
  const config = store.putBlob(current.read.text);
  const data = JSON.parse(JSON.stringify({ manifest: current.manifest, config, ...why }));
  store.appendEvent(run, { type: 'suite.frozen', key: SUITE_KEY, data });
}

/**
 * Holds the suite against the frozen one.
 *
 * @returns `first` when nothing was frozen yet, so that the run has to `freeze` it
 * @throws HoneError E_SUITE_CHANGED naming each difference and the command that allows it
 */
export function requireFrozen(store: Store, current: CurrentSuite): 'first' | 'same' {
  const last = lastFrozen(store);
  if (last === null) {
    return 'first';
  }
  if (last.hash === current.manifest.hash) {
    return 'same';
  }
  const changes = manifestDiff(last, current.manifest);
  throw new HoneError(
    'E_SUITE_CHANGED',
    `The suite is not the one that was frozen (${last.hash.slice(0, 12)}):\n` +
      `${changes.map((change) => `  ${change}`).join('\n')}\n` +
      `Undo that, or accept it with: hone suite change --reason "why it had to change"`,
  );
}
