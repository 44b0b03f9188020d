import assert from 'node:assert/strict';
import { test } from 'node:test';

import { functionIndex, type Profile, readProfile } from '../../../src/profile/index.ts';
import { flameTree } from '../../../src/report/flame/make-flame-tree.ts';
import { speedscopeJson } from '../../../src/report/flame/speedscope-json.ts';
import { MAIN, madeProfile, noSource, SUBJECT } from '../../profile/analyse/made-profile.ts';
import { outline } from './outline.ts';

const OPTIONS = { name: 'run', exporter: 'hone' };
const THREADS = [MAIN, { ...MAIN, tid: 3, name: 'worker', main: false }];
const PROFILE = madeProfile(
  [
    { stack: ['main@/app/a.js:1:2', 'work@/app/a.js:5:1'], value: 1_000 },
    { stack: ['main@/app/a.js:1:2', 'work@/app/a.js:5:1'], value: 500 },
    { stack: ['main@/app/a.js:1:2'], value: 250 },
    { stack: ['job@/app/b.js:1:1'], value: 750, thread: 1 },
  ],
  { threads: THREADS },
);

interface File {
  readonly $schema: string;
  readonly shared: { readonly frames: readonly Record<string, unknown>[] };
  readonly profiles: readonly {
    readonly type: string;
    readonly unit: string;
    readonly name: string;
    readonly startValue: number;
    readonly endValue: number;
    readonly samples: readonly (readonly number[])[];
    readonly weights: readonly number[];
  }[];
}

function fileOf(profiles: readonly Profile[]): File {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the checks below look at it
  return JSON.parse(speedscopeJson(profiles, OPTIONS).json) as File;
}

test('a file is as the format wants it', () => {
  const file = fileOf([PROFILE]);
  assert.equal(file.$schema, 'https://www.speedscope.app/file-format-schema.json');
  assert.deepEqual(file.shared.frames[0], { name: 'main', file: '/app/a.js', line: 1, col: 2 });
  assert.deepEqual(file.profiles, [
    {
      type: 'sampled',
      name: 'main (pid 10)',
      unit: 'nanoseconds',
      startValue: 0,
      endValue: 1_750,
      samples: [[0, 1], [0]],
      weights: [1_500, 250],
    },
    {
      type: 'sampled',
      name: 'worker (pid 10, tid 3)',
      unit: 'nanoseconds',
      startValue: 0,
      endValue: 750,
      samples: [[2]],
      weights: [750],
    },
  ]);
});

test('what was written reads back as the same tree', () => {
  const bytes = new TextEncoder().encode(speedscopeJson([PROFILE], OPTIONS).json);
  const read = readProfile(bytes, { name: 'x.speedscope.json' });
  assert.equal(read.format, 'speedscope');
  const shapes = [PROFILE, read.profiles[0]?.profile].map((profile) =>
    outline(
      flameTree({
        runs: [profile === undefined ? [] : [profile]],
        index: functionIndex(SUBJECT),
        sourceOf: noSource,
      }),
    ).map((line) => line.replace(/ \(pid.*\)/u, '')),
  );
  assert.deepEqual(shapes[1], shapes[0]);
});

test('frames of several processes are shared', () => {
  const file = fileOf([PROFILE, PROFILE]);
  assert.equal(file.shared.frames.length, 3);
  assert.equal(file.profiles.length, 4);
});

test('stacks of any depth are cut, and the export says so', () => {
  const depth = 50_000;
  const deep: Profile = {
    ...PROFILE,
    stackParent: Int32Array.from({ length: depth }, (_, level) => level - 1),
    stackFrame: Int32Array.from({ length: depth }, (_, level) => level % 3),
    samples: {
      stack: Int32Array.of(depth - 1),
      thread: Int32Array.of(0),
      value: Float64Array.of(9),
      line: null,
    },
  };
  const { json, notes } = speedscopeJson([deep], OPTIONS);
  assert.ok(json.length < 50_000);
  assert.deepEqual(notes, ['Stacks are cut below their outermost 2000 frames.']);
});
