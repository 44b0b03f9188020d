import type { Repository } from '../../git/index.ts';
import type { RunId, Suite } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { Hooks } from '../hooks.ts';
import type { Machine } from '../machine.ts';
import type { Workbench } from '../workbench.ts';
import type { Started } from './started.ts';

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
  /**
   * The tree that the run began with, where `started.base` stands for proposals that were kept
   * since: what is built of those is not trusted. Left out: that of `started.base`.
   */
  readonly trustedTree?: string;
  /** Where the objects of proposals and of the stack go until they are kept. */
  readonly objectsDir: string;
}
