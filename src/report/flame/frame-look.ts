import type { FlameTree } from './flame-tree.ts';
import {
  CATEGORY_LOOKS,
  CHANGE_LOOKS,
  type ChangeLook,
  type FlameCategory,
  type Look,
} from './palette.ts';

/** The name of a look, which is also its class in style sheets. */
export type LookName = FlameCategory | ChangeLook;

/** All looks by name. */
export const LOOKS: Readonly<Record<LookName, Look>> = { ...CATEGORY_LOOKS, ...CHANGE_LOOKS };

/** All names of looks, in the order of legends. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of LOOKS
export const LOOK_NAMES = Object.keys(LOOKS) as readonly LookName[];

/** One entry of a legend: what it looks like and what part of the whole it takes by itself. */
export interface LegendEntry {
  readonly name: LookName;
  readonly look: Look;
  readonly share: number; // from 0 to 1
}

/** How a node looks: by whose code it is, or in a differential graph by what became of it. */
export function lookOf(tree: FlameTree, node: number): LookName {
  const { frames, nodes, difference } = tree;
  const frame = nodes.frame[node] ?? 0;
  if (difference === null) {
    return frames[frame]?.category ?? 'unknown';
  }
  const change = difference.changes[frame];
  if (change?.significant === true) {
    return change.change > 0 ? 'slower' : 'faster';
  }
  return isGone(tree, node) ? 'gone' : 'same';
}

/** Whether a node of a differential graph was seen only before. */
export function isGone({ difference }: FlameTree, node: number): boolean {
  return difference !== null && (difference.after[node] ?? 0) <= 0;
}

/** What there is to explain in a tree, in the order of the legend. */
export function legendOf(tree: FlameTree): readonly LegendEntry[] {
  const shares = new Map<LookName, number>();
  const { self, total } = tree.nodes;
  const whole = total[0] ?? 0;
  for (let node = 1; node < self.length; node++) {
    const name = lookOf(tree, node);
    const part = whole > 0 ? (self[node] ?? 0) / whole : 0;
    shares.set(name, (shares.get(name) ?? 0) + part);
  }
  return LOOK_NAMES.flatMap((name): LegendEntry[] => {
    const share = shares.get(name);
    return share === undefined || name === 'group' ? [] : [{ name, look: LOOKS[name], share }];
  });
}
