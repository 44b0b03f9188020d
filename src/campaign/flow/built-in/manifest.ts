import { join } from 'node:path';

import { type FileChange, readFileAt, treeChanges } from '../../../git/index.ts';
import type { Decision, TargetDistance } from '../../../model/index.ts';
import { devManifest } from '../../../plan/index.ts';
import type { ArtifactRecord } from '../board.ts';
import { branchOf } from '../campaign-branch.ts';
import type { StepWork } from '../flow-context.ts';
import { recordJson } from '../record-artifact.ts';
import { fittingText } from '../views/fitting-text.ts';
import { now } from './measure.ts';

/** What came of all rounds together. */
export interface Outcome {
  /** Of every round, oldest first. */
  readonly decisions: readonly Decision[];
  /** All that was kept; null when nothing was. */
  readonly commit: string | null;
  /** Why no further round took place, as a sentence. */
  readonly stopped: string;
  /** Who brought nothing to try, and why, a sentence each. */
  readonly without: readonly string[];
  /** How far the targets are with all that was kept. */
  readonly targets: readonly TargetDistance[];
}

/** Records `dev-manifest.json`: what was kept with its effect, what was refused and why. */
export async function recordManifest(
  work: StepWork,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<ArtifactRecord & { readonly summary: string }> {
  const { commit, decisions, stopped } = outcome;
  const without = outcome.without.map((one) => fittingText(one, 'Somebody brought nothing.'));
  const changes = commit === null ? [] : await changesOf(work, commit, signal);
  const of = (...kinds: FileChange['kind'][]): string[] =>
    changes.filter(({ kind }) => kinds.includes(kind)).map(({ path }) => path);
  const manifest = devManifest({
    baseCommit: work.context.started.base.commit,
    stackCommit: commit,
    branch: commit === null ? null : branchOf(work.context.run),
    decisions,
    files: {
      files_created: of('added'),
      files_modified: of('modified', 'mode'),
      files_deleted: of('deleted'),
      dependencies_added: commit === null ? [] : await dependenciesAdded(work, commit, signal),
      tests_added: of('added').filter((path) => TEST_FILE.test(path)),
    },
    now: now(),
  });
  const { description } = await work.context.sandbox(signal);
  const { untested } = work.context.started;
  const summary =
    `${manifest.summary} ${stopped} Developers were ${description}.` +
    (untested === null ? '' : ` No cheats were tried on the suite: ${withStop(untested)}`);
  const handed = { name: 'dev-manifest.json', agent: 'hone' };
  const { targets } = outcome;
  return { ...recordJson(work, handed, { ...manifest, summary, without, targets }), summary };
}

/** What a person gave as a reason, as the end of a sentence. */
function withStop(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}

/** Files that are tests by their name or folder, in the usual languages. */
const TEST_FILE = /(?:^|\/)(?:tests?|spec|__tests__)\/|[._-](?:test|spec)\.[^/]+$|_test\.[^/]+$/;

function changesOf(
  { context }: StepWork,
  commit: string,
  signal: AbortSignal,
): Promise<FileChange[]> {
  const { repository, store, started } = context;
  const objectsDir = join(store.folder, 'objects');
  return treeChanges(repository, started.base.commit, commit, { objectsDir, signal });
}

/** Names in package.json that the base did not have; other manifests are refused by the scope. */
async function dependenciesAdded(
  work: StepWork,
  commit: string,
  signal: AbortSignal,
): Promise<string[]> {
  const before = await dependenciesAt(work, work.context.started.base.commit, signal);
  const after = await dependenciesAt(work, commit, signal);
  return after.filter((name) => !before.includes(name));
}

async function dependenciesAt(
  { context }: StepWork,
  commit: string,
  signal: AbortSignal,
): Promise<string[]> {
  const objectsDir = join(context.store.folder, 'objects');
  const file = await readFileAt(context.repository, commit, 'package.json', { objectsDir, signal });
  if (file === null) {
    return [];
  }
  const manifest: unknown = JSON.parse(new TextDecoder().decode(file));
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  const fields: [string, unknown][] = Object.entries(
    typeof manifest === 'object' && manifest !== null ? manifest : {},
  );
  return fields.flatMap(([kind, names]) =>
    kinds.includes(kind) && typeof names === 'object' && names !== null ? Object.keys(names) : [],
  );
}
