import type { Repository } from '../../git/index.ts';
import {
  type ExplainableGain,
  explainableGain,
  functionIndex,
  worthMeasuring,
} from '../../profile/index.ts';
import { newestProfileOf, originOf, profilesFolder } from './kept-profiles.ts';
import { committedSources } from './committed-sources.ts';
import { keptRuns } from './kept-runs.ts';
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
  const files = new Set(touched.map(({ file }) => file));
  const sourceOf = await committedSources(base.repository, base.tree, files, signal);
  const benchmarks = kept.report.workloads.flatMap((workload): GainExpectation[] => {
    const runs = keptRuns(kept, origin, workload, 'time');
    const { denominator } = workload;
    if (runs.length < 2 || denominator === 'request-latency-p95') {
      return [];
    }
    const index = functionIndex(origin.subject);
    const explainable = explainableGain({ runs, index, touched, sourceOf, denominator });
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
