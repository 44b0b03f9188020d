import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { transformSync } from 'esbuild';

import {
  expectedGain,
  hopelessGain,
  profileOfOtherSuite,
  unboundedGains,
} from '../../../src/campaign/profile/base-profile.ts';
import { keepGeneratedCode } from '../../../src/campaign/profile/generated-code.ts';
import { keepFiles, keepOrigin } from '../../../src/campaign/profile/kept-profiles.ts';
import { openRepository } from '../../../src/git/index.ts';
import {
  bottleneckReport,
  functionIndex,
  readProfile,
  weighRun,
} from '../../../src/profile/index.ts';
import { git, inPlace, type Place, repository } from '../../cli/spawn-hone.ts';

const SOURCE = `function slow() {
  work();
}
function quick() {
  rest();
}
slow();
quick();
`;

/** Hashes of the suite that was profiled, and of another one. */
const SUITE = '1'.repeat(64);
const OTHER_SUITE = '2'.repeat(64);

/** A profile of V8 in which `slow` has 97 of 100 samples and `quick` one. */
function cpuProfile(file: string, firstLine = 0): string {
  const frame = (functionName: string, lineNumber: number, url = file) => ({
    functionName,
    scriptId: '1',
    url,
    lineNumber,
    columnNumber: 0,
  });
  const nodes = [
    { id: 1, callFrame: frame('(root)', -1, ''), hitCount: 0, children: [2] },
    { id: 2, callFrame: frame('(anonymous)', 0), hitCount: 2, children: [3, 4] },
    { id: 3, callFrame: frame('slow', firstLine), hitCount: 97, children: [] },
    { id: 4, callFrame: frame('quick', firstLine + 3), hitCount: 1, children: [] },
  ];
  const samples = [2, 2, ...Array.from({ length: 97 }, () => 3), 4];
  const timeDeltas = samples.map(() => 1_000);
  return JSON.stringify({ nodes, startTime: 0, endTime: 101_000, samples, timeDeltas });
}

/** What a bundler may make of the source, and where it lay; `slow` begins in its third line. */
const GENERATED = {
  file: 'file:///built/dist/bundle.js',
  ...transformSync(SOURCE, {
    sourcefile: '../src/a.js',
    sourcemap: 'external',
    banner: '// Made from\n// something else.',
  }),
};

/**
 * A repository whose commit was profiled three times.
 *
 * @param isBundled - what ran was made from the source, and is gone
 */
function profiled(place: Place, isBundled = false): Readonly<Record<'root' | 'commit', string>> {
  const root = repository(place, { 'src/a.js': SOURCE, 'src/other.js': 'x\n' });
  const commit = git(root, ['rev-parse', 'HEAD']).trim();
  const folder = join(root, '.hone', 'profiles', '20260131-142501-abcd');
  mkdirSync(folder, { recursive: true });
  const subject = { root: '/built', packageName: null, dependencies: [], workspaces: [] };
  const index = functionIndex(subject);
  const text = isBundled ? cpuProfile(GENERATED.file, 2) : cpuProfile('file:///built/src/a.js');
  const raw = join(place.root, 'raw.cpuprofile');
  writeFileSync(raw, text);
  const thread = { pid: 7, ppid: 1, tid: 0, name: '', main: true, startNs: 0, endNs: 100_000_000 };
  const kept = [1, 2, 3].map((run) => ({
    name: `busy.${run}.7.0.cpuprofile`,
    path: raw,
    thread: { ...thread, run, intervalNs: 1_000_000 },
  }));
  const files = keepFiles(folder, kept);
  const runs = files.map(() => {
    const bytes = new TextEncoder().encode(text);
    const read = readProfile(bytes, { name: 'raw', thread });
    return weighRun({ cpu: read.profiles.map(({ profile }) => profile), allocation: [] }, index);
  });
  const body = bottleneckReport({
    createdAt: '2026-01-31T14:25:01Z',
    createdBy: 'test',
    dirty: false,
    machine: null,
    notExamined: [],
    workloads: [
      {
        benchmark: 'busy',
        command: 'node src/a.js',
        metric: 'cpu',
        index,
        runs,
        methods: [
          {
            source: 'v8-cpu',
            settings: 'every 1000 µs',
            runs: 3,
            samples: 300,
            overhead: null,
            artifacts: files.map(({ path, sha256 }) => ({ path, sha256 })),
          },
        ],
        unprofiled: { wallNs: [], cpuNs: [], peakRssBytes: [] },
        smallestEffect: 0.05,
        io: null,
        sourceOf: () => SOURCE,
        caveats: [],
      },
    ],
  });
  const start = { schema: 'hone.bottleneck-report.v1', run: 'r', commit, suiteHash: SUITE };
  writeFileSync(join(folder, 'bottleneck-report.json'), JSON.stringify({ ...start, ...body }));
  const threads = Object.fromEntries(
    files.flatMap(({ path, thread: one }) => (one === null ? [] : [[path, one] as const])),
  );
  keepOrigin(folder, { subject, threads });
  const { file, code, map } = GENERATED;
  keepGeneratedCode(folder, isBundled ? [{ file, text: code, map }] : []);
  return { root, commit };
}

async function expectationOf(
  root: string,
  commit: string,
  [from, to]: readonly [string, string],
  suiteHash = SUITE,
) {
  const { signal } = new AbortController();
  const base = await openRepository(root, { signal });
  const lines = SOURCE.split('\n');
  const line = lines.indexOf(from) + 1;
  const patch =
    'diff --git a/src/a.js b/src/a.js\n--- a/src/a.js\n+++ b/src/a.js\n' +
    `@@ -${line},1 +${line},1 @@\n-${from}\n+${to}\n`;
  const subject = { repository: base, commit, tree: commit, suiteHash };
  const found = await expectedGain(subject, patch, signal);
  return found?.benchmarks[0] ?? null;
}

test(
  'a change to a function that takes 1 % is hopeless, and one to a slow function is not',
  inPlace(async (place) => {
    const { root, commit } = profiled(place);
    const quick = await expectationOf(root, commit, ['  rest();', '  rest(1);']);
    assert.match(quick?.hopeless ?? '', /takes 1 % of the time at most.*1\.050x is the least/);
    assert.equal(quick?.of, 'cpu');
    const slow = await expectationOf(root, commit, ['  work();', '  work(1);']);
    assert.equal(slow?.hopeless, null);
    assert.ok((slow?.explainable.reach.estimate ?? 0) > 0.9);
    assert.ok(quick !== null && slow !== null);
    const onCpu = { benchmark: 'busy', metric: 'cpu' };
    const said = hopelessGain({ profile: 'p', benchmarks: [quick] }, [onCpu]);
    assert.match(said ?? '', /takes 1 % .*\(profile p; --measure-all/);
    assert.equal(hopelessGain({ profile: 'p', benchmarks: [slow] }, [onCpu]), null);
    const onMemory = { benchmark: 'busy', metric: 'rss' };
    const either = [onCpu, { benchmark: 'unseen', metric: 'cpu' }];
    for (const claims of [[onMemory], either, []]) {
      assert.equal(hopelessGain({ profile: 'p', benchmarks: [quick] }, claims), null);
    }
  }),
);

test(
  'the time of a bundle counts for the source that it was made from, when the bundle is gone too',
  inPlace(async (place) => {
    const { root, commit } = profiled(place, true);
    const quick = await expectationOf(root, commit, ['  rest();', '  rest(1);']);
    assert.match(quick?.hopeless ?? '', /takes 1 % of the time at most/);
    const slow = await expectationOf(root, commit, ['  work();', '  work(1);']);
    assert.ok(slow !== null);
    assert.ok(slow.explainable.functions.includes('slow (src/a.js:1)'));
    assert.ok(slow.explainable.reach.estimate > 0.9);
    const folder = join(root, '.hone', 'profiles', '20260131-142501-abcd');
    writeFileSync(join(folder, 'generated-code.json.gz'), 'no gzip');
    const broken = await expectationOf(root, commit, ['  work();', '  work(1);']);
    assert.deepEqual(broken?.explainable.unseenFiles, ['src/a.js']);
  }),
);

test(
  'a line outside of functions may do anything, and so may a base that nobody profiled',
  inPlace(async (place) => {
    const { root, commit } = profiled(place);
    const setting = await expectationOf(root, commit, ['quick();', 'quick(1);']);
    assert.equal(setting?.hopeless, null);
    git(root, ['commit', '-q', '--allow-empty', '-m', 'next']);
    const next = git(root, ['rev-parse', 'HEAD']).trim();
    assert.equal(await expectationOf(root, next, ['  rest();', '  rest(1);']), null);
  }),
);

test(
  'raw profiles that are gone or changed explain nothing instead of something wrong',
  inPlace(async (place) => {
    const { root, commit } = profiled(place);
    const folder = join(root, '.hone', 'profiles', '20260131-142501-abcd');
    writeFileSync(join(folder, 'origin.json'), '{"subject": 1}');
    assert.equal(await expectationOf(root, commit, ['  rest();', '  rest(1);']), null);
  }),
);

test(
  'a profile that was taken with another suite counts for nothing, and that is said',
  inPlace(async (place) => {
    const { root, commit } = profiled(place);
    const change = ['  rest();', '  rest(1);'] as const;
    assert.equal(await expectationOf(root, commit, change, OTHER_SUITE), null);
    const { signal } = new AbortController();
    const opened = await openRepository(root, { signal });
    const said = (suiteHash: string) =>
      profileOfOtherSuite({ repository: opened, commit, suiteHash }, signal);
    assert.match((await said(OTHER_SUITE)) ?? '', /another suite \(profile 20260131-142501-abcd\)/);
    assert.equal(await said(SUITE), null);

    const unbounded = (metric: string) =>
      unboundedGains(
        { repository: opened, commit, suiteHash: SUITE },
        [
          { benchmark: 'busy', metric },
          { benchmark: 'unseen', metric },
        ],
        signal,
      );
    assert.equal(await unbounded('cpu'), null);
    assert.match((await unbounded('rss')) ?? '', /busy rss \(a profile of time says nothing/);
    assert.match((await unbounded('wall')) ?? '', /busy wall \(the profile is of its cpu time\)/);
    const path = join(root, '.hone/profiles/20260131-142501-abcd/bottleneck-report.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"v8-cpu"', '"perf"'));
    assert.match((await unbounded('cpu')) ?? '', /busy cpu \(perf names compiled functions/);
  }),
);
