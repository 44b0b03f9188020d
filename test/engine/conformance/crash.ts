import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { HoneError, randomFrom } from '../../../src/base/index.ts';
import type { Engine, RunView } from '../../../src/port/index.ts';
import type { CrashEnd, CrashOrder, KillPoint } from './child.ts';
import { type ChildEnd, runChild } from './children.ts';
import { crashFlow, driveToEnd, forkedFlow, isThere, type Pace } from './crash-flow.ts';
import type { DriverFamily } from './driver.ts';
import { drive, FORK, OTHER_RUN, placeFor, RUN } from './place.ts';
import { type Deed, readDeeds } from './side-log.ts';

/** Children at once. */
const PARALLEL = 2;

/** Runs that are killed again and again, and what lies between two kills, in commits. */
const CHAINS = 6;
const COMMITS_BETWEEN_KILLS = { min: 2, max: 6 };
const KILLS_MAX = 100;

type Place = KillPoint['place'];

/** The run that nobody disturbed. */
interface Undisturbed {
  readonly end: CrashEnd;
  readonly deeds: readonly Deed[];
}

/** What a run that was cut off had, and what its steps had done. */
interface Cut {
  readonly view: RunView | null;
  readonly deeds: readonly Deed[];
}

/** Killing processes that drive a run, everywhere. */
export function crashTests(family: DriverFamily): void {
  const hasCommits = family.commits === null;
  const places: readonly Place[] = hasCommits
    ? ['before a commit', 'after a commit', 'in a body']
    : ['after an event', 'in a body'];
  let first: Promise<Undisturbed> | null = null;

  function undisturbed(t: TestContext): Promise<Undisturbed> {
    first ??= runUndisturbed(t, family);
    return first;
  }

  test('the flow that is going to be killed goes through all of it', async (t) => {
    const { end, deeds } = await undisturbed(t);
    assert.ok(end.outcome.kind === 'completed');
    const text = JSON.stringify(end.outcome.result);
    for (const part of ['left 1, left 2', 'after transient 2', 'for good', 'c0ffee', 'done']) {
      assert.ok(text.includes(part), part);
    }
    assert.equal(deeds.filter(({ kind }) => kind === 'restore').length, 1);
    assert.ok(end.passed['in a body'] >= 15);
    t.diagnostic(
      `kill points: ${places.map((place) => `${end.passed[place]} ${place}`).join(', ')}`,
    );
  });

  for (const place of places) {
    test(`a run killed ${place}, at every one, ends like one that was not`, async (t) => {
      const whole = await undisturbed(t);
      const points = Array.from({ length: whole.end.passed[place] }, (_, index) => index + 1);
      await inParallel(points, (n) => killedOnce(t, family, whole, { place, n }));
    });
  }

  test(
    'a run that is killed again and again ends like one that was not',
    { skip: family.commits ?? false },
    async (t) => {
      const whole = await undisturbed(t);
      const chains = Array.from({ length: CHAINS }, (_, index) => index);
      await inParallel(chains, (seed) => killedOften(t, family, whole, seed));
    },
  );
}

/** Killing processes that fork a run, everywhere. */
export function forkCrashTests(family: DriverFamily): void {
  const places: readonly Place[] =
    family.commits === null
      ? ['before a commit', 'after a commit', 'in a body']
      : ['after an event', 'in a body'];

  test('a fork that is killed anywhere ends like one that was not, or was not begun', async (t) => {
    const { folder, log } = await forkable(t, family);
    const child = await runChild(family, 'fork', folder, { log, kill: null });
    const whole = endOf(child);
    assert.ok(whole.outcome.kind === 'completed', JSON.stringify(child.said));
    const deeds = readDeeds(log);
    const points = places.flatMap((place) =>
      Array.from({ length: whole.passed[place] }, (_, index): KillPoint => {
        return { place, n: index + 1 };
      }),
    );
    t.diagnostic(`kill points of a fork: ${points.length}`);
    await inParallel(points, (kill) => forkKilledOnce(t, family, { end: whole, deeds }, kill));
  });
}

