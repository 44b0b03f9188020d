/** One path that differs between the base and a proposal. */
export interface FileChange {
  /** From the root, with `/`. */
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted' | 'renamed' | 'mode' | 'typechange';
  /** Where a renamed file was. */
  readonly oldPath?: string | null;
  /** As git writes it: 100644, 100755, 120000 (link), 160000 (submodule); null where it was not. */
  readonly oldMode: string | null;
  /** Null where it is no more. */
  readonly newMode: string | null;
  /** Where the new symbolic link points; null when the path is none. */
  readonly linkTarget: string | null;
}

/** Why a path is refused; the words are stable and may be scripted against. */
export type AdmissionRule =
  | 'path' // not a usable path, or it leads out of the tree
  | 'git' // git's own folder and files that change what git does
  | 'hooks' // code that runs on commit
  | 'hone' // hone's own file and folder
  | 'frozen' // part of the frozen suite
  | 'mode' // a kind of entry that is no file or link
  | 'submodule'
  | 'link' // a symbolic link that points where it must not
  | 'dependencies' // lock files, manifests, vendored code
  | 'automation' // what CI runs
  | 'scope' // outside of scope.write
  | 'files'; // more files than one proposal may change; the path is the first of them

/** One reason to refuse a proposal. */
export interface AdmissionFinding {
  readonly path: string;
  readonly rule: AdmissionRule;
  /** What is refused, why, and what to do, in whole sentences. */
  readonly text: string;
}
