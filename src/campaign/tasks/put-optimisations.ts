import { join } from 'node:path';

import { at, HoneError, systemClock } from '../../base/index.ts';
import {
  commitMessageOf,
  commitTree,
  firstParentLine,
  type GitOptions,
  mergeTrees,
  readCommit,
  trailersOfAll,
  treeChanges,
} from '../../git/index.ts';
import type { DevManifest, MeasuredEffect } from '../../model/index.ts';
import {
  type Gain,
  optimisationSubject,
  taskCommitSubject,
  type TaskId,
} from '../../tasks/index.ts';
import { moveTaskBranch, type TaskBranch, tipOf } from './task-branch.ts';
import { recordTaskEvent } from './task-log.ts';

/** Names the commit of the run that a commit of the branch brings. */
const BRINGS = 'Hone-Commit';
/** Names the commit of the run that a commit of the branch takes back. */
const TAKES_BACK = 'Hone-Takes-Back';

/** Commits of a task's branch that are read. */
const COMMITS_MAX = 2_000;

/** An optimisation that is on the branch. */
export interface PlacedOptimisation {
  /** On the branch. */
  readonly commit: string;
  readonly subject: string;
  /** The measured commit that it brings; null for one that somebody committed by hand. */
  readonly measured: string | null;
}

/** One kept optimisation of a run. */
type Kept = Pick<DevManifest['optimizations'][number], 'commit' | 'title' | 'effects'>;

/**
 * Brings what a run kept onto the branch of the task, each as a commit of its own whose subject
 * holds the measured number. What an earlier round brought and this one has not is taken back by a
 * commit, because a branch that others have seen is never rewritten. Repeatable.
 *
 * @param told.why - why something would be taken back, for its commit and the journal
 * @throws HoneError E_DIRTY_TREE, E_REPOSITORY when it does not fit onto what somebody committed
 */
export async function putOptimisations(
  place: TaskBranch,
  told: Told,
  kept: readonly Kept[],
  options: GitOptions,
): Promise<readonly PlacedOptimisation[]> {
  const start = await tipOf(place, options);
  const before = await placedOn(place, options);
  const there = before.flatMap(({ measured }) => measured ?? []);
  const common = there.findIndex((one, index) => one !== kept[index]?.commit);
  const keep = common === -1 ? there.length : common;
  const back = await takenBackFrom(place, told, start, there.slice(keep), options);
  let { tip } = back;
  for (const optimisation of kept.slice(keep)) {
    tip = await brought(place, told.id, tip, optimisation, options);
  }
  if (tip !== start) {
    await moveTaskBranch(place, start, tip, options);
    tellTaken(place, told, back.taken);
  }
  return placedOn(place, options);
}

/** Whose branch, and why something is taken back: sentences for messages of commits. */
interface Told {
  readonly id: TaskId;
  readonly why: string;
}

/** An optimisation that was taken back by a commit of the branch. */
interface Taken {
  readonly commit: string;
  readonly title: string;
}

async function takenBackFrom(
  place: TaskBranch,
  told: Told,
  start: string,
  measured: readonly string[],
  options: GitOptions,
): Promise<{ readonly tip: string; readonly taken: readonly Taken[] }> {
  const taken: Taken[] = [];
  for (const commit of measured.toReversed()) {
    taken.push(await takenBack(place, told, taken.at(-1)?.commit ?? start, commit, options));
  }
  return { tip: taken.at(-1)?.commit ?? start, taken };
}

/** The journal says what went from the branch, and why. */
function tellTaken({ store }: TaskBranch, { id, why }: Told, taken: readonly Taken[]): void {
  for (const { commit, title } of taken) {
    const entry = {
      kind: 'decision' as const,
      at: systemClock.isoNow(),
      phase: 4,
      content: `Took back **${title}** by ${commit.slice(0, 12)}. ${why}`,
      next: '',
      impact: [],
    };
    recordTaskEvent(store, id, { kind: 'entry', entry }, `taken-back/${commit}`);
  }
}

/**
 * Takes everything back that a run brought onto the branch, so that the next run measures without
 * it. What somebody committed by hand stays.
 *
 */
