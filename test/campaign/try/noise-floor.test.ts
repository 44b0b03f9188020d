import assert from 'node:assert/strict';
import { test } from 'node:test';

import { at, HoneError } from '../../../src/base/index.ts';
import { noiseFloor, floorFrom } from '../../../src/campaign/try/noise-floor.ts';
import type { RunContext } from '../../../src/campaign/try/run-context.ts';
import type { NoiseFloor, Sample } from '../../../src/model/index.ts';
import { parseConfig } from '../../../src/suite/index.ts';
import { runOn } from './run-on.ts';

const FILES = { 'work.sh': 'echo done\n' };
const CONFIG = `version: 1
benchmarks:
  - {id: first, run: sh work.sh, metric: wall}
  - {id: aimed, run: sh work.sh, metrics: [rss, wall], timeout: 5s}
`;

const MS = 1e6;

/** Pairs of about 10 ms whose second side differs by the given factors. */
function samplesOf(factors: readonly number[], wallMs = 10): Sample[] {
  return factors.flatMap((factor, round) =>
    (['base', 'base again'] as const).map((side, index) => ({
      slot: 2 * round + index,
      round,
      phase: 'confirmation',
      placement: 'free',
      benchmark: 'aimed',
      side,
      half: round * 2 < factors.length ? 0 : 1,
      startedAt: '',
      wallNs: wallMs * MS * (index === 0 ? 1 : factor),
      userNs: MS,
      systemNs: MS,
      peakRssBytes: 1e6,
      exit: { kind: 'exited', code: 0 },
      outputSha256: '',
      outputBytes: 0,
      leftovers: [],
      paddingBytes: 0,
      values: {},
    })),
  );
}

/** Differences of ±10 %, so a robust spread of about 0.14. */
const NOISY = [1.1, 0.9, 1.1, 0.9, 1.1, 0.9, 1.1, 0.9, 1.1, 0.9];

function floorOf(
  targets: string,
  samples: readonly Sample[],
  limits: { pairsMax?: number; timeLimitMs?: number } = {},
): NoiseFloor {
  const parsed = parseConfig(`${CONFIG}${targets}`, 'hone.yaml');
  assert.equal(parsed.kind, 'ok');
  const { suite } = parsed;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only these are read
  const started = { pairsMax: 100, timeLimitMs: 300_000, ...limits } as RunContext['started'];
  const benchmark = at(suite.benchmarks, 1);
  return floorFrom({ suite, started }, benchmark, samples, 'stop');
}

test('the smallest effect is what a verdict with all its pairs would find', () => {
  const floor = floorOf('targets: [aimed wall <= 1 ms]', samplesOf(NOISY));
  assert.equal(floor.verdictPairs, 100);
  assert.equal(floor.pairs, 10);
  assert.ok(floor.spread !== null && floor.smallestEffect !== null);
  assert.ok(Math.abs(floor.spread - 0.15) < 0.02, `spread ${floor.spread}`);
  // (1.96 + 0.84) * spread / sqrt(100 * 3 / pi)
  assert.ok(Math.abs(floor.smallestEffect - Math.expm1((2.8016 * floor.spread) / 9.772)) < 1e-4);
  const fewer = floorOf('targets: [aimed wall <= 1 ms]', samplesOf(NOISY), { pairsMax: 20 });
  assert.ok((fewer.smallestEffect ?? 0) > floor.smallestEffect * 2);
});

test('a time limit that leaves few pairs makes less visible', () => {
  // 10 s a run: 300 s are 15 rounds, which screening needs alone.
  const slow = floorOf('', samplesOf(NOISY, 10_000));
  assert.equal(slow.verdictPairs, 8);
});

test('a target nearer than that is hidden; one further away, or reached, is not', () => {
  const hidden = floorOf('targets: [aimed wall <= 9.8 ms]', samplesOf(NOISY)).hidden;
  assert.equal(hidden.length, 1);
  assert.equal(hidden[0]?.metric, 'wall');
  assert.ok(Math.abs((hidden[0]?.changeNeeded ?? 0) + 0.02) < 1e-9);
  assert.deepEqual(floorOf('targets: [aimed wall <= 8 ms]', samplesOf(NOISY)).hidden, []);
  assert.deepEqual(floorOf('targets: [aimed wall <= 11 ms]', samplesOf(NOISY)).hidden, []);
  // Memory did not vary at all, so any change of it is seen.
  assert.deepEqual(floorOf('targets: [aimed rss <= 999 kB]', samplesOf(NOISY)).hidden, []);
});

test('too few pairs say nothing, and hide nothing', () => {
  const floor = floorOf('targets: [aimed wall <= 9.8 ms]', samplesOf(NOISY.slice(0, 7)));
  assert.equal(floor.smallestEffect, null);
  assert.equal(floor.pairs, 0);
  assert.deepEqual(floor.hidden, []);
});

test('the base runs against itself once, on the first benchmark with a target', async (t) => {
  const config = `${CONFIG}targets: [aimed wall <= 60 s]\n`;
  const { run } = await runOn(t, { config, files: FILES, containment: 'none' });
  const asked: RunContext = { ...run, started: { ...run.started, noise: 'accept' } };
  assert.equal(await noiseFloor(run), null, 'a run that does not ask is not looked at');
  const floor = await noiseFloor(asked);
  assert.equal(floor?.benchmark, 'aimed');
  assert.equal(floor.metric, 'wall');
  assert.equal(floor.pairs, 12);
  assert.deepEqual(floor.hidden, []);
  const events = run.store.events(run.run).length;
  assert.deepEqual(await noiseFloor(asked), floor);
  assert.equal(run.store.events(run.run).length, events);
});

test('a run whose target noise hides stops, and goes on where that is accepted', async (t) => {
  const { run } = await runOn(t, { config: CONFIG, files: FILES, containment: 'none' });
  const data = floorOf('targets: [aimed wall <= 9.8 ms]', samplesOf(NOISY));
  run.store.appendEvent(run.run, {
    type: 'noise.measured',
    key: 'noise',
    data: JSON.parse(JSON.stringify(data)),
  });
  const choosing = (noise: 'stop' | 'accept'): RunContext => ({
    ...run,
    started: { ...run.started, noise },
  });
  await assert.rejects(noiseFloor(choosing('stop')), (thrown: unknown) => {
    assert.ok(thrown instanceof HoneError && thrown.code === 'E_NOISE');
    assert.match(thrown.message, /aimed wall asks for 2 %.*100 pairs.*4\.\d %.*--noise accept/s);
    return true;
  });
  assert.deepEqual(await noiseFloor(choosing('accept')), data);
});

test('a base that does not repeat itself is said to be so', async (t) => {
  const files = { 'work.sh': 'head -c 8 /dev/urandom | od -An -tx1\n' };
  const { run } = await runOn(t, { config: CONFIG, files, containment: 'none' });
  await assert.rejects(
    noiseFloor({ ...run, started: { ...run.started, noise: 'stop' } }),
    (thrown: unknown) =>
      thrown instanceof HoneError &&
      thrown.code === 'E_OUTPUT_DIFFERS' &&
      /first does not work on the base itself.*[Mm]ake the output repeatable|hone\.yaml/s.test(
        thrown.message,
      ),
  );
});
