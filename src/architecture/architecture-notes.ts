import type { ArchitectureNote, ArchitectureNotes, EnvelopeField } from '../model/index.ts';
import type { NoteReader, SourceText } from './file-notes.ts';
import { EVIDENCE_MAX } from './limits.ts';
import { readCompose } from './read/compose.ts';
import { readDockerfile, readProcfile } from './read/container-files.ts';
import { readKubernetes } from './read/kubernetes.ts';
import {
  readCargo,
  readGoMain,
  readGoMod,
  readPyproject,
  readRequirements,
} from './read/language-manifests.ts';
import { readPackageJson } from './read/package-json.ts';
import { readTrace } from './read/trace.ts';
import { type WantedKind, wantedKind } from './wanted-files.ts';

/** Notes before they are written. */
export type ArchitectureNotesBody = Omit<ArchitectureNotes, EnvelopeField>;

/** What notes are made from. */
export interface ArchitectureFacts {
  /** Texts of files that are wanted. */
  readonly files: readonly SourceText[];
  /** Paths of all files, also of those that nobody looks into. */
  readonly paths: ReadonlySet<string>;
  /** Files that are wanted and were not read, with the reason. */
  readonly notRead: ArchitectureNotes['not_read'];
  readonly now: string;
  readonly madeBy: string;
}

const READERS: Readonly<Record<WantedKind, NoteReader>> = {
  'package-json': readPackageJson,
  dockerfile: readDockerfile,
  procfile: readProcfile,
  compose: readCompose,
  kubernetes: readKubernetes,
  'go-mod': readGoMod,
  'go-main': readGoMain,
  cargo: readCargo,
  pyproject: readPyproject,
  requirements: readRequirements,
  trace: readTrace,
};

/** In the order in which they are told. */
const KINDS: readonly ArchitectureNote['kind'][] = [
  'entry-point',
  'process',
  'schedule',
  'store',
  'queue',
];

/**
 * How a subject is put together, as far as its files say: where its code begins to run, what is
 * started, and what keeps or passes data, each with the places where that stands. A file that is
 * broken is named and says nothing. What several files say of one thing is one note.
 */
export function architectureNotes(facts: ArchitectureFacts): ArchitectureNotesBody {
  const notRead = [...facts.notRead];
  const byName = new Map<string, ArchitectureNote>();
  for (const file of facts.files) {
    const kind = wantedKind(file.path);
    const { notes, problem } = kind === null ? NOTHING : READERS[kind](file, facts.paths);
    if (problem !== null) {
      notRead.push({ file: file.path, reason: problem });
    }
    for (const note of notes) {
      const key = `${note.kind}\0${note.name.toLowerCase()}`;
      const known = byName.get(key);
      byName.set(key, known === undefined ? note : merged(known, note));
    }
  }
  const notes = [...byName.values()];
  return {
    created_at: facts.now,
    created_by: facts.madeBy,
    files_read: facts.files.length,
    notes: KINDS.flatMap((kind) => notes.filter((note) => note.kind === kind)),
    not_read: notRead,
  };
}

const NOTHING = { notes: [], problem: null } as const;

function merged(known: ArchitectureNote, more: ArchitectureNote): ArchitectureNote {
  return {
    ...known,
    technology: known.technology ?? more.technology,
    evidence: [...known.evidence, ...more.evidence].slice(0, EVIDENCE_MAX),
  };
}
