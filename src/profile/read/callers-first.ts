/**
 * An order in which each node of a forest comes after its parent, found without recursion.
 *
 * @param parent - of each node: -1 for a root, below -1 for one whose parent does not exist
 * @returns indices of the nodes that a root leads to; those on a circle are not among them
 */
export function callersFirst(parent: Int32Array): Int32Array {
  const count = parent.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  const order = new Int32Array(count);
  let known = 0;
  for (let index = count - 1; index >= 0; index--) {
    const caller = parent[index] ?? -1;
    if (caller >= 0) {
      nextSibling[index] = firstChild[caller] ?? -1;
      firstChild[caller] = index;
    }
  }
  for (let index = 0; index < count; index++) {
    if (parent[index] === -1) {
      order[known++] = index;
    }
  }
  for (let done = 0; done < known; done++) {
    let child = firstChild[order[done] ?? 0] ?? -1;
    while (child !== -1) {
      order[known++] = child;
      child = nextSibling[child] ?? -1;
    }
  }
  return order.subarray(0, known);
}
