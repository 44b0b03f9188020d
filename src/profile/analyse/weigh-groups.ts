import type { StackTree } from './stack-tree.ts';

/**
 * What each group (a function, a package) weighs, in the profile's unit. For every group
 * `self <= actionable <= inclusive`, and the sum over all groups of `self`, as of
 * `actionable - handed`, is the total of what was weighed (apart from frames without a group).
 */
export interface GroupWeights {
  /** Spent in the group's own frames. */
  readonly self: Float64Array;
  /** With what the runtime, builtins, native code and collections right below cost it. */
  readonly actionable: Float64Array;
  /** The part of `self` that a group above answers for, which asked for it. */
  readonly handed: Float64Array;
  /** On any stack with the group in it; recursion counts once. */
  readonly inclusive: Float64Array;
}

/** Groups of frames, numbered from 0. */
export interface Grouping {
  /** The group of each frame, or -1 for none. */
  readonly groupOfFrame: Int32Array;
  readonly count: number;
  /** From `outermostOfGroup` for the same groups. */
  readonly outermost: Uint8Array;
}

/**
 * Weighs groups in time linear in stacks.
 *
 * @param self - value of each stack alone
 * @param totals - the same with everything below, from `totalsOfStacks`
 */
export function weighGroups(
  tree: StackTree,
  self: Float64Array,
  totals: Float64Array,
  { groupOfFrame, count, outermost }: Grouping,
): GroupWeights {
  const weights = emptyWeights(count);
  for (let stack = 0; stack < self.length; stack++) {
    const group = groupOfFrame[tree.frame[stack] ?? 0] ?? -1;
    if (group >= 0 && outermost[stack] === 1) {
      add(weights.inclusive, group, totals[stack] ?? 0);
    }
    const value = self[stack] ?? 0;
    if (value === 0) {
      continue;
    }
    if (group >= 0) {
      add(weights.self, group, value);
      add(weights.actionable, group, value);
    }
    const answering = tree.answering[stack] ?? stack;
    const charged = groupOfFrame[tree.frame[answering] ?? 0] ?? -1;
    if (charged !== group) {
      if (charged >= 0) {
        add(weights.actionable, charged, value);
      }
      if (charged >= 0 && group >= 0) {
        add(weights.handed, group, value);
      }
    }
  }
  return weights;
}

/** Weights of nothing. */
export function emptyWeights(count: number): GroupWeights {
  return {
    self: new Float64Array(count),
    actionable: new Float64Array(count),
    handed: new Float64Array(count),
    inclusive: new Float64Array(count),
  };
}

/** Adds weights to others of at least as many groups. */
export function addWeights(into: GroupWeights, more: GroupWeights): void {
  for (const column of ['self', 'actionable', 'handed', 'inclusive'] as const) {
    more[column].forEach((value, group) => add(into[column], group, value));
  }
}

function add(column: Float64Array, index: number, value: number): void {
  column[index] = (column[index] ?? 0) + value;
}
