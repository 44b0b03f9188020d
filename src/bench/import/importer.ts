import type { ImportDocument } from './document.ts';
import type { ImportedResult, ImportFormat } from './imported.ts';

/** Reads the results of one tool. */
export interface Importer {
  readonly format: ImportFormat;
  /** What the format is called where people read. */
  readonly title: string;
  /** What it is recognised by, for the message about a file that nobody recognises. */
  readonly signs: string;
  /** Looks only at content; the name of a file is not evidence. */
  readonly recognises: (document: ImportDocument) => boolean;
  readonly reading: Reading;
}

/** A tool writes a file with everything, or several small ones that belong together. */
export type Reading =
  | { readonly kind: 'each'; readonly read: (document: ImportDocument) => ImportedResult }
  | {
      readonly kind: 'together';
      readonly read: (documents: readonly ImportDocument[]) => ImportedResult[];
    };
