import { assert, at } from '../../base/index.ts';

/** Frames that a key has room for beside 2^31 nodes within the exact integers. */
const FRAMES_MAX = 2 ** 22;

/** A call tree that grows: a node for each path, parents before children. Node 0 is the root. */
export class CallTree {
  readonly parent: number[] = [-1];
  readonly frame: number[] = [0];
  /** Own value of each node, one column for each side that is merged. */
  readonly self: readonly number[][];
  readonly #children = new Map<number, number>();

  constructor(sides: number) {
    this.self = Array.from({ length: sides }, () => [0]);
  }

  /** The node for a frame called from a node. */
  child(parent: number, frame: number): number {
    assert(frame < FRAMES_MAX, 'frames fit into the key of a node');
    const key = parent * FRAMES_MAX + frame;
    let node = this.#children.get(key);
    if (node === undefined) {
      node = this.parent.push(parent) - 1;
      this.frame.push(frame);
      for (const column of this.self) {
        column.push(0);
      }
      this.#children.set(key, node);
    }
    return node;
  }

  /** Adds to the own value of a node. */
  add(column: number, node: number, value: number): void {
    const values = at(this.self, column);
    values[node] = (values[node] ?? 0) + value;
  }
}

/** The value of each node and everything below it. @param self - of each node alone */
export function totalsOf(parent: ArrayLike<number>, self: Float64Array): Float64Array {
  const totals = self.slice();
  for (let node = totals.length - 1; node > 0; node--) {
    const above = parent[node] ?? 0;
    totals[above] = (totals[above] ?? 0) + (totals[node] ?? 0);
  }
  return totals;
}

/** How far each node is from the root, which has 0. */
export function depthsOf(parent: ArrayLike<number>): Int32Array {
  const depths = new Int32Array(parent.length);
  for (let node = 1; node < depths.length; node++) {
    depths[node] = (depths[parent[node] ?? 0] ?? 0) + 1;
  }
  return depths;
}