export async function takeBackAll(
  place: TaskBranch,
  told: Told,
  options: GitOptions,
): Promise<void> {
  const start = await tipOf(place, options);
  const placed = (await placedOn(place, options)).flatMap(({ measured }) => measured ?? []);
  const { tip, taken } = await takenBackFrom(place, told, start, placed, options);
  if (tip !== start) {
    await moveTaskBranch(place, start, tip, options);
    tellTaken(place, told, taken);
  }
}

/** What was brought onto the branch, taken back and not brought again, oldest first, with why. */
export async function takenBackOn(
  place: TaskBranch,
  options: GitOptions,
): Promise<{ readonly title: string; readonly why: string }[]> {
  const own = { ...options, objectsDir: join(place.store.folder, 'objects') };
  const there = new Set((await placedOn(place, options)).map(({ measured }) => measured));
  const taken: { title: string; why: string }[] = [];
  for (const { commit, takesBack } of await ownCommits(place, options)) {
    if (takesBack !== null && !there.has(takesBack)) {
      const { subject } = await readCommit(place.repository, takesBack, own);
      const [, ...why] = (await commitMessageOf(place.repository, commit, own)).split('\n\n');
      taken.push({ title: subject, why: why.slice(0, -1).join(' ').replaceAll(/\s+/g, ' ') });
    }
  }
  return taken;
}

/** What is on the branch besides documents, oldest first. */
export async function placedOn(
  place: TaskBranch,
  options: GitOptions,
): Promise<PlacedOptimisation[]> {
  const placed: PlacedOptimisation[] = [];
  for (const one of await ownCommits(place, options)) {
    const { commit, subject, parent, brings, takesBack } = one;
    if (takesBack !== null) {
      const last = placed.findLastIndex(({ measured }) => measured === takesBack);
      placed.splice(last, last === -1 ? 0 : 1);
    } else if (brings !== null) {
      placed.push({ commit, subject, measured: brings });
    } else if (await changesCode(place, parent, commit, options)) {
      placed.push({ commit, subject, measured: null });
    }
  }
  return placed;
}

/** Documents of the project besides those of the task that the branch changed. */
export async function documentsOn(
  place: TaskBranch,
  id: TaskId,
  options: GitOptions,
): Promise<string[]> {
  const objectsDir = join(place.store.folder, 'objects');
  const tip = await tipOf(place, options);
  const changes = await treeChanges(place.repository, place.base, tip, { ...options, objectsDir });
  const own = `tasks/${id}/`;
  return changes
    .filter(({ path, kind }) => kind !== 'deleted' && isDocument(path) && !path.startsWith(own))
    .map(({ path }) => path);
}

/** Text for people, which no benchmark runs. */
function isDocument(path: string): boolean {
  return /(?:^|\/)docs?\/|\.(?:md|mdx|rst|adoc|txt)$|^(?:LICENSE|NOTICE|AUTHORS)$/i.test(path);
}

/** True when something between two commits is neither a document nor of the tasks. */
export async function changesCode(
  place: TaskBranch,
  parent: string,
  commit: string,
  options: GitOptions,
): Promise<boolean> {
  const objectsDir = join(place.store.folder, 'objects');
  const changes = await treeChanges(place.repository, parent, commit, { ...options, objectsDir });
  return changes.some(({ path }) => !path.startsWith('tasks/') && !isDocument(path));
}

interface OwnCommit {
  readonly commit: string;
  readonly subject: string;
  readonly parent: string;
  /** The commit of the run that it brings. */
  readonly brings: string | null;
  /** The commit of the run that it takes back. */
  readonly takesBack: string | null;
}

