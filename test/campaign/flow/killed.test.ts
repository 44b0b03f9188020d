import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Value } from 'typebox/value';

import { flowRun, verifyRun } from '../../../src/campaign/flow/steer.ts';
import { withStore } from '../../../src/campaign/try/run-view.ts';
import { randomFrom } from '../../../src/base/index.ts';
import type { RunView } from '../../../src/port/index.ts';
import { DevManifest, GateResult, PerformanceComparison } from '../../../src/model/index.ts';
import {
  assertNothingLeft,
  ended,
  git,
  hone,
  inPlace,
  type Place,
  pressCtrlC,
  start,
} from '../../cli/spawn-hone.ts';
import { BROKEN, FASTER, subject } from '../../cli/subject.ts';
import { untilRecorded } from '../../cli/until-recorded.ts';
import { fileOf } from './flow-place.ts';

const KILLS = 10;

/** Longest time between a recorded event and the kill, in ms: a sample takes as long. */
const LATER_MS_MAX = 80;

function args(place: Place): string[] {
  const proposals = ['gain', 'breaks'].flatMap((name) => [
    '--proposal',
    join(place.root, `${name}.patch`),
  ]);
  const quick = ['--max-pairs', '10', '--seed', '7', '--quiet'];
  return ['run', 'performance', '--target', 'wait', ...proposals, ...quick];
}

function newSubject(place: Place): string {
  const { root, patch } = subject(place);
  patch('gain.patch', 'src/main.sh', FASTER);
  patch('breaks.patch', 'src/main.sh', BROKEN);
  return root;
}

/** The hashes of what each run recorded: each holds everything before it too. */
function recordedIn(root: string): Map<string, string[]> {
  const path = join(root, '.hone', 'hone.db');
  const recorded = new Map<string, string[]>();
  if (!existsSync(path)) {
    return recorded;
  }
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    for (const row of database.prepare('SELECT run, hash FROM event ORDER BY run, seq').all()) {
      const run = String(row['run']);
      recorded.set(run, [...(recorded.get(run) ?? []), String(row['hash'])]);
    }
  } catch {
    // its tables are not there yet
  } finally {
    database.close();
  }
  return recorded;
}

function eventsIn(root: string): number {
  return [...recordedIn(root).values()].reduce((sum, { length }) => sum + length, 0);
}

function assertKept(before: ReadonlyMap<string, string[]>, root: string): void {
  const after = recordedIn(root);
  for (const [run, hashes] of before) {
    assert.deepEqual(after.get(run)?.slice(0, hashes.length), hashes, `${run} keeps its samples`);
  }
}

/** What has to be the same however often the run was killed: decisions, not timings. */
interface Decided {
  readonly gates: readonly unknown[];
  readonly steps: readonly unknown[];
  readonly proposals: readonly unknown[];
  readonly comparison: readonly unknown[];
  readonly tree: string;
  readonly runs: number;
}

async function decidedIn(root: string): Promise<Decided> {
  const view = await viewOf(root);
  assert.equal(view.status, 'completed', view.failure ?? '');
  const run = { ...view, folder: join(root, '.hone', 'runs', view.run) };
  const file = (name: string): unknown => fileOf(run, name);
  const manifest = Value.Parse(DevManifest, file('dev-manifest.json'));
  const comparison = Value.Parse(PerformanceComparison, file('performance-comparison.json'));
  return {
    gates: view.gates.map(({ id, state }) => {
      const gate = Value.Parse(GateResult, file(`gates/${id.replace('/gate', '')}.json`));
      const checks = gate.validations.map(({ name, passed }) => [withoutRun(name, view), passed]);
      return [id, state, gate.status, checks];
    }),
    steps: view.steps.map(({ id, state }) => [id, state]),
    proposals: [
      ...manifest.optimizations.map(({ proposal, decision }) => [proposal, decision, null]),
      ...manifest.rejected.map(({ proposal, decision, check }) => [proposal, decision, check]),
    ],
    comparison: comparison.comparisons
      .filter(({ metric }) => metric === 'wall')
      .map(({ benchmark, metric, verdict }) => [benchmark, metric, verdict]),
    tree: git(root, ['rev-parse', `hone/${view.run}^{tree}`]),
    runs: recordedIn(root).size,
  };
}

