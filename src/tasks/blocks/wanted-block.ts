/** A part of a document that is rendered as a whole. */
export interface WantedBlock {
  /** Unique, in small letters, digits and dashes. */
  readonly key: string;
  /** The heading that it stands below; null for the header, which brings its own. */
  readonly section: string | null;
  /** How messages call the place. */
  readonly place: string;
  readonly lines: readonly string[];
}

/** Without empty lines at the end and white space at line ends, which an editor may take away. */
export function trimmed(lines: readonly string[]): string[] {
  const ended = lines.map((line) => line.trimEnd());
  return ended.slice(0, ended.findLastIndex((line) => line !== '') + 1);
}
