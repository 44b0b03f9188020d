import { join } from 'node:path';

import { HoneError } from '../../../base/index.ts';
import { type Repository, resolveRevision, treeChanges } from '../../../git/index.ts';
import type { ContainmentKind, Measurement } from '../../../model/index.ts';
import type { Store } from '../../../store/index.ts';
import type { Judged, PreflightKind } from '../../../tasks/index.ts';
import { takeHistory } from '../../history/take-history.ts';
import { redteamState } from '../../redteam/redteam-state.ts';
import { type CurrentSuite, currentSuite, lastFrozen } from '../../try/frozen-suite.ts';
import { COMMITS_COMPARED_MAX } from '../limits.ts';
import { TASKS_FOLDER } from '../task-documents.ts';

/** Digits of hashes that people are shown. */
const HASH_DIGITS = 12;

/** What a preflight is looked up in. */
export interface PreflightPlace {
  readonly repository: Repository;
  readonly store: Store;
  readonly signal: AbortSignal;
  /** What the tracker is written to, from the root: it is no change that is in the way. */
  readonly file: string;
  /** What a campaign would be contained with. */
  readonly containment: ContainmentKind;
}

/** The suite as it is now, or why there is none, in a sentence. */
export type SuiteNow = CurrentSuite | { readonly missing: string };

/** The suite of the working tree. @throws HoneError E_INTERRUPTED, E_REPOSITORY */
export async function suiteNow(repository: Repository, signal: AbortSignal): Promise<SuiteNow> {
  const { tree } = await resolveRevision(repository, 'HEAD', { signal });
  try {
    return await currentSuite(repository, tree, signal);
  } catch (thrown) {
    if (thrown instanceof HoneError && ['E_NOT_FOUND', 'E_CONFIG'].includes(thrown.code)) {
      return { missing: thrown.message };
    }
    throw thrown;
  }
}

/** How everything stands that has to hold before the next pull request is begun. */
export async function preflight(
  place: PreflightPlace,
  suite: SuiteNow,
): Promise<Record<PreflightKind, Judged | null>> {
  const hash = 'missing' in suite ? null : suite.manifest.hash;
  return {
    'base-measured': await baseMeasured(place, hash),
    'suite-frozen': suiteFrozen(place.store, suite),
    'tree-clean': treeClean(place),
    'cheats-lost': hash === null ? null : cheatsLost(place, hash),
  };
}

/** Measured are the commits whose code is that of HEAD: documents of tasks are not measured. */
async function baseMeasured(place: PreflightPlace, suiteHash: string | null): Promise<Judged> {
  const { repository, store } = place;
  const measured = measuredCommits(store, suiteHash);
  const { commit: head } = repository.head;
  for (const one of measured.slice(0, COMMITS_COMPARED_MAX)) {
    if (one.commit === head || (await isSameCode(place, one.commit))) {
      const { commit, at, n } = one;
      const what = `${commit.slice(0, HASH_DIGITS)}, whose code is the same`;
      return { state: 'met', evidence: `${what}, on ${at.slice(0, 10)} (n = ${n}).` };
    }
  }
  const [last] = measured;
  const evidence =
    last === undefined
      ? 'Nothing was measured on this suite yet.'
      : `The code has changed since ${last.commit.slice(0, HASH_DIGITS)} was measured.`;
  return { state: 'unmet', evidence };
}

/** What a commit is measured for by itself; a holdout has another input in each run. */
const OWN_KINDS: readonly Measurement['kind'][] = [
  'baseline',
  'base',
  'stack',
  'validation',
  'compare',
];

/** Commits whose own numbers are in the history, the newest measurement first. */
function measuredCommits(
  store: Store,
  suiteHash: string | null,
): { commit: string; at: string; n: number }[] {
  try {
    takeHistory(store);
  } catch (thrown) {
    if (!(thrown instanceof HoneError)) {
      throw thrown; // else what was read before still counts
    }
  }
  const found = store
    .measurements()
    .filter(
      (one) => OWN_KINDS.includes(one.kind) && suiteHash !== null && one.suiteHash === suiteHash,
    )
    .flatMap(({ commit, at, n }) => (commit === null ? [] : [{ commit, at, n }]))
    .toSorted((left, right) => (left.at < right.at ? 1 : -1));
  return [...new Map(found.toReversed().map((one) => [one.commit, one])).values()].toReversed();
}

async function isSameCode(
  { repository, store, signal, file }: PreflightPlace,
  commit: string,
): Promise<boolean> {
  const options = { signal, objectsDir: join(store.folder, 'objects') };
  try {
    const changes = await treeChanges(repository, commit, repository.head.commit, options);
    return changes.every(({ path }) => path === file || path.startsWith(`${TASKS_FOLDER}/`));
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
      return false; // a commit of hone's own that was cleaned up since
    }
    throw thrown;
  }
}

function suiteFrozen(store: Store, suite: SuiteNow): Judged {
  if ('missing' in suite) {
    return { state: 'unmet', evidence: suite.missing };
  }
  const last = lastFrozen(store);
  if (last === null) {
    return { state: 'unmet', evidence: 'Nothing was frozen yet; the first run does it.' };
  }
  const { hash } = suite.manifest;
  return last.hash === hash
    ? { state: 'met', evidence: `Frozen as ${hash.slice(0, HASH_DIGITS)}.` }
    : {
        state: 'unmet',
        evidence: 'It was changed since: undo that, or accept it with "hone suite change".',
      };
}

function treeClean({ repository, file }: PreflightPlace): Judged {
  const { tracked, untracked, examples } = repository.dirty;
  const others = examples.filter((path) => path !== file);
  const more = tracked + untracked - examples.length;
  if (others.length === 0 && more === 0) {
    return { state: 'met', evidence: 'Nothing is.' };
  }
  const rest = more > 0 ? ` and ${more} more` : '';
  return { state: 'unmet', evidence: `Uncommitted: ${others.join(', ')}${rest}.` };
}

function cheatsLost({ store, containment }: PreflightPlace, hash: string): Judged {
  const state = redteamState(store, hash, containment);
  switch (state.kind) {
    case 'never':
      return { state: 'unknown', evidence: 'Nobody has tried to cheat this suite yet.' };
    case 'passed':
      return { state: 'met', evidence: `All did, in run ${state.run}.` };
    case 'contained-better':
      return {
        state: 'unknown',
        evidence: `All did inside ${state.tried}, which is better contained than work here is.`,
      };
    case 'open': {
      const names = state.cheats.map(({ id }) => id).join(', ');
      return { state: 'unmet', evidence: `Not shown to lose in run ${state.run}: ${names}.` };
    }
    case 'overridden':
      return { state: 'unmet', evidence: `Work may begin in spite of it: ${state.reason}` };
  }
}
