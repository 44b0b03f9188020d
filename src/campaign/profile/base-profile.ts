import { at } from '../../base/index.ts';
import type { Repository } from '../../git/index.ts';
import type { ProfiledWorkload } from '../../model/index.ts';
import {
  type ExplainableGain,
  explainableGain,
  functionIndex,
  worthMeasuring,
} from '../../profile/index.ts';
import { newestProfileOf, originOf, profilesFolder } from './kept-profiles.ts';
import { committedSources } from './committed-sources.ts';
import { asWritten, keptRuns } from './kept-runs.ts';
import { touchedRanges } from './touched-ranges.ts';

/** What the profile of a base says about a change to it, on one benchmark. */
export interface GainExpectation {
  readonly benchmark: string;
  /** What the shares are shares of. */
  readonly of: 'wall' | 'cpu';
  readonly explainable: ExplainableGain;
  /** Why even the best outcome could not be seen; null when it could, or nobody knows. */
  readonly hopeless: string | null;
}

/** Where the touched code stood in the profile, and which profile that was. */
export interface GainExpectations {
  readonly profile: string;
  readonly benchmarks: readonly GainExpectation[];
}

/** A metric on which a gain is looked for. */
export interface GainClaim {
  readonly benchmark: string;
  readonly metric: string;
}

/** A base and the suite that it is judged by. */
export interface ProfiledBase {
  readonly repository: Repository;
  readonly commit: string;
  readonly suiteHash: string;
}

/**
 * Says that a base was profiled, but only with another suite than the one that judges, so that
 * nothing follows from it; null when there is nothing to say.
 */
export async function profileOfOtherSuite(
  { repository, commit, suiteHash }: ProfiledBase,
  signal: AbortSignal,
): Promise<string | null> {
  const profiles = await profilesFolder(repository.root, signal);
  const wanted = { commit, benchmarks: [] };
  const other = newestProfileOf(profiles, { ...wanted, suiteHash: null });
  return other === null || newestProfileOf(profiles, { ...wanted, suiteHash }) !== null
    ? null
    : `The base was profiled with another suite (profile ${other.id}), so that profile counts ` +
        'for nothing here. "hone profile" takes one with the suite of today.';
}

/**
 * Why nothing that a patch can do could be seen on any metric that is claimed; null when something
 * could, or is not known: a share of time bounds no gain on another metric.
 *
 * @param claims - of each benchmark
 */
export function hopelessGain(
  { profile, benchmarks }: GainExpectations,
  claims: readonly GainClaim[],
): string | null {
  const reasons = claims.map(({ benchmark, metric }) => {
    const own = benchmarks.find((one) => one.benchmark === benchmark && one.of === metric);
    return own?.hopeless ?? null;
  });
  const [first] = reasons;
  return first === undefined || first === null || reasons.includes(null)
    ? null
    : `${first} (profile ${profile}; --measure-all measures it all the same)`;
}

/**
 * For which benchmarks the profile of a base bounds no gain, and why: there nothing is refused
 * before it was measured and no gain is doubted for its size. Nothing without a profile.
 *
 * @param claims - of each benchmark
 */
export async function unboundedGains(
  base: ProfiledBase,
  claims: readonly GainClaim[],
  signal: AbortSignal,
): Promise<string | null> {
  const profiles = await profilesFolder(base.repository.root, signal);
  const { commit, suiteHash } = base;
  const kept = newestProfileOf(profiles, { commit, benchmarks: [], suiteHash });
  const reasons = claims.flatMap(({ benchmark, metric }) => {
    const workload = kept?.report.workloads.find((one) => one.benchmark === benchmark);
    const why = workload === undefined ? null : unbounded(workload, metric);
    return why === null ? [] : [`${benchmark} ${metric} (${why})`];
  });
  return reasons.length === 0
    ? null
    : `The profile of the base bounds no gain on ${reasons.join('; ')}. There nothing is refused ` +
        'before it was measured, and no gain is doubted because of what the touched code takes.';
}

/** Why the profile of a workload bounds no gain on a metric; null when it does. */
function unbounded(workload: ProfiledWorkload, metric: string): string | null {
  const { bound_of: of } = workload;
  if (metric !== 'wall' && metric !== 'cpu') {
    return 'a profile of time says nothing about it';
  }
  if (of !== metric) {
    return of === null ? 'its critical path is not known' : `the profile is of its ${of} time`;
  }
  return timedBy(workload) === 'perf'
    ? 'perf names compiled functions without their files, and inlined ones like their callers'
    : null;
}

function timedBy({ methods }: ProfiledWorkload): 'v8-cpu' | 'perf' {
  return methods.some(({ source }) => source === 'perf') ? 'perf' : 'v8-cpu';
}

/**
 * What the newest kept profile of a base says about a patch.
 *
 * @param objectsDir - besides the repository's own objects
 * @returns null when the base was not profiled, or nothing of its profile can be used
 */
export async function expectedGain(
  base: ProfiledBase & { readonly tree: string },
  patch: string,
  signal: AbortSignal,
): Promise<GainExpectations | null> {
  const profiles = await profilesFolder(base.repository.root, signal);
  const { commit, suiteHash } = base;
  const kept = newestProfileOf(profiles, { commit, benchmarks: [], suiteHash });
  const origin = kept === null ? null : originOf(kept);
  if (kept === null || origin === null) {
    return null;
  }
  const touched = touchedRanges(patch);
  const own = touched.map(({ file }) => file);
  const { workloads } = kept.report;
  const raw = workloads.map((one) => keptRuns(kept, origin, one, 'time'));
  const { runs: written, sourceOf } = await asWritten(kept, origin, raw.flat(), (files) =>
    committedSources(base.repository, base.tree, new Set([...own, ...files]), signal),
  );
  const index = functionIndex(origin.subject);
  let taken = 0;
  const benchmarks = workloads.flatMap((workload, number): GainExpectation[] => {
    const runs = written.slice(taken, (taken += at(raw, number).length));
    const { denominator } = workload;
    if (runs.length < 2) {
      return [];
    }
    const source = timedBy(workload);
    const explainable = explainableGain({ runs, index, touched, sourceOf, denominator, source });
    if (explainable === null) {
      return [];
    }
    // A line outside of every function may be a setting that other code lives by.
    const { kind, reason } = worthMeasuring(explainable, workload.smallest_effect);
    const isHopeless = kind === 'hopeless' && explainable.wholeFiles.length === 0;
    return [
      {
        benchmark: workload.benchmark,
        of: denominator === 'process-cpu' ? 'cpu' : 'wall',
        explainable,
        hopeless: isHopeless ? reason : null,
      },
    ];
  });
  return benchmarks.length === 0 ? null : { profile: kept.id, benchmarks };
}
