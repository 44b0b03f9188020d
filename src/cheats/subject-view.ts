import type { Command } from '../model/index.ts';

/** One tracked file of the subject, as far as cheats care. */
export interface SubjectFile {
  /** From the root, with `/`. */
  readonly path: string;
  /** As git writes it: 100644, 100755, 120000, 160000. */
  readonly mode: string;
  /** Null when it is large, binary, a link or of no interest. */
  readonly text: string | null;
  /** What a proposal may do with it; `closed` is neither frozen nor in scope. */
  readonly standing: 'writable' | 'frozen' | 'closed';
}

/** One benchmark with what it printed on the base. */
export interface ViewedBenchmark {
  readonly id: string;
  readonly run: Command;
  readonly cwd: string; // relative to the root, '.' for it
  /** Metrics that it prints itself, so that its own clock counts. */
  readonly printedMetrics: readonly string[];
  /** Standard output on the base; null when it is too long, no text, or it could not be run. */
  readonly output: string | null;
  /** Files that its command names, as they are after the setup, relative to `cwd`. */
  readonly inputs: readonly { readonly path: string; readonly bytes: number }[];
}

/** Everything that cheats are made from: plain data about one subject and its suite. */
export interface SubjectView {
  /** Part of every name that a cheat makes up: lower-case letters and digits, a letter first. */
  readonly token: string;
  readonly files: readonly SubjectFile[];
  readonly benchmarks: readonly ViewedBenchmark[];
  readonly setup: readonly Command[];
  readonly test: readonly Command[];
  /** True when the suite has benchmarks on inputs that no proposal has seen. */
  readonly hasHoldout: boolean;
}

/** The file at a path, or undefined. */
export function fileAt(view: SubjectView, path: string): SubjectFile | undefined {
  return view.files.find((file) => file.path === path);
}
