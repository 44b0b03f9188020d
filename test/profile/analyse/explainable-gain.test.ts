import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  type ExplainableGain,
  explainableGain,
  functionIndex,
  gainVerdict,
  touchedFunctions,
  type TouchedRange,
  worthMeasuring,
} from '../../../src/profile/index.ts';
import { madeProfile, SUBJECT } from './made-profile.ts';

const SOURCE = [
  'const TABLE = [];', // 1
  'export function main() {', // 2
  '  read();', // 3
  '}', // 4
  'function read() {', // 5
  '  parse();', // 6
  '}', // 7
].join('\n');

const sourceOf = (file: string) => (file === 'a.js' ? SOURCE : null);

/** `main` 5 %, `read` 10 % with its builtin, `parse` of another file 85 %; in three runs. */
function explained(
  touched: readonly TouchedRange[],
  source: 'v8-cpu' | 'perf' = 'v8-cpu',
): ExplainableGain {
  const main = 'main@/app/a.js:2:22';
  const read = 'read@/app/a.js:5:14';
  const runs = [1_000, 1_100, 900].map((scale) => [
    madeProfile([
      { stack: [main], value: 0.05 * scale },
      { stack: [main, read], value: 0.04 * scale },
      { stack: [main, read, 'builtin:slice'], value: 0.06 * scale },
      { stack: [main, read, 'parse@/app/b.js:1:1'], value: 0.85 * scale },
    ]),
  ]);
  const found = explainableGain({
    runs,
    index: functionIndex(SUBJECT),
    touched,
    sourceOf,
    denominator: 'critical-thread-wall',
    source,
  });
  assert.ok(found !== null);
  return found;
}

const READ = [{ file: 'a.js', from: 6, to: 6 }];
const ratio = (estimate: number) => ({ estimate, lo: estimate - 0.01, hi: estimate + 0.01 });

test('a change explains the time of what it touches, and of what that calls', () => {
  const { own, reach, functions } = explained(READ);
  assert.ok(Math.abs(own.estimate - 0.1) < 1e-9);
  assert.ok(Math.abs(reach.estimate - 0.95) < 1e-9);
  assert.deepEqual(functions, ['read (a.js:5)']);
});

test('functions that call each other do not count twice', () => {
  const { own, reach } = explained([...READ, { file: 'a.js', from: 3, to: 3 }]);
  assert.ok(Math.abs(own.estimate - 0.15) < 1e-9);
  assert.equal(reach.estimate, 1);
});

test('a line outside of every function can reach every function of the file', () => {
  const { wholeFiles, functions } = explained([{ file: 'a.js', from: 1, to: 1 }]);
  assert.deepEqual(wholeFiles, ['a.js']);
  assert.equal(functions.length, 2);
});

test('without its source a function reaches to the end of the file', () => {
  const index = functionIndex(SUBJECT);
  index.numbersOf(madeProfile([{ stack: ['f@/app/c.js:3:1', 'g@/app/c.js:9:1'], value: 1 }]));
  const touched = (line: number) =>
    touchedFunctions(index, [{ file: 'c.js', from: line, to: line }], sourceOf).numbers.length;
  assert.deepEqual([touched(1), touched(5), touched(20)], [2, 1, 2]);
});

test('a gain is explained, needs fewer calls, or is not plausible', () => {
  const leaf = explained([{ file: 'b.js', from: 1, to: 1 }]);
  assert.equal(gainVerdict(ratio(0.2), leaf).kind, 'explained');
  const beyond = gainVerdict(ratio(0.1), leaf);
  assert.equal(beyond.kind, 'implausible');
  assert.match(beyond.reason, /At least 89 % .* take 85 % at most/);
  assert.equal(gainVerdict(ratio(0.95), explained(READ)).kind, 'explained');
  assert.equal(gainVerdict(ratio(0.5), explained(READ)).kind, 'fewer-calls');
});

test('code that no profile has seen explains nothing, and is named', () => {
  const unseen = explained([{ file: 'data.json', from: 1, to: 9 }]);
  assert.deepEqual(unseen.unseenFiles, ['data.json']);
  const verdict = gainVerdict(ratio(0.5), unseen);
  assert.equal(verdict.kind, 'implausible');
  assert.match(verdict.reason, /data\.json/);
});

test('a line that calls touched code may hold all of it, inlined', () => {
  const main = 'main@/app/a.js:2:22';
  const runs = [1, 2].map(() => [
    madeProfile([
      { stack: [main], value: 60, line: 3 },
      { stack: [main], value: 20, line: 4 },
      { stack: [main, 'read@/app/a.js:5:14'], value: 20, line: 6 },
    ]),
  ]);
  const found = explainableGain({
    runs,
    index: functionIndex(SUBJECT),
    touched: READ,
    sourceOf,
    denominator: 'critical-thread-wall',
    source: 'v8-cpu',
  });
  assert.ok(Math.abs((found?.reach.estimate ?? 0) - 0.8) < 1e-9, '"read();" stands on line 3');
  assert.equal(gainVerdict(ratio(0.3), found).kind, 'explained');
});

test('code of which a profile tells no file bounds no gain', () => {
  const touched = [{ file: 'src/addon.rs', from: 1, to: 9 }];
  const addon = gainVerdict(ratio(0.5), explained(touched));
  assert.equal(addon.kind, 'unknown', 'V8 places JavaScript alone');
  assert.match(addon.reason, /At least .* was saved. How much of it the code of src\/addon\.rs/);
  const data = [{ file: 'data.json', from: 1, to: 9 }];
  assert.equal(gainVerdict(ratio(0.5), explained(data, 'perf')).kind, 'unknown');
  assert.equal(worthMeasuring(explained(data, 'perf'), 0.02).kind, 'unknown');
});

test('a change to code that takes less than can be seen is not worth a trial', () => {
  const small = { ...explained(READ), reach: { estimate: 0.01, lo: 0.008, hi: 0.012, n: 3 } };
  const hopeless = worthMeasuring(small, 0.02);
  assert.equal(hopeless.kind, 'hopeless');
  assert.match(hopeless.reason, /1\.2 % .* at most 1\.012x; 1\.020x is the least/);
  assert.equal(worthMeasuring(explained(READ), 0.02).kind, 'worth');
});

test('what is not known is said to be unknown, and refuses nothing', () => {
  assert.equal(worthMeasuring(null, 0.02).kind, 'unknown');
  assert.equal(worthMeasuring(explained(READ), null).kind, 'unknown');
  assert.equal(
    worthMeasuring(explained([{ file: 'x.json', from: 1, to: 1 }]), 0.02).kind,
    'unknown',
  );
  assert.equal(gainVerdict(ratio(0.5), null).kind, 'unknown');
});
