import assert from 'node:assert/strict';
import { test } from 'node:test';

import { measure, type Measurement } from '../../../src/bench/index.ts';
import type { MeasurePlan } from '../../../src/bench/measure/plan.ts';
import { metricNamed } from '../../../src/model/index.ts';
import { fakeRunner } from './fake-runner.ts';
import { planFor } from './simulated.ts';

const BASE = { name: 'base', wallNs: 1, cpuShare: 1 };
const CANDIDATE = { name: 'candidate', wallNs: 1, cpuShare: 1 };

const TOOLS = {
  signal: new AbortController().signal,
  scratch: '/nowhere',
  recorded: [],
  beforeBatch: async () => undefined,
  onBatch: () => undefined,
  onProgress: () => undefined,
};

/** Measures two programs that print what is given, on a metric of their own. */
function measured(
  printed: Readonly<Record<string, string>>,
  overrides: Partial<MeasurePlan> = {},
): Promise<Measurement> {
  const claimed = metricNamed('score');
  const plan = planFor(BASE, [CANDIDATE], { claimed, output: { kind: 'ignore' }, ...overrides });
  const runner = fakeRunner(({ words }) => ({ stdoutText: printed[words[0]] ?? '' }));
  return measure(plan, { ...TOOLS, runner });
}

const failureOf = (measurement: Measurement): unknown =>
  measurement.kind === 'failed' ? measurement.failure.reason : null;

test('numbers in different units are refused, because their ratio means nothing', async () => {
  const mixed = await measured({ base: 'score: 12 ms', candidate: 'score: 12' });
  assert.deepEqual(failureOf(mixed), {
    kind: 'metric-unit',
    metric: 'score',
    printed: 'units',
    expected: 'ns',
  });
});

test('numbers in units of one kind are comparable, and their unit is kept', async () => {
  const ended = await measured({ base: 'score: 12 ms', candidate: 'score: 11000 us' });
  assert.equal(ended.kind, 'measured');
  const [sample] = ended.samples;
  assert.deepEqual([sample?.values, sample?.valueUnits], [{ score: 12e6 }, { score: 'ns' }]);
});

test('a printed unit that the declared one does not allow is told with both', async () => {
  const claimed = { ...metricNamed('score'), unit: 'ns', shownIn: 'ms' };
  const printed = { base: 'score: 12', candidate: 'score: 12 MB' };
  assert.deepEqual(failureOf(await measured(printed, { claimed })), {
    kind: 'metric-unit',
    metric: 'score',
    printed: 'MB',
    expected: 'ms',
  });
  const bare = await measured({ base: 'score: 12', candidate: 'score: 11 ms' }, { claimed });
  assert.equal(bare.kind, 'measured');
  assert.deepEqual(bare.samples[0]?.values, { score: 12e6 });
  assert.equal(bare.samples[0]?.valueUnits, undefined);
});

test('a metric may have any name that can be printed', async () => {
  for (const name of ['constructor', '__proto__']) {
    const ended = await measured(
      { base: `${name}: 3`, candidate: `${name}: 3` },
      { claimed: metricNamed(name) },
    );
    assert.equal(ended.kind, 'measured', name);
    assert.deepEqual(Object.entries(ended.samples[0]?.values ?? {}), [[name, 3]]);
    const silent = await measured({}, { claimed: metricNamed(name) });
    assert.deepEqual(failureOf(silent), { kind: 'metric-missing', metric: name });
  }
});

test('what runs before and after a sample is kept with it and shortens the measurement', async () => {
  const slow = { kind: 'words', words: ['prepare'] } as const;
  const stopping = { ...planFor(BASE, [CANDIDATE]).stopping, timeLimitMs: 4_000 };
  const run = async (prepared: boolean): Promise<Measurement> => {
    const prepare = prepared ? slow : null;
    const surroundings = { prepare, cleanup: prepare, stdinPath: null };
    const plan = planFor(BASE, [CANDIDATE], { stopping, surroundings });
    const runner = fakeRunner(({ words }) => ({ wallNs: words[0] === 'prepare' ? 45e6 : 10e6 }));
    return measure(plan, { ...TOOLS, runner });
  };
  const [plain, around] = [await run(false), await run(true)];
  assert.equal(plain.samples[0]?.aroundNs, undefined);
  assert.equal(around.samples[0]?.aroundNs, 90e6);
  const spentMs = around.samples.length * 100;
  assert.ok(spentMs <= 4_000, `${spentMs} ms were spent`);
  assert.ok(plain.samples.length * 100 > 4_000, `${plain.samples.length} samples fit without`);
});