/** Commits of the branch since its base, oldest first. */
async function ownCommits(place: TaskBranch, options: GitOptions): Promise<OwnCommit[]> {
  const tip = await tipOf(place, options);
  const line = await firstParentLine(place.repository, tip, {
    ...options,
    countMax: COMMITS_MAX,
  });
  const ids = line.commits.map(({ commit }) => commit);
  const end = ids.indexOf(place.base);
  if (end === -1) {
    throw new HoneError(
      'E_REPOSITORY',
      `${place.branch} does not go back to ${place.base.slice(0, 12)}, where the task began. If ` +
        'somebody rebased it, abandon the task and start it anew.',
    );
  }
  const own = line.commits.slice(0, end);
  const objectsDir = join(place.store.folder, 'objects');
  const trailers = await trailersOfAll(place.repository, ids.slice(0, end), {
    signal: options.signal,
    objectsDir,
  });
  const named = (commit: string, wanted: string): string | null =>
    trailers.get(commit)?.find(({ key }) => key === wanted)?.value ?? null;
  return own
    .map(({ commit, subject }, index) => ({
      commit,
      subject,
      parent: at(ids, index + 1),
      brings: named(commit, BRINGS),
      takesBack: named(commit, TAKES_BACK),
    }))
    .toReversed();
}

async function brought(
  place: TaskBranch,
  id: TaskId,
  tip: string,
  { commit, title, effects }: Kept,
  options: GitOptions,
): Promise<string> {
  const own = { ...options, objectsDir: join(place.store.folder, 'objects') };
  const { parents } = await readCommit(place.repository, commit, own);
  const text = await commitMessageOf(place.repository, commit, own);
  const body = text.slice(text.indexOf('\n')).trim();
  const subject = optimisationSubject(id, title, gainOf(effects));
  const trailers = `${BRINGS}: ${commit}\nHone-Task: ${id}`;
  const message = `${subject}\n\n${body}\n${trailers}\n`;
  return merged(place, { tip, from: at(parents, 0), to: commit, message }, options);
}

async function takenBack(
  place: TaskBranch,
  { id, why }: Told,
  tip: string,
  commit: string,
  options: GitOptions,
): Promise<Taken> {
  const own = { ...options, objectsDir: join(place.store.folder, 'objects') };
  const { parents, subject } = await readCommit(place.repository, commit, own);
  const message =
    `${taskCommitSubject(id, 'fix', `take back ${subject}`)}\n\n` +
    `${why}\n\n` +
    `${TAKES_BACK}: ${commit}\nHone-Task: ${id}\n`;
  const change = { tip, from: commit, to: at(parents, 0), message };
  return { commit: await merged(place, change, options), title: subject };
}

/** A commit on the tip that brings what is between two commits. */
async function merged(
  { repository, store, branch }: TaskBranch,
  change: {
    readonly tip: string;
    readonly from: string;
    readonly to: string;
    readonly message: string;
  },
  options: GitOptions,
): Promise<string> {
  const { tip, from, to, message } = change;
  const own = { ...options, objectsDir: join(store.folder, 'objects') };
  const sides = { base: from, ours: tip, theirs: to };
  const merge = await mergeTrees(repository, sides, { ...own });
  if (merge.kind === 'conflict') {
    const files = merge.paths.slice(0, 3).join(', ');
    throw new HoneError(
      'E_REPOSITORY',
      `${to.slice(0, 12)} does not fit onto ${branch}: ${files} changed there in the same place. ` +
        'Take your own commit off the branch, or hand it in as a proposal.',
    );
  }
  return commitTree(repository, { tree: merge.tree, parents: [tip], message }, own);
}

/** The effect that is told first: wall time where that improved, else another time, else any. */
export function headEffect(effects: readonly MeasuredEffect[]): MeasuredEffect {
  const improved = effects.filter(({ verdict }) => verdict === 'improved');
  const times = improved.filter(({ unit }) => unit === 'ns');
  const wall = times.find(({ metric }) => metric === 'wall');
  return wall ?? times[0] ?? improved[0] ?? at(effects, 0);
}

/** The number of the subject. */
function gainOf(effects: readonly MeasuredEffect[]): Gain {
  const one = headEffect(effects);
  if (one.unit === 'bytes') {
    return { kind: 'memory', bytes: one.base_median - one.candidate_median };
  }
  const ratio = one.ratio?.estimate ?? one.candidate_median / one.base_median;
  return one.direction === 'higher'
    ? { kind: 'throughput', share: ratio - 1 }
    : { kind: 'time', share: 1 - ratio };
}
