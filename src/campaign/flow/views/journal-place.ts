import { join, relative } from 'node:path';

import { assert } from '../../../base/index.ts';
import type { FlowContext } from '../flow-context.ts';

/** Path of a run's file from the root of the subject. */
export function pathOf({ store, run, repository }: FlowContext, name: string): string {
  return relative(repository.root, join(store.runFolder(run), name));
}

/** How far the journal of the run reaches. */
export function positionOf({ store, run }: FlowContext): { seq: number; head_hash: string } {
  const found = store.runs().find((one) => one.run === run);
  assert(found !== undefined, 'a run that is viewed is in the journal');
  return { seq: Math.max(1, found.events), head_hash: found.head };
}
