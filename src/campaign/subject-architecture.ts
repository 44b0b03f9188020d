import {
  architectureNotes,
  type ArchitectureNotesBody,
  FILE_BYTES_MAX,
  FILES_MAX,
  wantedPaths,
} from '../architecture/index.ts';
import { systemClock } from '../base/index.ts';
import {
  listTree,
  openRepository,
  readFiles,
  type Repository,
  resolveRevision,
} from '../git/index.ts';
import { ARCHITECTURE_NOTES_SCHEMA, type ArchitectureNotes } from '../model/index.ts';
import { runIdNow } from './try/run-id-now.ts';
import { HONE_VERSION } from './version.ts';

/** Notes on a revision of a subject. */
export interface SubjectArchitecture {
  /** Absolute. */
  readonly root: string;
  readonly notes: ArchitectureNotes;
}

/**
 * How a revision of a subject is put together, as far as its committed files say. Nothing is run,
 * and the working tree is not looked at.
 *
 * @throws HoneError E_NO_GIT, E_REPOSITORY, E_NOT_FOUND
 */
export async function subjectArchitecture(
  { folder, revision }: { readonly folder: string; readonly revision: string },
  signal: AbortSignal,
): Promise<SubjectArchitecture> {
  const repository = await openRepository(folder, { signal });
  const { commit, tree } = await resolveRevision(repository, revision, { signal });
  const body = await architectureOfTree(repository, tree, signal);
  const envelope = { run: runIdNow(), commit, suiteHash: null };
  return {
    root: repository.root,
    notes: { schema: ARCHITECTURE_NOTES_SCHEMA, ...envelope, ...body },
  };
}

/** The same of a tree, before it is written. What can't be read is named and stops nothing. */
export async function architectureOfTree(
  repository: Repository,
  tree: string,
  signal: AbortSignal,
): Promise<ArchitectureNotesBody> {
  const entries = await listTree(repository, tree, { signal });
  const byPath = new Map(
    entries
      .filter(({ kind }) => kind === 'file' || kind === 'executable')
      .map((entry) => [entry.path, entry]),
  );
  const wanted = wantedPaths([...byPath.keys()]).flatMap((path) => byPath.get(path) ?? []);
  const nearest = wanted.slice(0, FILES_MAX);
  const small = nearest.filter(({ size }) => size <= FILE_BYTES_MAX);
  const contents = await readFiles(repository, small, { signal });
  const notRead = [
    ...wanted.slice(FILES_MAX).map(({ path }) => ({
      file: path,
      reason: `${FILES_MAX} files nearer to the root were read before it.`,
    })),
    ...nearest
      .filter(({ size }) => size > FILE_BYTES_MAX)
      .map(({ path }) => ({
        file: path,
        reason: `It is larger than ${FILE_BYTES_MAX / 1024} KiB.`,
      })),
  ];
  const files = [...contents].map(([path, bytes]) => ({
    path,
    text: new TextDecoder().decode(bytes),
  }));
  const madeBy = `hone ${HONE_VERSION}`;
  const paths = new Set(byPath.keys());
  return architectureNotes({ files, paths, notRead, now: systemClock.isoNow(), madeBy });
}
