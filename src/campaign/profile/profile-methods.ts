import { ALLOC_INTERVAL_BYTES, PERF_HZ } from '../../collect/index.ts';
import type { MeanOverRuns, ProfileMethod } from '../../model/index.ts';
import { welchTest } from '../../stats/index.ts';
import type { KeptFile } from './kept-profiles.ts';
import type { ProfileCollectors } from './profile-options.ts';

/** Confidence of every interval of a report. */
const CONFIDENCE = 0.95;

/** How a workload was looked at. */
export interface MethodFacts {
  readonly collectors: ProfileCollectors;
  readonly runs: number;
  /** Of time, in all runs. */
  readonly samples: number;
  readonly kept: readonly KeptFile[];
  /** Collections in a run; null when they were not counted. */
  readonly collections: MeanOverRuns | null;
  /** Of each run from start to end. */
  readonly wallNs: { readonly profiled: readonly number[]; readonly plain: readonly number[] };
}

/** The `methods` of a report: who sampled or counted what, and what all of them cost together. */
export function profileMethods(facts: MethodFacts): ProfileMethod[] {
  const { collectors, kept, collections, runs, samples } = facts;
  const overhead = overheadOf(facts.wallNs);
  const one = (
    source: ProfileMethod['source'],
    settings: string,
    seen: { readonly end: string | null; readonly samples: number },
  ): ProfileMethod => ({
    source,
    settings,
    runs,
    samples: seen.samples,
    overhead,
    artifacts: kept
      .filter(({ path }) => seen.end !== null && path.endsWith(`${seen.end}.gz`))
      .map(({ path, sha256 }) => ({ path, sha256 })),
  });
  const isV8 = kept.some(({ path }) => path.endsWith('.cpuprofile.gz'));
  return [
    isV8
      ? one('v8-cpu', `every ${collectors.cpuIntervalNs / 1_000} µs`, {
          end: '.cpuprofile',
          samples,
        })
      : one('perf', `${PERF_HZ} times a second`, { end: '.perf', samples }),
    ...(collectors.alloc
      ? [one('v8-alloc', `each ${ALLOC_INTERVAL_BYTES} bytes`, { end: '.heapprofile', samples: 0 })]
      : []),
    ...(collections === null
      ? []
      : [
          one('v8-gc', 'each collection', {
            end: null,
            samples: Math.round(collections.estimate * runs),
          }),
        ]),
  ];
}

/**
 * What the collectors added, from the times of profiled and of plain runs: those come one group
 * after the other, so that it is a hint and no measurement.
 */
function overheadOf({ profiled, plain }: MethodFacts['wallNs']): ProfileMethod['overhead'] {
  if (profiled.length < 2 || plain.length < 2 || [...profiled, ...plain].some((ns) => ns <= 0)) {
    return null;
  }
  const { difference, lo, hi } = welchTest(plain.map(Math.log), profiled.map(Math.log), CONFIDENCE);
  return { estimate: Math.expm1(difference), lo: Math.expm1(lo), hi: Math.expm1(hi) };
}