/** A run that has come to its end, with a gate to fork it at. */
async function forkable(
  t: TestContext,
  family: DriverFamily,
): Promise<ReturnType<typeof placeFor> & { readonly log: string }> {
  const place = placeFor(t, family);
  const log = join(place.folder, 'deeds');
  const origin = await (await place.engine()).start(RUN, forkedFlow(log, '1'), 'in', drive());
  assert.equal(origin.kind, 'completed');
  await place.close();
  return { ...place, log };
}

async function forkKilledOnce(
  t: TestContext,
  family: DriverFamily,
  whole: Undisturbed,
  kill: KillPoint,
): Promise<void> {
  const { folder, log, ...place } = await forkable(t, family);
  const where = `killed ${kill.place}, ${kill.n}`;
  const child = await runChild(family, 'fork', folder, { log, kill });
  assert.equal(child.signal, 'SIGKILL', `${where}: ${JSON.stringify(child.said)}`);
  const engine = await place.engine();
  const flow = forkedFlow(log, '2');
  const outcome = isThere(engine, OTHER_RUN)
    ? await engine.resume(OTHER_RUN, flow, drive())
    : await engine.fork(FORK, flow, drive());
  assert.deepEqual(outcome, whole.end.outcome, where);
  const [before, after] = [whole.deeds, readDeeds(log)].map(countsOf);
  assert.deepEqual([...(after?.keys() ?? [])], [...(before?.keys() ?? [])], where);
  for (const [name, count] of after ?? []) {
    assert.ok(count <= (before?.get(name) ?? 0) + 1, `${where}: ${name} was done ${count} times`);
  }
  assert.equal(after?.get('body 0 before'), 1, `${where}: what was forked is not done again`);
  for (const run of [RUN, OTHER_RUN]) {
    assert.deepEqual(engine.verify(run), [], where);
    assert.equal(engine.view(run).status, 'completed', where);
  }
  await place.close();
}

async function runUndisturbed(t: TestContext, family: DriverFamily): Promise<Undisturbed> {
  const { folder } = placeFor(t, family);
  const log = join(folder, 'deeds');
  const child = await runChild(family, 'crash', folder, orderOf(log, 'left-slow', null));
  assert.equal(child.code, 0, JSON.stringify(child.said));
  return { end: endOf(child), deeds: readDeeds(log) };
}

function endOf({ said }: ChildEnd): CrashEnd {
  return JSON.parse(JSON.stringify(said[0]));
}

function orderOf(log: string, pace: Pace, kill: KillPoint | null): CrashOrder {
  return { log, pace, kill };
}

/** One kill, then to the end in this process with the other branch as the slow one. */
async function killedOnce(
  t: TestContext,
  family: DriverFamily,
  whole: Undisturbed,
  kill: KillPoint,
): Promise<void> {
  const place = placeFor(t, family);
  const log = join(place.folder, 'deeds');
  const where = `killed ${kill.place}, ${kill.n}`;
  const child = await runChild(family, 'crash', place.folder, orderOf(log, 'left-slow', kill));
  assert.equal(child.signal, 'SIGKILL', `${where}: ${JSON.stringify(child.said)}`);
  const engine = await place.engine();
  const cut = { view: viewOf(engine), deeds: readDeeds(log) };
  assert.ok(cut.view === null || cut.view.status !== 'running', where);
  const outcome = await driveToEnd(engine, crashFlow(log, 'right-slow'));
  assert.deepEqual(outcome, whole.end.outcome, where);
  const deeds = readDeeds(log);
  assertNothingAgain(cut, deeds.slice(cut.deeds.length), where);
  assertAllDone(whole.deeds, deeds, 1, where);
  assert.deepEqual(engine.verify(RUN), [], where);
  assert.equal(engine.view(RUN).status, 'completed', where);
  await place.close();
}

