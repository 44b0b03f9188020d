import type { SchemaNode } from './schema-node.ts';
import type { Tree } from './tree.ts';

/** What one kind of file may be, and what messages about it say of their own. */
export interface FileKind {
  /** Completes the sentence "Tags are not used …": `here`, or `in hone.yaml`. */
  readonly where: string;
  readonly bytesMax: number;
  readonly depthMax: number;
  /** Keys, list items and texts together. */
  readonly nodesMax: number;
  /** What to do about a file that is empty, too large or nested too deeply, as sentences. */
  readonly advice: {
    readonly whenEmpty: string;
    readonly whenLarge: string;
    readonly whenDeep: string | null;
  };
  /** Keys that others' files have and that can't be honoured: why, and what to write instead. */
  readonly refusedKeys: Readonly<Record<string, string>>;
  /**
   * What to write in place of a value that does not fit its schema, where the file's own words
   * help more than general ones; null where they don't.
   *
   * @param name - how messages call the value, e.g. `"timeout"`
   */
  readonly adviceOn: (tree: Tree, schema: SchemaNode, name: string) => string | null;
}
