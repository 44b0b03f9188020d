import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { measure, type Measurement, type Seat, type Settled } from '../../../src/bench/index.ts';
import type { MeasurePlan } from '../../../src/bench/measure/plan.ts';
import { temporaryFolder } from '../runner/bench-setup.ts';
import { fakeRunner } from './fake-runner.ts';
import { planFor } from './simulated.ts';

const BASE = { name: 'base', wallNs: 1, cpuShare: 1 };
const CANDIDATE = { name: 'candidate', wallNs: 1, cpuShare: 1 };
const CLEAN: Settled = { wrote: { count: 0, names: [] }, remains: [] };

/** Measures with a seat for each side and writes down what happened in which order. */
async function seated(
  t: TestContext,
  settled: (side: string) => Settled,
  overrides: Partial<MeasurePlan> = {},
): Promise<{ measurement: Measurement; happened: string[]; scratch: string }> {
  const scratch = temporaryFolder(t);
  const happened: string[] = [];
  const plan = planFor(BASE, [CANDIDATE], overrides);
  const runnerOf = (side: string) =>
    fakeRunner(({ words, keepStdoutAt }) => {
      happened.push(`${side} runs ${words[0]}`);
      if (keepStdoutAt !== null) {
        writeFileSync(keepStdoutAt, side);
      }
      return { outputSha256: side };
    });
  const seats = new Map(
    ['base', 'candidate'].map((side): [string, Seat] => {
      const folder = join(scratch, side);
      mkdirSync(folder);
      const settle = async (): Promise<Settled> => {
        happened.push(`${side} is put back`);
        return settled(side);
      };
      return [
        side,
        { runner: runnerOf(side), env: {}, keepStdoutAt: join(folder, 'kept'), settle },
      ];
    }),
  );
  const measurement = await measure(plan, {
    runner: runnerOf('engine'),
    signal: new AbortController().signal,
    scratch,
    recorded: [],
    beforeBatch: async () => undefined,
    onBatch: () => undefined,
    onProgress: () => undefined,
    seatOf: ({ name }) => {
      const seat = seats.get(name);
      assert.ok(seat !== undefined);
      return seat;
    },
  });
  return { measurement, happened, scratch };
}

test('each side runs in its own seat and is put back after every sample', async (t) => {
  const { measurement, happened } = await seated(t, () => CLEAN, { output: { kind: 'ignore' } });
  assert.equal(measurement.kind, 'measured');
  assert.equal(happened.length, measurement.samples.length * 2);
  for (let index = 0; index < happened.length; index += 2) {
    const [ran, putBack] = happened.slice(index, index + 2).map((text) => text.split(' ')[0]);
    assert.equal(ran, putBack);
  }
  assert.ok(measurement.samples.every((sample) => !('wrote' in sample)));
});

const baseOnly = (side: string): Settled =>
  side === 'base' ? CLEAN : { ...CLEAN, remains: ['a thing'] };

test('what can not be put back ends the measurement and names the side', async (t) => {
  const { measurement } = await seated(t, baseOnly, { output: { kind: 'ignore' } });
  assert.ok(measurement.kind === 'failed');
  assert.equal(measurement.failure.side, 'candidate');
  assert.deepEqual(measurement.failure.reason, { kind: 'remains', what: ['a thing'] });
});

test('outputs for a comparator leave the seat before anything else runs in it', async (t) => {
  const command = { kind: 'words', words: ['compare'] } as const;
  const { measurement, happened, scratch } = await seated(t, () => CLEAN, {
    output: { kind: 'command', command },
  });
  assert.equal(measurement.kind, 'measured');
  assert.equal(readFileSync(join(scratch, 'output-of-base'), 'utf8'), 'base');
  const compared = happened.indexOf('engine runs compare');
  assert.ok(compared > 0, 'the comparator is not run by a side');
  assert.equal(happened[compared + 1], 'base is put back', 'and what it wrote goes too');
});
