import type { CommandLine } from '../../model/index.ts';
import type { SourceOf, SpansOf, Subject } from '../../profile/index.ts';

/** One command that is profiled, where its files lie. */
export interface Workload {
  /** The benchmark's id, or `command`. */
  readonly id: string;
  readonly command: string;
  readonly line: CommandLine;
  readonly timeoutMs: number;
  readonly metric: 'wall' | 'cpu';
  /** Smallest change that matters, as a fraction. */
  readonly minEffect: number;
  readonly subject: Subject;
  readonly sourceOf: SourceOf;
  /** Functions of its files, for telling whose inlined code is. */
  readonly spansOf: SpansOf;
}
