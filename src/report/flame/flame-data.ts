import type { FlameTree } from './flame-tree.ts';
import { isGone, legendOf, lookOf, LOOK_NAMES, LOOKS } from './frame-look.ts';

/** One graph of a page and the name of its tab. */
export interface FlameView {
  readonly label: string;
  readonly tree: FlameTree;
}

/** Digits of a value that a page keeps: widths of a millionth can not be seen. */
const DIGITS = 6;

/** What the script of a page draws from, as JSON. */
export function flameData(title: string, views: readonly FlameView[]): string {
  return JSON.stringify({
    title,
    looks: LOOK_NAMES.map((name) => ({ name, words: LOOKS[name].words, sign: LOOKS[name].sign })),
    views: views.map(viewData),
  });
}

/**
 * One graph as columns. Nodes stand in the order in which they are drawn, so their depth is enough
 * to know their parent.
 */
function viewData({ label, tree }: FlameView): unknown {
  const { unit, runs, frames, nodes, difference } = tree;
  const packages = [...new Set(frames.map((frame) => frame.package))];
  const depth = new Int32Array(nodes.parent.length);
  for (let node = 1; node < depth.length; node++) {
    depth[node] = (depth[nodes.parent[node] ?? 0] ?? 0) + 1;
  }
  return {
    label,
    unit,
    runs,
    packages,
    frames: {
      name: frames.map(({ name }) => name),
      file: frames.map(({ file }) => file),
      line: frames.map(({ line }) => line),
      category: frames.map(({ category }) => LOOK_NAMES.indexOf(category)),
      package: frames.map((frame) => packages.indexOf(frame.package)),
      share: frames.map(({ share }) =>
        share === null ? 0 : [share.estimate, share.lo, share.hi, share.n],
      ),
      change: difference?.changes ?? null,
    },
    nodes: {
      depth: [...depth],
      frame: [...nodes.frame],
      look: [...nodes.frame].map((_, node) => LOOK_NAMES.indexOf(lookOf(tree, node))),
      self: columnOf(nodes.self),
      gone: [...depth.keys()].filter((node) => isGone(tree, node)),
      before: difference === null ? null : columnOf(difference.before),
      after: difference === null ? null : columnOf(difference.after),
    },
    legend: legendOf(tree).map(({ name }) => LOOK_NAMES.indexOf(name)),
  };
}

function columnOf(values: Float64Array): number[] {
  return [...values].map((value) => Number(value.toPrecision(DIGITS)));
}
