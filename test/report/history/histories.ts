import type {
  History,
  HistoryChange,
  HistoryPoint,
  HistorySegment,
  Measurement,
} from '../../../src/model/index.ts';
import { aMeasurement } from '../../model/a-measurement.ts';

/** A measurement of 20 samples around `median`, in ns. */
export function measurement(commit: string, median: number): Measurement {
  return aMeasurement({ commit, median });
}

function point(index: number, value: number, before: number | null): HistoryPoint {
  const commit = `${String(index).padStart(2, '0')}abcdef0123456789`;
  return {
    commit,
    committedAt: `2025-01-${String(index + 1).padStart(2, '0')}T00:00:00.000Z`,
    subject: `<b>change</b> ${index} & more`,
    value,
    change: before === null ? null : value / before - 1,
    measurements: [measurement(commit, value)],
  };
}

/** A change of level from point 5 to point 6. */
export const CHANGE: HistoryChange = {
  after: '05abcdef0123456789',
  until: '06abcdef0123456789',
  index: 6,
  ratio: { estimate: 1.081, lo: 1.06, hi: 1.103, confidence: 0.95 },
  difference: null,
  p: 0.002,
  effect: 'worse',
};

/** Twelve commits with a step up in the middle. */
export function segment(more: Partial<HistorySegment> = {}): HistorySegment {
  const values = Array.from({ length: 12 }, (_, index) => (index < 6 ? 50e6 : 54e6) + index * 1e4);
  return {
    machine: { fingerprint: 'm1', words: 'Fast CPU, 4 cores', kernel: '6.1' },
    suiteHash: 'suite-1-and-more',
    benchmarkHash: 'b1',
    placement: 'free',
    starts: ['first'],
    points: values.map((value, index) => point(index, value, values[index - 1] ?? null)),
    changes: [CHANGE],
    searched: true,
    trend: { points: 6, perPoint: 0.001, isRatio: true, total: 0.005, p: 0.001 },
    ...more,
  };
}

/** One series of one segment. */
export function historyOf(segments: readonly HistorySegment[]): History {
  return {
    schema: 'hone.history.v1',
    createdAt: '2025-02-01T00:00:00.000Z',
    line: { name: 'main', head: '11abcdef0123456789', commits: 40, isCut: false },
    since: null,
    alpha: 0.01,
    series: [
      {
        benchmark: 'parse',
        metric: 'wall',
        unit: 'ns',
        direction: 'lower',
        claimed: true,
        segments: [...segments],
        elsewhere: [{ ...measurement('x', 1), kind: 'holdout' }],
      },
    ],
    gaps: [{ run: '20250130-142501-k7xw', text: 'its samples are gone' }],
  };
}
