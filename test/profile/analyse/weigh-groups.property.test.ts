import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import {
  functionIndex,
  functionShares,
  type Profile,
  weighingsOf,
  weighRun,
} from '../../../src/profile/index.ts';
import { madeProfile, type MadeSample, SUBJECT } from './made-profile.ts';

const FRAMES = [
  'main@/app/a.js:1:1',
  'walk@/app/b.js:5:3',
  'visit@/app/b.js:9:3',
  'emit@/app/node_modules/marked/lib.js:2:1',
  'native:copy',
  'builtin:map',
  'builtin:parse',
  'gc:(gc)',
  'compile:(compile)',
  'runtime:load',
  'unknown:?',
];

const samples = fc.array(
  fc.record({
    stack: fc.array(fc.constantFrom(...FRAMES), { minLength: 1, maxLength: 8 }),
    value: fc.integer({ min: 1, max: 1_000 }),
    line: fc.integer({ min: 0, max: 20 }),
  }),
  { minLength: 1, maxLength: 60 },
);

function weighed(made: readonly MadeSample[] | Profile) {
  const index = functionIndex(SUBJECT);
  const cpu = ['frames' in made ? made : madeProfile(made)];
  return { run: weighRun({ cpu, allocation: [] }, index), index };
}

test('every share lies in its order, and what does not overlap adds up to the whole', () => {
  fc.assert(
    fc.property(samples, (made) => {
      const { run } = weighed(made);
      const { functions, total, packages } = run.cpu;
      let [self, own] = [0, 0];
      functions.self.forEach((value, number) => {
        const actionable = functions.actionable[number] ?? 0;
        assert.ok(value <= actionable, 'self <= actionable');
        assert.ok(actionable <= (functions.inclusive[number] ?? 0) + 1e-9, 'within inclusive');
        assert.ok((functions.inclusive[number] ?? 0) <= total, 'inclusive within the whole');
        self += value;
        own += actionable - (functions.handed[number] ?? 0);
      });
      assert.equal(self, total);
      assert.equal(own, total);
      const ofPackages = [...packages.values()];
      assert.equal(
        ofPackages.reduce((sum, { actionable }) => sum + actionable, 0),
        total,
      );
      assert.ok(ofPackages.every(({ inclusive }) => inclusive <= total));
      assert.equal(
        Object.values(run.kinds).reduce((sum, kind) => sum + kind, 0),
        total,
      );
    }),
  );
});

function byName(given: readonly MadeSample[]) {
  const { run, index } = weighed(given);
  const shares = functionShares(weighingsOf([run], 'process-cpu') ?? [], () => true, 99);
  return Object.fromEntries(
    shares.map(({ number, self, actionable, inclusive }) => [
      index.functions[number]?.name ?? '',
      [self.estimate, actionable.estimate, inclusive.estimate].map((one) => one.toFixed(12)),
    ]),
  );
}

test('the order of samples changes nothing', () => {
  fc.assert(
    fc.property(
      samples.chain((made) =>
        fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length })),
      ),
      ([made, shuffled]) => {
        assert.deepEqual(byName(shuffled), byName(made));
      },
    ),
  );
});
