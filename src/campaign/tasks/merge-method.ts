import type { Json } from '../../base/index.ts';

/**
 * What a merge leaves on the base branch: `squash` one commit with the whole task, `merge` every
 * commit of the branch, each optimisation with its number, and a commit that joins them.
 */
export type MergeMethod = 'squash' | 'merge';

/** How somebody who wants the merge wants it, from what came with their answer; null: not said. */
export function mergeMethodIn(data: Json): MergeMethod | null {
  const method: unknown = Reflect.get(Object(data), 'method');
  return method === 'squash' || method === 'merge' ? method : null;
}
