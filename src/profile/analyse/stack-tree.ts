import { assert } from '../../base/index.ts';
import type { FrameKind, Profile } from '../profile.ts';

/** The stacks of a profile as a tree that can be walked, and who answers for each. */
export interface StackTree {
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  /** The first stack below each, or -1. */
  readonly firstChild: Int32Array;
  /** The next stack with the same parent, or -1; the outermost stacks are chained as well. */
  readonly nextSibling: Int32Array;
  readonly firstRoot: number;
  /**
   * The stack whose function can act on the time spent in each: itself, or for the runtime, a
   * builtin, native code and a garbage collection the function of the program that caused it, with
   * nothing but such frames in between. Without one, the runtime answers for what it calls.
   */
  readonly answering: Int32Array;
}

/**
 * Builds the tree of a profile's stacks, in time linear in their number.
 *
 * @throws AssertionError when a stack does not stand after its parent: readers make sure of it
 */
export function stackTree(profile: Profile): StackTree {
  const { stackParent: parent, stackFrame: frame } = profile;
  const count = parent.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  let firstRoot = -1;
  // Backwards, so that children are chained in the order in which they stand.
  for (let stack = count - 1; stack >= 0; stack--) {
    const above = parent[stack] ?? -1;
    assert(above < stack, 'a stack stands after the stack that called it');
    if (above < 0) {
      nextSibling[stack] = firstRoot;
      firstRoot = stack;
    } else {
      nextSibling[stack] = firstChild[above] ?? -1;
      firstChild[above] = stack;
    }
  }
  const answering = answeringStacks(profile);
  return { parent, frame, firstChild, nextSibling, firstRoot, answering };
}

function answeringStacks({ frames, stackParent, stackFrame }: Profile): Int32Array {
  const ranks = Uint8Array.from(frames, ({ kind }) => rankOf(kind));
  const answering = new Int32Array(stackParent.length);
  for (let stack = 0; stack < stackParent.length; stack++) {
    const above = stackParent[stack] ?? -1;
    const candidate = above < 0 ? stack : (answering[above] ?? stack);
    const own = ranks[stackFrame[stack] ?? 0] ?? APART;
    const higher = ranks[stackFrame[candidate] ?? 0] ?? APART;
    answering[stack] = own !== APART && higher !== APART && higher > own ? candidate : stack;
  }
  return answering;
}

/** Stands outside of who calls whom. */
const APART = 0;

/**
 * Who answers for whom: a frame counts for what is above it when that ranks higher. The program
 * answers for all that it asked the runtime for, and the runtime for its own builtins.
 */
function rankOf(kind: FrameKind): number {
  switch (kind) {
    case 'js':
      return 3;
    case 'runtime':
      return 2;
    case 'native':
    case 'builtin':
    case 'gc':
      return 1;
    case 'compile':
    case 'idle':
    case 'preempted':
    case 'unknown':
      return APART;
  }
}

/**
 * Marks the stacks that are the outermost of their group, which have no other stack of the same
 * group above them. What lies below these, and only these, is a group's inclusive value, so that
 * recursion counts once.
 *
 * @param groupOfFrame - a group from 0 for each frame, or -1 for none
 * @returns 1 for each such stack, 0 for the others
 */
export function outermostOfGroup(
  tree: StackTree,
  groupOfFrame: Int32Array,
  groupCount: number,
): Uint8Array {
  const open = new Int32Array(groupCount); // stacks of each group between the root and here
  const outermost = new Uint8Array(tree.parent.length);
  const groupOf = (stack: number): number => groupOfFrame[tree.frame[stack] ?? 0] ?? -1;
  let stack = tree.firstRoot;
  while (stack >= 0) {
    const group = groupOf(stack);
    if (group >= 0) {
      const above = open[group] ?? 0;
      outermost[stack] = above === 0 ? 1 : 0;
      open[group] = above + 1;
    }
    const below = tree.firstChild[stack] ?? -1;
    if (below >= 0) {
      stack = below;
      continue;
    }
    // Up until there is a neighbour to go on with; each stack that is left closes its group.
    while (stack >= 0) {
      const left = groupOf(stack);
      if (left >= 0) {
        open[left] = (open[left] ?? 0) - 1;
      }
      const next = tree.nextSibling[stack] ?? -1;
      if (next >= 0) {
        stack = next;
        break;
      }
      stack = tree.parent[stack] ?? -1;
    }
  }
  return outermost;
}

/** The value of each stack and everything below it. @param self - value of each stack alone */
export function totalsOfStacks(tree: StackTree, self: Float64Array): Float64Array {
  const totals = self.slice();
  for (let stack = totals.length - 1; stack >= 0; stack--) {
    const above = tree.parent[stack] ?? -1;
    if (above >= 0) {
      totals[above] = (totals[above] ?? 0) + (totals[stack] ?? 0);
    }
  }
  return totals;
}
