import { at } from '../../base/index.ts';
import { CallTree } from './call-tree.ts';
import type { FlameNodes, FlameOptions, FlameSide, FlameTree } from './flame-tree.ts';
import { FrameTable } from './frame-table.ts';
import { mergeSide, stacksAreDeep } from './merge-side.ts';
import { notesOf } from './notes.ts';
import { type Pruned, pruned } from './prune.ts';

/**
 * Merges samples into a call tree. Threads are the first level when there is more than one; threads
 * of several runs are matched by name and order. Whatever the profiles are, the tree has at most
 * NODES_MAX nodes and DEPTH_MAX rows, and `notes` tells what that cost.
 *
 * @param side - at least one run; profiles of one unit
 */
export function flameTree(side: FlameSide, options: FlameOptions = {}): FlameTree {
  const table = new FrameTable();
  const tree = new CallTree(1);
  const foldsRecursion = stacksAreDeep([side]);
  const merged = mergeSide(tree, side, { column: 0, table, options, foldsRecursion });
  const drawn = pruned(tree, [Float64Array.from(at(tree.self, 0))], table);
  return {
    unit: merged.unit,
    runs: side.runs.length,
    frames: table.frames,
    nodes: nodesOf(drawn),
    notes: notesOf([merged], drawn, foldsRecursion),
    difference: null,
  };
}

/** The columns that every tree has. */
export function nodesOf({ parent, frame, totals, self }: Pruned): FlameNodes {
  return { parent, frame, total: at(totals, 0), self };
}
