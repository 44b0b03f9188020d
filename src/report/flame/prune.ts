import { at } from '../../base/index.ts';
import { type CallTree, depthsOf, totalsOf } from './call-tree.ts';
import type { FrameTable } from './frame-table.ts';
import { DEPTH_MAX, NODES_MAX, SMALL_SHARE } from './limits.ts';

/** What is drawn of a call tree. Nodes stand in the order of `FlameNodes`. */
export interface Pruned {
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  /** Own value in the first column. */
  readonly self: Float64Array;
  /** Total of each node in each column. */
  readonly totals: readonly Float64Array[];
  /** Nodes that were merged because they are small, and the smallest that was not, in the unit. */
  readonly small: number;
  readonly smallest: number;
  /** The part of the whole that lies below the deepest row, from 0 to 1. */
  readonly tooDeep: number;
}

/** A call tree with what is needed to draw it. */
interface Measured {
  readonly tree: CallTree;
  readonly columns: readonly Float64Array[];
  readonly totals: readonly Float64Array[];
  readonly depth: Int32Array;
  readonly smallest: number;
}

/**
 * Keeps what can be seen: small nodes are merged into one per caller, and what lies below the
 * deepest row into another, so values still add up. Siblings are ordered by their width.
 *
 * @param columns - own values of each node; the first is the width that decides
 */
export function pruned(
  tree: CallTree,
  columns: readonly Float64Array[],
  table: FrameTable,
): Pruned {
  const totals = columns.map((column) => totalsOf(tree.parent, column));
  const depth = depthsOf(tree.parent);
  const widths = at(totals, 0);
  const measured = { tree, columns, totals, depth, smallest: smallestKept(widths, depth) };
  const rows = new Rows(columns.length);
  let small = 0;
  let tooDeep = 0;
  const children = heaviestFirst(measured);
  // What is to be drawn, the next one last: a node or several merged ones, and who calls them.
  const open: Waiting[] = [{ nodes: [0], parent: -1, label: null }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { nodes, parent, label } = next;
    const node = nodes[0] ?? 0;
    if (label !== null) {
      rows.add(parent, table.label(label, 'rest'), totals, nodes, sumAt(widths, nodes));
      continue;
    }
    const own = at(columns, 0)[node] ?? 0;
    const row = rows.add(parent, tree.frame[node] ?? 0, totals, nodes, own);
    const { kept, merged } = children(node);
    if (merged.length > 0) {
      const isDeep = (depth[node] ?? 0) >= DEPTH_MAX;
      const words = isDeep ? '(deeper calls)' : `(${merged.length} small)`;
      open.push({ nodes: merged, parent: row, label: words });
      small += isDeep ? 0 : merged.length;
      tooDeep += isDeep ? sumAt(widths, merged) : 0;
    }
    for (const child of kept.toReversed()) {
      open.push({ nodes: [child], parent: row, label: null });
    }
  }
  const whole = widths[0] ?? 0;
  return {
    ...rows.finish(),
    small,
    smallest: measured.smallest,
    tooDeep: whole > 0 ? tooDeep / whole : 0,
  };
}

/** The width from which on nodes are kept, so that at most half of NODES_MAX are. */
function smallestKept(widths: Float64Array, depth: Int32Array): number {
  const least = (widths[0] ?? 0) * SMALL_SHARE;
  const most = NODES_MAX / 2;
  const wide = widths.filter((width, node) => width >= least && (depth[node] ?? 0) <= DEPTH_MAX);
  if (wide.length <= most) {
    return least;
  }
  // Just above the first one too many, so that equally wide ones go together.
  const excess = wide.sort()[wide.length - 1 - most] ?? least;
  return excess * (1 + Number.EPSILON);
}

/** One node, or with a label several that are merged. */
interface Waiting {
  readonly nodes: readonly number[];
  readonly parent: number;
  readonly label: string | null;
}

interface Children {
  readonly kept: readonly number[];
  readonly merged: readonly number[];
}

/** The children of a node, those that are drawn with the widest first. */
function heaviestFirst({ tree, totals, depth, smallest }: Measured): (node: number) => Children {
  const widths = at(totals, 0);
  const first = new Int32Array(tree.parent.length).fill(-1);
  const next = new Int32Array(tree.parent.length).fill(-1);
  for (let node = tree.parent.length - 1; node > 0; node--) {
    const above = tree.parent[node] ?? 0;
    next[node] = first[above] ?? -1;
    first[above] = node;
  }
  return (node) => {
    const kept: number[] = [];
    const merged: number[] = [];
    for (let child = first[node] ?? -1; child >= 0; child = next[child] ?? -1) {
      const width = widths[child] ?? 0;
      if (width > 0) {
        const isDrawn = width >= smallest && (depth[child] ?? 0) <= DEPTH_MAX;
        (isDrawn ? kept : merged).push(child);
      }
    }
    kept.sort((left, right) => (widths[right] ?? 0) - (widths[left] ?? 0) || left - right);
    return { kept, merged };
  };
}

function sumAt(values: Float64Array, nodes: readonly number[]): number {
  return nodes.reduce((sum, node) => sum + (values[node] ?? 0), 0);
}

/** Nodes that are drawn, as they come. */
class Rows {
  readonly #parent: number[] = [];
  readonly #frame: number[] = [];
  readonly #self: number[] = [];
  readonly #totals: readonly number[][];

  constructor(columns: number) {
    this.#totals = Array.from({ length: columns }, () => []);
  }

  add(
    parent: number,
    frame: number,
    totals: readonly Float64Array[],
    nodes: readonly number[],
    self: number,
  ): number {
    this.#totals.forEach((column, number) => column.push(sumAt(at(totals, number), nodes)));
    this.#frame.push(frame);
    this.#self.push(self);
    return this.#parent.push(parent) - 1;
  }

  finish(): Pick<Pruned, 'parent' | 'frame' | 'self' | 'totals'> {
    return {
      parent: Int32Array.from(this.#parent),
      frame: Int32Array.from(this.#frame),
      self: Float64Array.from(this.#self),
      totals: this.#totals.map((column) => Float64Array.from(column)),
    };
  }
}
