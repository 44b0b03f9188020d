import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  moduleTimes,
  startupOf,
  unplacedLoading,
} from '../../../src/campaign/profile/module-times.ts';
import type { Collected, ProfiledProcess } from '../../../src/collect/index.ts';
import { madeProfile, MAIN } from '../../profile/analyse/made-profile.ts';

const MS = 1e6;
const SOURCES: Record<string, string> = {
  'table.mjs': 'export const table = [];',
  'run.mjs': 'work();',
};
const ABOUT = { root: '/app', sourceOf: (file: string): string | null => SOURCES[file] ?? null };

type Loads = NonNullable<ProfiledProcess['modules']>['loads'];

function collected(loads: Loads, entry = '/app/main.js'): Pick<Collected, 'processes' | 'wallNs'> {
  const record: ProfiledProcess = {
    pid: MAIN.pid,
    ppid: 1,
    tid: 0,
    argv: ['node', entry],
    cwd: '/app',
    node: 'v24.0.0',
    startNs: 0,
    startEpochMs: 0,
    endNs: 1,
    exit: { kind: 'exited', code: 0 },
    cpuProfile: null,
    heapProfile: null,
    modules: { entry, loads },
    calls: null,
    gc: null,
    loop: null,
    io: null,
    http: null,
    cpu: null,
    children: [],
    workers: [],
    problems: [],
  };
  return { processes: [record], wallNs: 100 * MS };
}

function load(file: string, own: number, effects = false, whole = own): Loads[number] {
  return { file, ownNs: own * MS, wholeNs: whole * MS, effects };
}

test('files of a package count together, and the program is no module of itself', () => {
  const times = moduleTimes(
    collected([
      load('/app/main.js', 50, false, 100),
      load('/app/node_modules/@big/lib/index.js', 10, false, 30),
      load('/app/node_modules/@big/lib/part.js', 15),
      load('/app/src/own.js', 5),
      load('/app/src/all-of-it.js', 60, true),
    ]),
    [],
    ABOUT,
  );
  assert.deepEqual(
    times.map(({ module, files, ownShare, wholeShare }) => [module, files, ownShare, wholeShare]),
    [
      ['node_modules/@big/lib', 2, 0.25, 0.3],
      ['src/own.js', 1, 0.05, 0.05],
    ],
  );
});

test('what was not timed is taken from the profile: the code of ES modules', () => {
  const profile = madeProfile([
    { stack: ['(anonymous)@/app/table.mjs:1:1', 'fill@/app/table.mjs:3:1'], value: 20 * MS },
    { stack: ['(anonymous)@/app/run.mjs:1:1'], value: 60 * MS },
    { stack: ['(anonymous)@/app/src/own.js:1:1'], value: 40 * MS },
    { stack: ['later@/app/table.mjs:9:1'], value: 10 * MS },
  ]);
  const times = moduleTimes(collected([load('/app/src/own.js', 5)]), [profile], ABOUT);
  assert.deepEqual(
    times.map(({ module, ownShare, isEvaluation }) => [module, ownShare, isEvaluation]),
    [
      ['src/own.js', 0.05, false],
      ['table.mjs', 0.2, true],
    ],
  );
});

test('runs are averaged and scaled to a run without a profiler', () => {
  const [one] = moduleTimes(collected([load('/app/src/own.js', 10)]), [], ABOUT);
  assert.ok(one !== undefined);
  const [row] = startupOf([[one], [{ ...one, ownShare: 0.3 }], []], 60);
  assert.equal(row?.module, 'src/own.js');
  assert.equal(row.own_ms.toFixed(6), ((0.4 / 3) * 60).toFixed(6));
  assert.deepEqual(startupOf([], 60), []);
});

test('time in the loader that belongs to no module is told, where modules were not timed', () => {
  const loader = 'runtime:compile@node:internal/modules/esm/utils:9:1';
  const module = '(anonymous)@/app/table.mjs:1:1';
  const profile = (loading: number) =>
    madeProfile([
      { stack: [loader, 'gc:(garbage collector)'], value: loading },
      { stack: [loader, module, 'runtime:stat@node:fs:1:1'], value: 100 - loading },
    ]);
  const times = moduleTimes(collected([]), [profile(6)], ABOUT);
  assert.match(unplacedLoading(times, [profile(6)]) ?? '', /takes more than 5 % of the time/);
  assert.equal(unplacedLoading(times, [profile(4)]), null);
  const timed = times.map((one) => ({ ...one, isEvaluation: false }));
  assert.equal(unplacedLoading(timed, [profile(50)]), null);
});