function withoutRun(name: string, { run }: RunView): string {
  return name.replaceAll(run, 'RUN').replace(/\/.*\/published/, 'published');
}

function viewOf(root: string): Promise<RunView> {
  return withStore(root, AbortSignal.timeout(60_000), (store) => {
    const view = flowRun(store, null);
    assert.deepEqual(verifyRun(store, view.run).damage, []);
    return view;
  });
}

/** Scratch of git is removed when it is a day old: another hone might use it. */
function removeScratchOfGit(place: Place): void {
  for (const name of readdirSync(place.tmp).filter((one) => one.startsWith('hone-git-'))) {
    rmSync(join(place.tmp, name), { recursive: true });
  }
}

let undisturbed: Decided | null = null;
let events = 0;

test(
  'undisturbed, the flow decides this',
  inPlace(async (place) => {
    const root = newSubject(place);
    const { code, stderr } = await hone(place, root, args(place));
    assert.equal(code, 0, stderr);
    undisturbed = await decidedIn(root);
    events = eventsIn(root);
    assert.deepEqual(undisturbed.proposals, [
      ['gain', 'kept', null],
      ['breaks', 'rejected', 'tests'],
    ]);
  }),
);

test(
  `killed at ${KILLS} random moments and resumed each time, it decides the same`,
  inPlace(async (place) => {
    assert.ok(undisturbed !== null);
    const root = newSubject(place);
    const random = randomFrom(20_250_131);
    const moments = Array.from({ length: KILLS }, () => ({
      events: random.integer(events - 2),
      laterMs: random.integer(LATER_MS_MAX),
    })).sort((left, right) => left.events - right.events);
    let kills = 0;
    let child = start(place, root, args(place));
    for (const { events: least, laterMs } of moments) {
      const outcome = ended(child);
      if (!(await untilRecorded(root, least + 1, 'all', child))) {
        break;
      }
      await wait(laterMs);
      child.kill('SIGKILL');
      const { code, stderr } = await outcome;
      if (code !== null) {
        assert.equal(code, 0, stderr); // it was faster than its end
        break;
      }
      kills += 1;
      const before = recordedIn(root);
      const hasBegun = await withStore(root, AbortSignal.timeout(60_000), (store) =>
        store.runs().some(({ run }) => store.eventByKey(run, 'flow') !== null),
      );
      child = start(place, root, hasBegun ? ['run', 'resume', '--quiet'] : args(place));
      const next = ended(child);
      const known = [...before.values()].flat().length;
      const began = await untilRecorded(root, known + 1, 'all', child);
      assert.ok(
        began || child.exitCode === 0,
        `it goes on: ${began ? '' : JSON.stringify(await next)}`,
      );
      assertKept(before, root);
    }
    const before = recordedIn(root);
    const { code, stderr } = await ended(child);
    assert.equal(code, 0, stderr);
    assertKept(before, root);
    assert.ok(kills >= KILLS - 2, `it was killed ${kills} times`);
    assert.deepEqual(await decidedIn(root), undisturbed);
    removeScratchOfGit(place);
    assertNothingLeft(place);
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);

test(
  'Ctrl-C stops it with 130 and the command that goes on; nothing is left running',
  inPlace(async (place) => {
    const root = newSubject(place);
    const child = start(place, root, args(place).slice(0, -1), { group: true });
    const outcome = ended(child);
    assert.ok(await untilRecorded(root, 9, 'all', child));
    pressCtrlC(child);
    const { code, stdout } = await outcome;
    assert.equal(code, 130);
    assert.match(stdout, /was interrupted. Nothing is lost: hone run resume \d{8}-/);
    assertNothingLeft(place);
    assert.equal((await viewOf(root)).status, 'stopped');
  }),
);
