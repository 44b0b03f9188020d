/** Two trees and what both came from. */
export interface MergeSides {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** `paths` are the files that could not be joined, at least one. */
export type Merge =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };
