import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Errors } from 'typebox/value';

import { ProfileReport } from '../../../src/model/index.ts';
import {
  bottleneckReport,
  causalCheck,
  functionIndex,
  type ProfileReportBody,
  weighRun,
  type WorkloadFacts,
  withCausalCheck,
} from '../../../src/profile/index.ts';
import { MAIN, madeProfile, type MadeSample, SUBJECT } from './made-profile.ts';

const LEXER = 'lex@/app/node_modules/marked/lexer.js:3:13';
const RENDER = 'render@/app/src/render.js:1:16';
const SOURCES: Record<string, string> = {
  'src/render.js': 'function render(text) {\n  return text;\n}\n',
};
const sourceOf = (file: string): string | null => SOURCES[file] ?? null;

/** One run: render 20 % with its builtin and collection, lex 70 %, waiting 10 %. */
function samplesOf(scale: number): MadeSample[] {
  const part = (share: number): number => share * scale * 1e6;
  return [
    { stack: ['main@/app/src/main.js:1:1', RENDER], value: part(10 + scale), line: 2 },
    { stack: ['main@/app/src/main.js:1:1', RENDER, 'builtin:join'], value: part(6) },
    { stack: ['main@/app/src/main.js:1:1', RENDER, 'gc:(gc)'], value: part(4) },
    { stack: ['main@/app/src/main.js:1:1', LEXER], value: part(70) },
    { stack: ['idle:(idle)'], value: part(10) },
  ];
}

function workload(changes: Partial<WorkloadFacts> = {}): WorkloadFacts {
  const index = functionIndex(SUBJECT);
  const allocation = [madeProfile([{ stack: [RENDER], value: 1e6 }], { unit: 'bytes' })];
  return {
    benchmark: 'render',
    command: 'node main.js',
    metric: 'wall',
    index,
    runs: [1, 1.1, 0.9, 1.05].map((scale) =>
      weighRun({ cpu: [madeProfile(samplesOf(scale))], allocation }, index),
    ),
    methods: [],
    unprofiled: { wallNs: [9e7, 11e7], cpuNs: [8e7], peakRssBytes: [1e8] },
    smallestEffect: 0.03,
    io: null,
    sourceOf,
    caveats: [],
    ...changes,
  };
}

function report(...workloads: WorkloadFacts[]): ProfileReportBody {
  return bottleneckReport({
    createdAt: '2026-03-14T09:26:53Z',
    createdBy: 'hone',
    dirty: false,
    machine: null,
    workloads,
    notExamined: [],
  });
}

function problems(body: ProfileReportBody) {
  const head = { schema: 'hone.bottleneck-report.v1', run: 'r', commit: null, suiteHash: null };
  return [...Errors(ProfileReport, { ...head, ...body })];
}

test('functions are ranked by what could be acted on, with place, bound and milliseconds', () => {
  const body = report(workload());
  assert.deepEqual(problems(body), []);
  assert.deepEqual(
    body.bottlenecks.map(({ location, kind }) => [location.function, kind]),
    [
      ['lex', 'cpu'],
      ['render', 'cpu'],
      ['(garbage collector)', 'gc'],
    ],
  );
  const [lex, render] = body.bottlenecks;
  assert.ok(lex !== undefined && render !== undefined);
  assert.equal(lex.location.owner, 'direct-dep');
  assert.deepEqual(
    [render.location.file, render.location.line, render.location.end_line],
    ['src/render.js', 1, 3],
  );
  assert.ok(Math.abs(render.share.actionable.estimate - 0.2085) < 0.001);
  assert.ok(render.share.self.estimate < render.share.actionable.estimate);
  assert.ok(Math.abs((render.milliseconds?.estimate ?? 0) - 20.85) < 0.1);
  assert.ok(Math.abs((lex.bound?.free.estimate ?? 0) - 3.255) < 0.01);
  assert.equal(render.share.alloc?.estimate, 1);
  assert.deepEqual(render.hot_lines, [{ line: 2, share: 1 }]);
  assert.deepEqual(render.callers, [{ function: 'main (src/main.js:1)', share: 1 }]);
  assert.deepEqual(render.stacks[0]?.frames[0], 'render (src/render.js:1)');
  assert.deepEqual([lex.rank, lex.rank_worst, render.rank], [1, 1, 2]);
});

