import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HoneError } from '../../../src/base/index.ts';
import {
  commandAt,
  familiesOf,
  growthIn,
  parseSizes,
} from '../../../src/campaign/profile/growth-runs.ts';
import { growthOf } from '../../../src/campaign/profile/growth.ts';
import { growthExponent } from '../../../src/detectors/index.ts';
import { functionIndex, weighRun, type WorkloadFacts } from '../../../src/profile/index.ts';
import { madeProfile, SUBJECT } from '../../profile/analyse/made-profile.ts';

test('sizes are numbers in ascending order, at least three and all above zero', () => {
  assert.deepEqual(parseSizes('size=4000,1000, 2e3,1000'), {
    name: 'size',
    sizes: [1000, 2000, 4000],
  });
  const bad = [
    'size=1,2',
    'size=1,1,1',
    'size=0,1,2',
    'size=a,b,c',
    '=1,2,3',
    'size',
    'size=1,,2,3',
  ];
  const many = `size=${Array.from({ length: 11 }, (_, index) => index + 1).join(',')}`;
  for (const spec of [...bad, many]) {
    assert.throws(() => parseSizes(spec), HoneError, spec);
  }
});

test('a command takes the size where it says so, and only there', () => {
  const words = { kind: 'words', words: ['node', 'job.js', '--n={size}', '{other}'] } as const;
  assert.deepEqual(commandAt(words, 'size', 20), {
    kind: 'words',
    words: ['node', 'job.js', '--n=20', '{other}'],
  });
  const shell = { kind: 'shell', text: 'seq {size} | wc -l' } as const;
  assert.deepEqual(commandAt(shell, 'size', 7), { kind: 'shell', text: 'seq 7 | wc -l' });
  assert.throws(() => commandAt(words, 'lines', 20), /Put \{lines\} into it/);
});

test('benchmarks are one family when they differ in one number alone', () => {
  const ids = [
    'parse/size=400,kind=a',
    'parse/size=100,kind=a',
    'parse/size=200,kind=a',
    'parse/size=100,kind=b',
    'parse/size=200,kind=b',
    'render',
    'emit/mode=x',
  ];
  assert.deepEqual(familiesOf(ids), [
    {
      input: 'size',
      members: [
        { id: 'parse/size=100,kind=a', size: 100 },
        { id: 'parse/size=200,kind=a', size: 200 },
        { id: 'parse/size=400,kind=a', size: 400 },
      ],
    },
  ]);
});

test('the time of a function is followed over sizes, where it was seen often enough', () => {
  const index = functionIndex(SUBJECT);
  const members = [100, 200, 400].map((size) => {
    const profile = madeProfile([
      { stack: stack('square'), value: size * size * 1e3 },
      { stack: stack('even'), value: size * 1e5 },
      { stack: stack('rare'), value: size * 1e3 },
    ]);
    const run = weighRun({ cpu: [profile], allocation: [] }, index);
    return { size, facts: factsOf([run], index) };
  });
  const growth = growthIn('size', members);
  const [reported] = growthOf(growth, growthExponent);
  assert.deepEqual(reported?.sizes, [100, 200, 400]);
  const exponents = new Map(
    reported?.functions.map((one) => [one.function, Number(one.exponent.estimate.toFixed(2))]),
  );
  assert.deepEqual([exponents.get('square'), exponents.get('even')], [2, 1]);
  assert.ok(!exponents.has('rare'), 'below 5 ms nothing is said');
  assert.deepEqual(growthOf(null, growthExponent), []);
});

function stack(name: string): string[] {
  return ['main@/app/main.js:1:1', `${name}@/app/a.js:2:1`];
}

function factsOf(runs: WorkloadFacts['runs'], index: WorkloadFacts['index']): WorkloadFacts {
  return {
    benchmark: 'job',
    command: 'node job.js',
    metric: 'cpu',
    index,
    runs,
    methods: [],
    unprofiled: { wallNs: [], cpuNs: [], peakRssBytes: [] },
    smallestEffect: null,
    io: null,
    sourceOf: () => null,
    caveats: [],
  };
}
