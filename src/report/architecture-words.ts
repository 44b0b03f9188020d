import type { ArchitectureNote, ArchitectureNotes } from '../model/index.ts';

/** What notes are shown from; the fields that say where they come from are not needed. */
export type ArchitectureView = Pick<ArchitectureNotes, 'notes' | 'not_read' | 'files_read'>;

/** What each kind of note is called where notes are listed. */
export const ARCHITECTURE_HEADINGS: Readonly<Record<ArchitectureNote['kind'], string>> = {
  'entry-point': 'Where its code begins to run',
  process: 'What is started and stays',
  schedule: 'What is started at times',
  store: 'What keeps data',
  queue: 'What passes data on',
};
