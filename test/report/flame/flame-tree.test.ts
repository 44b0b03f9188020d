import assert from 'node:assert/strict';
import { test } from 'node:test';

import { functionIndex, type Profile } from '../../../src/profile/index.ts';
import type { FlameOptions, FlameTree } from '../../../src/report/flame/flame-tree.ts';
import { DEPTH_MAX, NODES_MAX } from '../../../src/report/flame/limits.ts';
import { flameTree } from '../../../src/report/flame/make-flame-tree.ts';
import { MAIN, madeProfile, noSource, SUBJECT } from '../../profile/analyse/made-profile.ts';
import { outline } from './outline.ts';

function treeOf(runs: readonly (readonly Profile[])[], options: FlameOptions = {}): FlameTree {
  return flameTree({ runs, index: functionIndex(SUBJECT), sourceOf: noSource }, options);
}

test('equal calls are one node, the heaviest call stands first', () => {
  const tree = treeOf([
    [
      madeProfile([
        { stack: ['main', 'light'], value: 10 },
        { stack: ['main', 'heavy', 'leaf'], value: 20 },
        { stack: ['main', 'heavy'], value: 5 },
        { stack: ['main', 'heavy', 'leaf'], value: 7 },
      ]),
    ],
  ]);
  assert.deepEqual(outline(tree), [
    'all 42/0',
    '  main 42/0',
    '    heavy 32/5',
    '      leaf 27/27',
    '    light 10/10',
  ]);
});

test('values are means over the runs', () => {
  const tree = treeOf([10, 20, 60].map((value) => [madeProfile([{ stack: ['main'], value }])]));
  assert.equal(tree.runs, 3);
  assert.deepEqual(outline(tree), ['all 30/0', '  main 30/30']);
});

test('idle and preempted time is left out and said, or drawn on request', () => {
  const profile = madeProfile([
    { stack: ['main'], value: 60 },
    { stack: ['idle:(idle)'], value: 30 },
    { stack: ['preempted:(preempted)'], value: 10 },
  ]);
  const tree = treeOf([[profile]]);
  assert.deepEqual(outline(tree), ['all 60/0', '  main 60/60']);
  assert.match(tree.notes.join(' '), /^40 % of what was recorded .* not drawn/u);
  assert.equal(treeOf([[profile]], { waiting: 'drawn' }).nodes.total[0], 100);
});

test('collections alone count for who causes them', () => {
  const tree = treeOf(
    [
      [
        madeProfile([
          { stack: ['main', 'makes', 'gc:(garbage collector)'], value: 9 },
          { stack: ['main', 'makes'], value: 100 },
          { stack: ['gc:(garbage collector)'], value: 1 },
        ]),
      ],
    ],
    { only: 'gc' },
  );
  assert.deepEqual(outline(tree), [
    'all 10/0',
    '  main 9/0',
    '    makes 9/9',
    '  (garbage collector) 1/1',
  ]);
});

test('threads stand beside each other, the same one of several runs together', () => {
  assert.deepEqual(outline(treeOf([forked(7), forked(8)])), [
    'all 60/0',
    '  main 30/0',
    '    main 30/30',
    '  worker 20/0',
    '    work 20/20',
    '  worker #2 10/0',
    '    work 10/10',
  ]);
});

test('two hundred processes of one name are one', () => {
  const run = Array.from({ length: 200 }, (_, pid) =>
    madeProfile([{ stack: ['main'], value: 1 }], { threads: [{ ...MAIN, pid }] }),
  );
  const parent = madeProfile([{ stack: ['fork'], value: 5 }], {
    threads: [{ ...MAIN, name: 'parent' }],
  });
  assert.deepEqual(outline(treeOf([[...run, parent]])), [
    'all 205/0',
    '  main (200 threads) 200/0',
    '    main 200/200',
    '  parent 5/0',
    '    fork 5/5',
  ]);
});

test('two hundred names leave the heaviest, and the rest are one', () => {
  const run = Array.from({ length: 200 }, (_, pid) =>
    madeProfile([{ stack: ['main'], value: 1 + pid }], {
      threads: [{ ...MAIN, pid, name: `job ${pid}` }],
    }),
  );
  const threads = outline(treeOf([run])).filter((line) => /^ {2}\S/u.test(line));
  assert.equal(threads.length, 16);
  assert.match(threads[0] ?? '', /^ {2}\(185 other kinds of threads\) /u);
  assert.equal(threads[1], '  job 199 200/0');
});

test('calls below 0.02 % are merged, and all values still add up', () => {
  const small = Array.from({ length: 30 }, (_, number) => ({
    stack: ['main', `small${number}`],
    value: 1,
  }));
  const tree = treeOf([[madeProfile([{ stack: ['main', 'big'], value: 1_000_000 }, ...small])]]);
  assert.deepEqual(outline(tree), [
    'all 1000030/0',
    '  main 1000030/0',
    '    big 1000000/1000000',
    '    (30 small) 30/30',
  ]);
  assert.match(tree.notes.join(' '), /30 calls below 200 ns merged/u);
});

