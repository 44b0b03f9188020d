import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Random, randomFrom } from '../../../src/base/index.ts';
import {
  type DiffSide,
  functionIndex,
  profileDiff,
  type SourceOf,
  weighRun,
} from '../../../src/profile/index.ts';
import { madeProfile, noSource, SUBJECT } from './made-profile.ts';

/** 40 functions of very different weight, in ms of one run. */
const WEIGHTS = Array.from({ length: 40 }, (_, index) => 200 / (index + 1));

function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()));
  return radius * Math.cos(2 * Math.PI * random.fraction());
}

/** Runs in which each function takes its time, give or take the noise of its samples and runs. */
function side(
  random: Random,
  weights: readonly number[],
  more: { readonly runs?: number; readonly line?: number; readonly sourceOf?: SourceOf } = {},
): DiffSide {
  const index = functionIndex(SUBJECT);
  const runs = Array.from({ length: more.runs ?? 6 }, () => {
    const whole = 1 + 0.05 * normal(random);
    const samples = weights.map((ms, number) => {
      const spread = Math.sqrt(ms) + 0.03 * ms; // samples of 1 ms, and runs that differ
      const value = Math.max(0, whole * (ms + spread * normal(random))) * 1e6;
      return {
        stack: ['main@/app/a.js:1:1', `f${number}@/app/a.js:${number + (more.line ?? 2)}:1`],
        value,
      };
    });
    return weighRun({ cpu: [madeProfile(samples)], allocation: [] }, index);
  });
  return { index, runs, cpuNs: null, sourceOf: more.sourceOf ?? noSource };
}

function namedIn(before: DiffSide, after: DiffSide): string[] {
  const diff = profileDiff(before, after);
  assert.equal(diff.kind, 'compared');
  return diff.kind === 'compared'
    ? diff.changes
        .filter(({ verdict }) => verdict !== 'unclear')
        .map(({ verdict, label }) => `${verdict} ${label.replace(/ .*/, '')}`)
    : [];
}

test('when nothing changed, hardly a diff names anything', () => {
  const random = randomFrom(11, 'null pairs');
  const rounds = 100;
  let named = 0;
  for (let round = 0; round < rounds; round++) {
    named += namedIn(side(random, WEIGHTS), side(random, WEIGHTS)).length > 0 ? 1 : 0;
  }
  // 1 % are expected; more than 4 come 3 times in 1,000 when that is right.
  assert.ok(named <= 4, `${named} of ${rounds} null pairs named a function`);
});

test('a function that got 80 % slower is named, and no other', () => {
  const random = randomFrom(12, 'planted');
  const slower = WEIGHTS.map((ms, index) => (index === 1 ? ms * 1.8 : ms));
  assert.deepEqual(namedIn(side(random, WEIGHTS), side(random, slower)), ['slower f1']);
  assert.deepEqual(namedIn(side(random, slower), side(random, WEIGHTS)), ['faster f1']);
});

/** A file in which the first of the functions is at a line. */
function linesFrom(first: number): SourceOf {
  const text = Array.from({ length: 60 }, (_, line) => `f${line + 1 - first}() {`);
  return () => text.join('\n');
}

test('functions that moved are the same functions', () => {
  const random = randomFrom(13, 'moved');
  const before = side(random, WEIGHTS, { sourceOf: linesFrom(2) });
  const after = side(random, WEIGHTS, { line: 9, sourceOf: linesFrom(9) });
  assert.deepEqual(namedIn(before, after), []);
  const diff = profileDiff(before, after);
  assert.ok(
    diff.kind === 'compared' && diff.changes.every((one) => one.before > 0 && one.after > 0),
  );
});

test('a function that came and one that went are named', () => {
  const random = randomFrom(14, 'came');
  const without = WEIGHTS.map((ms, index) => (index === 0 ? 0 : ms));
  assert.deepEqual(namedIn(side(random, without), side(random, WEIGHTS)), ['slower f0']);
});

test('functions of one name that are not found again are named with all their ids', () => {
  const random = randomFrom(17, 'pooled');
  const twins = (line: number): DiffSide => {
    const index = functionIndex(SUBJECT);
    const runs = Array.from({ length: 6 }, () => {
      const samples = [line, line + 10].map((at, number) => ({
        stack: ['main@/app/a.js:1:1', `twin@/app/a.js:${at}:1`],
        value: (100 + number + random.fraction()) * 1e6,
      }));
      return weighRun({ cpu: [madeProfile(samples)], allocation: [] }, index);
    });
    // Each is introduced by other text than the other, and by other text on the two sides.
    const lines = Array.from({ length: 60 }, (_, at) => `twin(a${line}, b${at}) {`);
    return { index, runs, cpuNs: null, sourceOf: () => lines.join('\n') };
  };
  const diff = profileDiff(twins(2), twins(30));
  assert.ok(diff.kind === 'compared');
  const pooled = diff.changes.find(({ label }) => label.startsWith('twin'));
  assert.equal(pooled?.ids.length, 4);
  assert.equal(new Set(pooled.ids).size, 4);
  assert.equal(pooled.id, pooled.ids[0]);
});

test('the CPU time that the system counted scales the shares', () => {
  const random = randomFrom(15, 'scale');
  const before = { ...side(random, [100]), cpuNs: [1e9, 1e9, 1e9, 1e9, 1e9, 1e9] };
  const diff = profileDiff(before, before);
  assert.ok(diff.kind === 'compared');
  assert.equal(diff.total.before, 1e9);
  assert.equal(diff.changes[0]?.before, 1e9);
});

test('two runs are too few', () => {
  const random = randomFrom(16, 'few');
  const few = side(random, WEIGHTS, { runs: 2 });
  assert.deepEqual(profileDiff(few, few), { kind: 'too-few-runs', runsMin: 3 });
});
