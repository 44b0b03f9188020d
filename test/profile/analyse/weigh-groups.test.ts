import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  outermostOfGroup,
  type Profile,
  stackTree,
  stackValues,
  totalsOfStacks,
  weighGroups,
} from '../../../src/profile/index.ts';
import { madeProfile } from './made-profile.ts';

/** self, actionable, inclusive and handed of each frame by its name. */
function weightsByName(profile: Profile): Record<string, [number, number, number, number]> {
  const tree = stackTree(profile);
  const groupOfFrame = Int32Array.from(profile.frames, (_, frame) => frame);
  const count = profile.frames.length;
  const outermost = outermostOfGroup(tree, groupOfFrame, count);
  const self = stackValues(profile, () => true);
  const weights = weighGroups(tree, self, totalsOfStacks(tree, self), {
    groupOfFrame,
    count,
    outermost,
  });
  return Object.fromEntries(
    profile.frames.map(({ name }, frame) => [
      name,
      [
        weights.self[frame] ?? NaN,
        weights.actionable[frame] ?? NaN,
        weights.inclusive[frame] ?? NaN,
        weights.handed[frame] ?? NaN,
      ],
    ]),
  );
}

test('builtins, native code and collections count for the function right above them', () => {
  const profile = madeProfile([
    { stack: ['main'], value: 1 },
    { stack: ['main', 'read'], value: 10 },
    { stack: ['main', 'read', 'builtin:parse'], value: 100 },
    { stack: ['main', 'read', 'builtin:parse', 'gc:(gc)'], value: 1_000 },
  ]);
  assert.deepEqual(weightsByName(profile), {
    main: [1, 1, 1_111, 0],
    read: [10, 1_110, 1_110, 0],
    parse: [100, 100, 1_100, 100],
    '(gc)': [1_000, 1_000, 1_000, 1_000],
  });
});

test('a callback of a builtin answers for itself', () => {
  const profile = madeProfile([
    { stack: ['main', 'builtin:map', 'callback'], value: 7 },
    { stack: ['main', 'builtin:map'], value: 2 },
  ]);
  const { main, map, callback } = weightsByName(profile);
  assert.deepEqual(main, [0, 2, 9, 0]);
  assert.deepEqual(map, [2, 2, 9, 2]);
  assert.deepEqual(callback, [7, 7, 7, 0]);
});

test('recursion counts once in the inclusive weight, directly and through others', () => {
  const profile = madeProfile([
    { stack: ['walk', 'walk', 'visit', 'walk'], value: 5 },
    { stack: ['walk', 'visit'], value: 1 },
  ]);
  const { walk, visit } = weightsByName(profile);
  assert.deepEqual(walk, [5, 5, 6, 0]);
  assert.deepEqual(visit, [1, 1, 6, 0]);
});

test('the program answers for what it asks of the runtime, and the runtime for its builtins', () => {
  const profile = madeProfile([
    { stack: ['main', 'runtime:load'], value: 4 },
    { stack: ['main', 'runtime:load', 'builtin:open'], value: 5 },
    { stack: ['runtime:boot', 'builtin:read'], value: 7 },
    { stack: ['runtime:boot', 'runtime:run', 'main'], value: 1 },
  ]);
  const weights = weightsByName(profile);
  assert.deepEqual(weights['main'], [1, 10, 10, 0]);
  assert.deepEqual(weights['load'], [4, 4, 9, 4]);
  assert.deepEqual(weights['boot'], [0, 7, 8, 0]);
  assert.deepEqual(weights['read'], [7, 7, 7, 7]);
});

test('what nobody asked for answers for itself', () => {
  const profile = madeProfile([
    { stack: ['native:start', 'native:memcpy'], value: 3 },
    { stack: ['main', 'compile:(compile)'], value: 4 },
    { stack: ['unknown:(root)', 'gc:(gc)'], value: 5 },
  ]);
  const weights = weightsByName(profile);
  assert.deepEqual(weights['memcpy'], [3, 3, 3, 0]);
  assert.deepEqual(weights['main'], [0, 0, 4, 0]);
  assert.deepEqual(weights['(gc)'], [5, 5, 5, 0]);
});

test('a recursion of 200,000 calls and a tree of 200,000 leaves are walked without recursion', () => {
  const depth = 200_000;
  const deep: Profile = {
    ...madeProfile([{ stack: ['f'], value: 1 }]),
    stackParent: Int32Array.from({ length: depth }, (_, stack) => stack - 1),
    stackFrame: new Int32Array(depth),
  };
  assert.equal(
    weightsByName({ ...deep, samples: { ...deep.samples, stack: Int32Array.of(depth - 1) } })[
      'f'
    ]?.[2],
    1,
  );
  const wide: Profile = { ...deep, stackParent: new Int32Array(depth).fill(-1) };
  assert.equal(totalsOfStacks(stackTree(wide), new Float64Array(depth).fill(1))[5], 1);
});

test('a stack that stands before its parent is our bug', () => {
  const profile = madeProfile([{ stack: ['f', 'g'], value: 1 }]);
  assert.throws(
    () => stackTree({ ...profile, stackParent: Int32Array.of(1, -1) }),
    /after the stack/,
  );
});
