import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../../src/base/index.ts';
import { judgeTogether, type Measured } from '../../../src/campaign/judge-measurement.ts';
import { STATISTICS_VERSION } from '../../../src/gates/index.ts';
import { metricNamed, type Sample } from '../../../src/model/index.ts';

/** Twenty pairs around 100 ms whose candidate takes `factor` of the base. */
function measured(factor: number, seed: number): Measured {
  const random = randomFrom(seed);
  const samples = Array.from({ length: 40 }, (_, slot): Sample => {
    const isBase = slot % 2 === 0;
    const noise = 1 + random.integer(1_000) / 10_000;
    return {
      slot,
      round: Math.floor(slot / 2),
      phase: 'confirmation',
      placement: 'free',
      benchmark: 'one',
      side: isBase ? 'base' : 'new',
      half: slot < 20 ? 0 : 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      wallNs: 1e8 * noise * (isBase ? 1 : factor),
      userNs: 5e7,
      systemNs: 1e6,
      peakRssBytes: 1e7,
      exit: { kind: 'exited', code: 0 },
      outputSha256: '0'.repeat(64),
      outputBytes: 0,
      leftovers: [],
      paddingBytes: 0,
      values: {},
    };
  });
  const claimed = metricNamed('wall');
  const screening = new Map([['new', 'win' as const]]);
  return { samples, base: 'base', candidates: ['new'], claimed, metrics: [], screening };
}

/** `verdict estimate lo hi p`, as a record shows them. */
function figures(family: readonly Measured[]): string[] {
  return judgeTogether(family, { sharedBase: true }).map((judged) => {
    const wall = judged.get('new')?.metrics['wall'];
    const { estimate, lo, hi } = wall?.ratio ?? { estimate: 0, lo: 0, hi: 0 };
    const numbers = [estimate, lo, hi, wall?.pValue ?? 0].map((one) => one.toPrecision(9));
    return [wall?.verdict, ...numbers].join(' ');
  });
}

test('these figures belong to the version of the statistics: raise it when they change', () => {
  assert.deepEqual(
    [STATISTICS_VERSION, ...figures([measured(0.9, 1), measured(1, 2), measured(1.03, 3)])],
    [
      2,
      'improved 0.907045381 0.889920789 0.923947862 0.0000104904175',
      'inconclusive 1.00165309 0.986666818 1.02313320 1.00000000',
      'regressed 1.03020210 1.01186196 1.04887465 0.00745868683',
    ],
  );
});
