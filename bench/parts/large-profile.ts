import { at } from '../../src/base/index.ts';

/** What a made-up CPU profile is like. */
export interface LargeProfile {
  readonly name: string;
  readonly nodes: number;
  readonly samples: number;
  /** Different functions that the nodes are calls of. */
  readonly functions: number;
  readonly depth: number; // of the deepest call
}

/** A profile of a long, wide program: as large a tree as 50 MB hold. */
export const NODE_HEAVY: LargeProfile = {
  name: 'node-heavy',
  nodes: 246_000,
  samples: 27_000,
  functions: 4_000,
  depth: 60,
};

/** A profile of an hour: as many samples as 50 MB hold. */
export const SAMPLE_HEAVY: LargeProfile = {
  name: 'sample-heavy',
  nodes: 86_000,
  samples: 2_900_000,
  functions: 2_500,
  depth: 40,
};

/**
 * A CPU profile as V8 writes it, the same bytes each time. Deltas vary around 1 ms with some long
 * ones, one sample in twelve is a garbage collection.
 */
export function largeProfile(shape: LargeProfile): Uint8Array {
  const random = randomFrom(shape.nodes + shape.samples);
  const parents = treeOf(shape, random);
  const children: number[][] = parents.map(() => []);
  parents.forEach((parent, index) => {
    if (parent >= 0) {
      at(children, parent).push(index + 1);
    }
  });
  const samples: number[] = [];
  const deltas: number[] = [];
  const hits = new Int32Array(shape.nodes);
  for (let index = 0, node = 4; index < shape.samples; index++) {
    node = random() < 0.4 ? node : 4 + Math.floor(random() ** 6 * (shape.nodes - 4));
    const sampled = random() < 0.08 ? 3 : node;
    samples.push(sampled);
    hits[sampled - 1] = (hits[sampled - 1] ?? 0) + 1;
    deltas.push(random() < 0.01 ? 9_000 : 900 + Math.floor(random() * 200));
  }
  const text = parents.map((_, index) =>
    nodeText(shape, index, at(children, index), hits[index] ?? 0),
  );
  const end = deltas.reduce((sum, delta) => sum + delta, 1_000_000);
  return new TextEncoder().encode(
    `{"nodes":[${text.join(',')}],"startTime":1000000,"endTime":${end},` +
      `"samples":[${samples.join(',')}],"timeDeltas":[${deltas.join(',')}]}`,
  );
}

/** The parent of each node as an index: the root, three made-up nodes, then calls. */
function treeOf({ nodes, depth }: LargeProfile, random: () => number): number[] {
  const parents = [-1, 0, 0];
  const depths = [0, 1, 1];
  let last = 0;
  for (let index = 3; index < nodes; index++) {
    // Mostly one deeper than the last, else somewhere above it, as a walk through calls is.
    let parent = last;
    for (let up = random() < 0.7 ? 0 : Math.floor(random() * 8); up > 0 && parent > 0; up--) {
      parent = Math.max(0, at(parents, parent));
    }
    while (at(depths, parent) >= depth) {
      parent = at(parents, parent);
    }
    parents.push(parent);
    depths.push(at(depths, parent) + 1);
    last = index;
  }
  return parents;
}

const MADE_UP = ['(root)', '(program)', '(garbage collector)'];

function nodeText(
  { functions }: LargeProfile,
  index: number,
  children: readonly number[],
  hits: number,
): string {
  const id = index + 1;
  const made = MADE_UP[index];
  const called = (index * 7_919) % functions;
  const file = `file:///srv/app/node_modules/package-${called % 97}/lib/module-${called % 331}.js`;
  const callFrame =
    made === undefined
      ? `{"functionName":"function${called}","scriptId":"${called % 331}","url":"${file}",` +
        `"lineNumber":${(called * 13) % 2_000},"columnNumber":${called % 80}}`
      : `{"functionName":"${made}","scriptId":"0","url":"","lineNumber":-1,"columnNumber":-1}`;
  const ticks =
    hits > 0 && made === undefined
      ? `,"positionTicks":[{"line":${((called * 13) % 2_000) + 2},"ticks":${Math.ceil(hits / 2)}}` +
        `${hits > 1 ? `,{"line":${((called * 13) % 2_000) + 5},"ticks":${hits >> 1}}` : ''}]`
      : '';
  const below = children.length > 0 ? `,"children":[${children.join(',')}]` : '';
  return `{"id":${id},"callFrame":${callFrame},"hitCount":${hits}${below}${ticks}}`;
}

/** A small generator of its own (mulberry32), so that the bytes never change. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