test('kinds add up to the whole, and packages to what was at work', () => {
  const [one] = report(workload()).workloads;
  assert.ok(one !== undefined);
  const kinds = Object.values(one.totals.shares).map(({ estimate }) => estimate);
  assert.ok(Math.abs(kinds.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
  const packages = one.packages.map(({ share }) => share.actionable.estimate);
  assert.ok(
    Math.abs(packages.reduce((a, b) => a + b, 0) + one.totals.shares.idle.estimate - 1) < 1e-9,
  );
  assert.equal(one.packages[0]?.package, 'marked');
});

test('with several threads at work nothing is bounded, and it says why', () => {
  const index = functionIndex(SUBJECT);
  const threads = [MAIN, { ...MAIN, tid: 1, main: false }];
  const both = [
    ...samplesOf(1),
    { stack: ['idle:(idle)'], value: 5e7 },
    { stack: [LEXER], value: 9e7, thread: 1 },
    { stack: ['idle:(idle)'], value: 5e7, thread: 1 },
  ];
  const runs = [1, 2, 3].map(() =>
    weighRun({ cpu: [madeProfile(both, { threads })], allocation: [] }, index),
  );
  const body = report(workload({ index, runs }));
  assert.deepEqual(problems(body), []);
  assert.ok(body.bottlenecks.every(({ bound }) => bound === null));
  const [one] = body.workloads;
  assert.deepEqual([one?.denominator, one?.bound_of], ['process-cpu', null]);
  assert.match(one?.caveats.join() ?? '', /No bounds are given.*2 threads/);
  const cpu = report(workload({ index, runs, metric: 'cpu' }));
  assert.ok(cpu.bottlenecks.every(({ bound }) => bound !== null));
});

test('one run has no intervals, makes all ranks ties, and is said to prove nothing', () => {
  const facts = workload();
  const body = report({ ...facts, runs: facts.runs.slice(0, 1) });
  assert.deepEqual(problems(body), []);
  assert.deepEqual(
    body.bottlenecks.map((row) => [row.rank, row.rank_worst, row.confidence]),
    [
      [1, 3, 'weak'],
      [1, 3, 'weak'],
      [1, 3, 'weak'],
    ],
  );
  assert.match(body.workloads[0]?.caveats.join() ?? '', /One profiled run/);
});

test('names from a program may be anything', () => {
  const index = functionIndex(SUBJECT);
  const names = ['', '\u001b[31m\nred', 'x'.repeat(9_000), '\ud800', 'ǝ 🙂', '__proto__'];
  const made = madeProfile(
    names.map((_, place) => ({ stack: [`f${place}`], value: 1e6 * (place + 1) })),
  );
  const odd = {
    ...made,
    frames: made.frames.map((frame, place) => {
      const name = names[place] ?? '';
      return { ...frame, name, file: place % 2 === 0 ? name : '/app/\n' };
    }),
  };
  const runs = [weighRun({ cpu: [odd, odd], allocation: [] }, index)];
  const body = report(workload({ index, runs, metric: 'cpu' }));
  assert.deepEqual(problems(body), []);
  assert.equal(body.bottlenecks.length, names.length);
  assert.equal(new Set(body.bottlenecks.map(({ id }) => id)).size, names.length);
});

test('a profile of nothing at work is the problem of who took it', () => {
  const index = functionIndex(SUBJECT);
  const idle = madeProfile([{ stack: ['idle:(idle)'], value: 5 }]);
  const runs = [weighRun({ cpu: [idle], allocation: [] }, index)];
  assert.throws(() => report(workload({ index, runs })), /render shows nothing at work/);
  const empty = weighRun({ cpu: [madeProfile([])], allocation: [] }, index);
  assert.throws(() => report(workload({ index, runs: [empty] })), /shows nothing at work/);
});

test('an experiment that agrees confirms a share, one that contradicts weakens it', () => {
  const [lex] = report(workload()).bottlenecks;
  assert.ok(lex !== undefined);
  const check = (lo: number, hi: number) =>
    withCausalCheck(
      lex,
      causalCheck(lex.share.inclusive, { estimate: (lo + hi) / 2, lo, hi }),
      'x',
    );
  assert.equal(check(1.6, 1.7).confidence, 'confirmed');
  assert.equal(check(1, 1.01).confidence, 'weak');
  assert.equal(check(1, 1.01).causal?.verdict, 'contradicts');
});

test('a row says what its function asked of the runtime, collections left out', () => {
  const { bottlenecks } = report(workload());
  const asked = (name: string) =>
    bottlenecks.find(({ location }) => location.function === name)?.callees;
  const [join, ...others] = asked('render') ?? [];
  assert.deepEqual([join?.function, join?.file, others], ['join', null, []]);
  assert.ok(join !== undefined && join.share > 0.25 && join.share < 0.31, `${join?.share}`);
  assert.deepEqual(asked('lex'), []);
});
