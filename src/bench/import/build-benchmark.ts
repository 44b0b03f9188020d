import { assert } from '../../base/index.ts';
import type { Direction } from '../../model/index.ts';
import type { ImportedBenchmark, ImportedSummary } from './imported.ts';

/** What a series of numbers means. */
export interface Measure {
  readonly metric: string;
  readonly unit: string;
  readonly direction: Direction;
}

/** Time on the clock, in ns; for a benchmark inside a program the time of one operation. */
export const WALL: Measure = { metric: 'wall', unit: 'ns', direction: 'lower' };

/** User and system time together, in ns. */
export const CPU: Measure = { metric: 'cpu', unit: 'ns', direction: 'lower' };

/** Peak resident memory, in bytes. */
export const RSS: Measure = { metric: 'rss', unit: 'bytes', direction: 'lower' };

/** Bytes that one operation allocates. */
export const ALLOCATED: Measure = { metric: 'allocated', unit: 'bytes', direction: 'lower' };

/** Operations in a second. */
export const THROUGHPUT: Measure = { metric: 'throughput', unit: 'ops/s', direction: 'higher' };

/** Bytes that pass in a second. */
export const BANDWIDTH: Measure = { metric: 'bandwidth', unit: 'bytes/s', direction: 'higher' };

/** What a benchmark is known by: two results are compared where both parts agree. */
export interface Identity {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * A benchmark with raw samples.
 *
 * @param samples - in the unit of `measure`, finite, at least 0, at least one
 */
export function sampled(
  identity: Identity,
  measure: Measure,
  samples: readonly number[],
): ImportedBenchmark {
  assert(samples.length > 0, 'a sampled benchmark has samples');
  return {
    id: identity.id,
    parameters: identity.parameters,
    ...measure,
    samples,
    summary: null,
    paired: false,
  };
}

/** A benchmark of which the file has only figures such as mean and deviation. */
export function summarised(
  identity: Identity,
  measure: Measure,
  summary: Partial<ImportedSummary>,
): ImportedBenchmark {
  return {
    id: identity.id,
    parameters: identity.parameters,
    ...measure,
    samples: [],
    summary: {
      n: null,
      mean: null,
      median: null,
      standardDeviation: null,
      minimum: null,
      maximum: null,
      ...summary,
    },
    paired: false,
  };
}

/** The facts that a file gave, without those that it did not. */
export function contextOf(facts: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== null),
  );
}
