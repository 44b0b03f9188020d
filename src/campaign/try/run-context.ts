import type { Repository } from '../../git/index.ts';
import type { RunId, Suite } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { Hooks } from '../hooks.ts';
import type { Machine } from '../machine.ts';
import type { Workbench } from '../workbench.ts';
import type { ProposalSource } from './options.ts';

/** What every part of a run works with. */
export interface RunContext {
  readonly run: RunId;
  readonly store: Store;
  readonly repository: Repository;
  readonly machine: Machine;
  readonly bench: Workbench;
  readonly signal: AbortSignal;
  readonly hooks: Hooks;
  readonly suite: Suite;
  readonly started: Started;
  /** Where the objects of proposals and of the stack go until they are kept. */
  readonly objectsDir: string;
}

/** The first event of a run: everything that determines it, apart from the machine. */
export interface Started {
  readonly base: { readonly commit: string; readonly tree: string; readonly branch: string | null };
  readonly seed: number;
  /** Fills `{seed}` in holdouts: drawn for this run, so that no proposal can know it. */
  readonly holdoutSeed: number;
  readonly keep: boolean;
  readonly configBlob: string;
  readonly suiteHash: string;
  /** Paths that no proposal may touch and that are restored for every build. */
  readonly frozen: readonly string[];
  /** Where new files are refused too. */
  readonly frozenGlobs: readonly string[];
  readonly proposals: readonly NamedSource[];
  readonly pairsMax: number;
  readonly timeLimitMs: number;
}

/** A proposal's source under its short name. */
export interface NamedSource {
  readonly name: string;
  readonly source: ProposalSource;
}
