import type { FlameTree } from '../../../src/report/flame/flame-tree.ts';

/** A tree as indented lines of name, total and self, in the order in which it is drawn. */
export function outline({ frames, nodes }: FlameTree): string[] {
  const depth = new Int32Array(nodes.parent.length);
  return [...nodes.frame].map((frame, node) => {
    const above = nodes.parent[node] ?? -1;
    depth[node] = above < 0 ? 0 : (depth[above] ?? 0) + 1;
    const amounts = `${nodes.total[node]}/${nodes.self[node]}`;
    return `${'  '.repeat(depth[node] ?? 0)}${frames[frame]?.name} ${amounts}`;
  });
}
