/** How a subject is put together, read from its committed files. */
export {
  type ArchitectureFacts,
  architectureNotes,
  type ArchitectureNotesBody,
} from './architecture-notes.ts';
export type { SourceText } from './file-notes.ts';
export { FILE_BYTES_MAX, FILES_MAX } from './limits.ts';
export { wantedPaths } from './wanted-files.ts';