/** Killed a few commits after each time that it went on, by one process after another. */
async function killedOften(
  t: TestContext,
  family: DriverFamily,
  whole: Undisturbed,
  seed: number,
): Promise<void> {
  const place = placeFor(t, family);
  const log = join(place.folder, 'deeds');
  const random = randomFrom(seed, 'kills');
  const { min, max } = COMMITS_BETWEEN_KILLS;
  for (let kills = 0; kills < KILLS_MAX; kills++) {
    const before = await place.engine();
    const cut = { view: viewOf(before), deeds: readDeeds(log) };
    await place.close();
    const side = random.integer(2) === 0 ? 'before' : 'after';
    const kill = { place: `${side} a commit`, n: min + 1 + random.integer(max - min) } as const;
    const pace = random.integer(2) === 0 ? 'left-slow' : 'right-slow';
    const child = await runChild(family, 'crash', place.folder, orderOf(log, pace, kill));
    const where = `chain ${seed}, kill ${kills + 1}`;
    const deeds = readDeeds(log);
    assertNothingAgain(cut, deeds.slice(cut.deeds.length), where);
    if (child.signal !== 'SIGKILL') {
      assert.deepEqual(endOf(child).outcome, whole.end.outcome, where);
      assertAllDone(whole.deeds, deeds, kills, where);
      assert.deepEqual((await place.engine()).verify(RUN), [], where);
      return;
    }
  }
  assert.fail(`chain ${seed} did not come to its end`);
}

function viewOf(engine: Engine): RunView | null {
  try {
    return engine.view(RUN);
  } catch (thrown) {
    // Killed before anything was recorded.
    assert.ok(thrown instanceof HoneError && thrown.code === 'E_NOT_FOUND');
    return null;
  }
}

/** Only what was not recorded is done again, and attempts go on counting. */
function assertNothingAgain({ view, deeds }: Cut, later: readonly Deed[], where: string): void {
  const generation = view?.rewinds.length ?? 0;
  const steps = new Map(view?.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  for (const deed of later.filter(({ kind }) => kind === 'body')) {
    const what = `${where}: ${deed.id} ran again in generation ${deed.generation}`;
    assert.ok(deed.generation >= generation, what);
    const step = deed.generation === generation ? steps.get(deed.id) : undefined;
    if (step !== undefined && !seen.has(deed.id)) {
      seen.add(deed.id);
      assert.ok(step.state !== 'done' && step.state !== 'failed', what);
      assert.equal(deed.attempt, step.attempts + 1, `${where}: attempts of ${deed.id}`);
    }
  }
  const wasBack = deeds.some((deed) => deed.kind === 'body' && deed.generation === 1);
  const restores = later.filter(({ kind }) => kind === 'restore').length;
  assert.ok(
    !wasBack || restores === 0,
    `${where}: the code was restored under a flow that went on`,
  );
}

/**
 * Everything that was to be done was done, and nothing more than `extra` times again.
 *
 * @param extra - kills, each of which may cut off a step once
 */
function assertAllDone(
  expected: readonly Deed[],
  actual: readonly Deed[],
  extra: number,
  where: string,
): void {
  const [wanted, found] = [countsOf(expected), countsOf(actual)];
  assert.deepEqual([...found.keys()].toSorted(), [...wanted.keys()].toSorted(), where);
  for (const [name, count] of found) {
    const most = (wanted.get(name) ?? 0) + extra;
    assert.ok(count <= most, `${where}: ${name} was done ${count} times`);
  }
  const restored = actual.findIndex(({ kind }) => kind === 'restore');
  for (const [index, { kind, generation }] of actual.entries()) {
    if (kind !== 'restore') {
      assert.equal(generation === 0, index < restored, `${where}: the code was restored between`);
    }
  }
}

/** How often each thing was done; failed attempts aside, of which a crash may take the last. */
function countsOf(deeds: readonly Deed[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, id, generation } of deeds) {
    const name = kind === 'restore' ? `restore ${id}` : `${kind} ${generation} ${id}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  async function worker(): Promise<void> {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item);
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