test('a profile of any width stays within the limit of nodes', () => {
  const samples = Array.from({ length: 4_000 }, (_, number) => ({
    stack: [`a${number % 4_000}`, `b${number}`, `c${number}`, `d${number}`],
    value: 1_000 + (number % 50),
  }));
  const tree = treeOf([[madeProfile(samples)]]);
  assert.ok(tree.nodes.parent.length <= NODES_MAX, `${tree.nodes.parent.length} nodes`);
  const sum = samples.reduce((all, { value }) => all + value, 0);
  assert.equal(tree.nodes.total[0], sum);
  assert.equal(
    tree.nodes.self.reduce((all, value) => all + value, 0),
    sum,
  );
});

test('a recursion of 100,000 frames is folded; other depth is cut and said', () => {
  const depth = 100_000;
  const recursive = deepProfile(depth, (level) => (level === 0 ? 0 : 1));
  const folded = treeOf([[recursive]]);
  assert.deepEqual(outline(folded), ['all 1/0', '  f0 1/0', '    f1 1/1']);
  assert.match(folded.notes.join(' '), /calls itself directly is drawn once/u);
  const mutual = treeOf([[deepProfile(depth, (level) => level % 2)]]);
  assert.equal(mutual.nodes.parent.length, DEPTH_MAX + 2);
  const frame = mutual.frames[mutual.nodes.frame.at(-1) ?? 0];
  assert.equal(frame?.name, '(deeper calls)');
  assert.match(mutual.notes.join(' '), /100 % lies below row 500/u);
});

test('frames are told apart by whose code they are', () => {
  const tree = treeOf([
    [
      madeProfile([
        { stack: ['own@/app/src/a.js:1:1'], value: 9 },
        { stack: ['direct@/app/node_modules/marked/lib.js:3:1'], value: 8 },
        { stack: ['deep@/app/node_modules/other/lib.js:4:1'], value: 7 },
        { stack: ['builtin:sort'], value: 6 },
        { stack: ['gc:(garbage collector)'], value: 5 },
        { stack: ['runtime:(program)'], value: 4 },
      ]),
    ],
  ]);
  const frames = tree.frames.slice(1).map(({ name, file, line, category, package: owner }) => ({
    name,
    place: `${file}:${line}`,
    category,
    owner,
  }));
  assert.deepEqual(frames.slice(0, 3), [
    { name: 'own', place: 'src/a.js:1', category: 'own', owner: 'app' },
    { name: 'direct', place: 'node_modules/marked/lib.js:3', category: 'direct', owner: 'marked' },
    { name: 'deep', place: 'node_modules/other/lib.js:4', category: 'transitive', owner: 'other' },
  ]);
  assert.deepEqual(
    frames.slice(3).map(({ category }) => category),
    ['builtin', 'gc', 'runtime'],
  );
});

test('names are cut and can not change how text is read', () => {
  const long = 'x'.repeat(1_000);
  const tree = treeOf([[madeProfile([{ stack: [`evil\u202e\u001b[31m`, long], value: 1 }])]]);
  assert.equal(tree.frames[1]?.name, 'evil\\u202e\\u001b[31m');
  assert.equal(tree.frames[2]?.name.length, 300);
});

test('nothing that counts is an empty tree, not an error', () => {
  const tree = treeOf([[madeProfile([{ stack: ['idle:(idle)'], value: 5 }])]]);
  assert.deepEqual(outline(tree), ['all 0/0']);
});

/** One sample of a stack of any depth, made as columns because the stack is its own prefix. */
function deepProfile(depth: number, frameAt: (level: number) => number): Profile {
  const start = madeProfile([
    { stack: ['f0'], value: 0 },
    { stack: ['f1'], value: 0 },
  ]);
  return {
    ...start,
    stackParent: Int32Array.from({ length: depth }, (_, level) => level - 1),
    stackFrame: Int32Array.from({ length: depth }, (_, level) => frameAt(level)),
    samples: {
      stack: Int32Array.of(depth - 1),
      thread: Int32Array.of(0),
      value: Float64Array.of(1),
      line: null,
    },
  };
}

/** One run of a process with two workers. */
function forked(pid: number): Profile[] {
  return [
    madeProfile([{ stack: ['main'], value: 30 }], { threads: [{ ...MAIN, pid }] }),
    madeProfile(
      [
        { stack: ['work'], value: 20, thread: 0 },
        { stack: ['work'], value: 10, thread: 1 },
      ],
      { threads: [1, 2].map((tid) => ({ ...MAIN, pid, tid, name: 'worker', main: false })) },
    ),
  ];
}
