import type { RunId } from '../../model/index.ts';
import type { Started } from './started.ts';

/** The branch that `--keep` makes for a run. */
export function branchOf(run: RunId): string {
  return `hone/${run}`;
}

/** Where what a run keeps will be in the end; null when it stays in hone's own store. */
export function keptBranch(run: RunId, { keep, keptOn }: Started): string | null {
  return keep ? branchOf(run) : (keptOn ?? null);
}
