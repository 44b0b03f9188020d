import assert from 'node:assert/strict';
import { test } from 'node:test';

import { functionIndex, type Profile } from '../../../src/profile/index.ts';
import { differentialFlame, flameChanges } from '../../../src/report/flame/differential-flame.ts';
import type { FlameSide, FlameTree, FrameChange } from '../../../src/report/flame/flame-tree.ts';
import { legendOf, lookOf } from '../../../src/report/flame/frame-look.ts';
import { madeProfile, noSource, SUBJECT } from '../../profile/analyse/made-profile.ts';
import { outline } from './outline.ts';

function side(profile: Profile): FlameSide {
  return { runs: [[profile]], index: functionIndex(SUBJECT), sourceOf: noSource };
}

const BEFORE = side(
  madeProfile([
    { stack: ['main', 'same@/app/a.js:1:1'], value: 40 },
    { stack: ['main', 'slow@/app/a.js:9:1'], value: 20 },
    { stack: ['main', 'old@/app/a.js:20:1', 'inner'], value: 15 },
  ]),
);
const AFTER = side(
  madeProfile([
    { stack: ['main', 'same@/app/a.js:3:1'], value: 50 },
    { stack: ['main', 'slow@/app/a.js:11:1'], value: 60 },
    { stack: ['main', 'new@/app/a.js:30:1'], value: 5 },
  ]),
);

/** The tree with one significant change, of a function with a name. */
function withChange(name: string, change: number): FlameTree {
  const plain = differentialFlame(BEFORE, AFTER, { byFunction: new Map(), test: 'none' });
  const id = plain.frames.find((frame) => frame.name === name)?.id ?? '';
  const found: FrameChange = { change, lo: 30, hi: 50, pValue: 0.0004, significant: true };
  return differentialFlame(BEFORE, AFTER, { byFunction: new Map([[id, found]]), test: 'Welch' });
}

test('calls are as wide as after the change, gone ones as before', () => {
  const tree = differentialFlame(BEFORE, AFTER, { byFunction: new Map(), test: '' });
  assert.deepEqual(outline(tree), [
    'all 130/0',
    '  main 130/0',
    '    slow 60/60',
    '    same 50/50',
    '    old 15/0',
    '      inner 15/15',
    '    new 5/5',
  ]);
  assert.deepEqual([...(tree.difference?.before ?? [])], [75, 75, 20, 40, 15, 15, 0]);
  assert.deepEqual([...(tree.difference?.after ?? [])], [115, 115, 60, 50, 0, 0, 5]);
});

test('functions are matched although their lines moved; the newer line is told', () => {
  const tree = differentialFlame(BEFORE, AFTER, { byFunction: new Map(), test: '' });
  assert.equal(tree.frames.find(({ name }) => name === 'slow')?.line, 11);
});

test('only what changed significantly is coloured', () => {
  assert.deepEqual(looks(withChange('slow', 40)), [
    'same',
    'same',
    'slower',
    'same',
    'gone',
    'gone',
    'same',
  ]);
  assert.equal(looks(withChange('same', -10))[3], 'faster');
  const unclear = differentialFlame(BEFORE, AFTER, { byFunction: new Map(), test: '' });
  assert.deepEqual(
    legendOf(unclear).map(({ name }) => name),
    ['same', 'gone'],
  );
});

test('a comparison of profiles becomes colours, its test becomes the legend', () => {
  const change = {
    id: 'x',
    ids: ['x', 'z'] as const,
    label: 'x',
    before: 1,
    after: 2,
    pValue: 0.001,
  };
  const difference = { estimate: 1, lo: 0.5, hi: 1.5 };
  const { byFunction, test: words } = flameChanges({
    kind: 'compared',
    total: { before: 1, after: 2 },
    changes: [
      { ...change, difference, verdict: 'slower' },
      { ...change, id: 'y', ids: ['y'], difference, verdict: 'unclear' },
    ],
    untested: 3,
  });
  assert.equal(byFunction.get('x')?.significant, true);
  assert.equal(byFunction.get('z'), byFunction.get('x'), 'functions that are pooled by name');
  assert.equal(byFunction.get('y')?.significant, false);
  assert.match(words, /Welch.*1 %.*Benjamini-Hochberg, 2 tested/u);
  const few = flameChanges({ kind: 'too-few-runs', runsMin: 3 });
  assert.equal(few.byFunction.size, 0);
  assert.match(few.test, /Nothing is coloured: a test needs 3 runs/u);
});

function looks(tree: FlameTree): string[] {
  return [...tree.nodes.frame.keys()].map((node) => lookOf(tree, node));
}
