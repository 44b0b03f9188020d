import { at, NS_PER_MS } from '../../base/index.ts';
import type { MeanOverRuns, ProfiledWorkload, ShareOverRuns } from '../../model/index.ts';
import type { FrameKind } from '../profile.ts';
import { functionShares } from './function-shares.ts';
import { REPORTED_PACKAGES_MAX } from './limits.ts';
import { isListed } from './listed-function.ts';
import { runInterval, shareInterval } from './share-interval.ts';
import type { PackageWeight, Weighing, WeighedRun } from './weigh-run.ts';
import type { WorkloadFacts } from './workload-facts.ts';
import type { WorkloadView } from './workload-view.ts';

/** Functions whose share says how flat a program is. */
const FLAT_TOP = 10;

/** A workload as a whole: totals, kinds, packages, how flat it is, what weakens it. */
export function workloadSummary(facts: WorkloadFacts, view: WorkloadView): ProfiledWorkload {
  const { benchmark, command, methods, smallestEffect, runs, unprofiled, io } = facts;
  const isTime = runs.every(({ unit }) => unit === 'ns');
  const allocated = runs.flatMap(({ allocation }) => (allocation === null ? [] : [allocation]));
  return {
    benchmark,
    command,
    methods: [...methods],
    denominator: view.denominator,
    bound_of: view.boundOf,
    smallest_effect: smallestEffect,
    totals: {
      wall_ms: meanOf(unprofiled.wallNs, NS_PER_MS),
      cpu_ms: meanOf(unprofiled.cpuNs, NS_PER_MS),
      peak_rss_bytes: meanOf(unprofiled.peakRssBytes, 1),
      profiled_ms: isTime
        ? meanOf(
            view.weighings.map(({ total }) => total),
            NS_PER_MS,
          )
        : null,
      alloc_bytes: meanOf(
        allocated.map(({ total }) => total),
        1,
      ),
      shares: kindShares(runs),
      io: io === null ? null : { ...io },
    },
    packages: packagesOf(view.weighings),
    flat: flatness(facts, view),
    caveats: caveatsOf(facts, view),
  };
}

function meanOf(values: readonly number[], unit: number): MeanOverRuns | null {
  return values.length === 0
    ? null
    : runInterval(
        values.map((value) => value / unit),
        { min: 0, max: Infinity },
      );
}

/** On the critical path if it is known, otherwise in all threads; all of the time is the whole. */
function kindShares(runs: readonly WeighedRun[]): ProfiledWorkload['totals']['shares'] {
  const totals = runs.map(({ kinds }) => Object.values(kinds).reduce((sum, one) => sum + one, 0));
  const share = (kind: FrameKind): ShareOverRuns =>
    shareInterval(
      runs.map(({ kinds }, run) => (at(totals, run) === 0 ? 0 : kinds[kind] / at(totals, run))),
    );
  return {
    js: share('js'),
    native: share('native'),
    builtin: share('builtin'),
    gc: share('gc'),
    compile: share('compile'),
    runtime: share('runtime'),
    idle: share('idle'),
    preempted: share('preempted'),
    unknown: share('unknown'),
  };
}

function packagesOf(weighings: readonly Weighing[]): ProfiledWorkload['packages'] {
  const found = new Map<string, PackageWeight>(weighings.flatMap(({ packages }) => [...packages]));
  return [...found]
    .map(([key, { owner, package: name }]) => {
      const over = (value: (one: PackageWeight) => number): ShareOverRuns =>
        shareInterval(
          weighings.map(({ packages, total }) => {
            const one = packages.get(key);
            return one === undefined ? 0 : Math.min(1, Math.max(0, value(one) / total));
          }),
        );
      const share = {
        actionable: over(({ actionable }) => actionable),
        inclusive: over(({ inclusive }) => inclusive),
      };
      return { package: name, owner, share };
    })
    .filter(({ share }) => share.inclusive.estimate > 0)
    .sort((left, right) => right.share.actionable.estimate - left.share.actionable.estimate)
    .slice(0, REPORTED_PACKAGES_MAX);
}

function flatness({ index }: WorkloadFacts, { weighings }: WorkloadView): ProfiledWorkload['flat'] {
  const all = functionShares(weighings, isListed(index), Infinity);
  const top = all.slice(0, FLAT_TOP);
  return {
    covered_top_10: shareInterval(
      weighings.map((_, run) =>
        Math.min(
          1,
          top.reduce((sum, { runs }) => sum + at(runs, run), 0),
        ),
      ),
    ),
    functions_seen: all.length,
  };
}

function caveatsOf({ runs, caveats, unprofiled }: WorkloadFacts, view: WorkloadView): string[] {
  return [
    ...new Set([
      ...view.caveats,
      ...(runs.length === 1
        ? ['One profiled run has no interval; nothing in it can be told from chance.']
        : []),
      ...(unprofiled.wallNs.length === 0
        ? ['No time without a profiler is known, so shares are not given in milliseconds.']
        : []),
      ...caveats,
      ...alike(runs.flatMap((run) => run.caveats)),
    ]),
  ].filter((caveat) => caveat.trim() !== '');
}

/** Caveats of many profiles that differ in their figures alone, one of each kind. */
function alike(caveats: readonly string[]): string[] {
  const kinds = Map.groupBy(caveats, (caveat) => caveat.replaceAll(/\d+(?:[.,]\d+)*/g, '#'));
  return [...kinds.values()].flatMap(([first = '', ...others]) =>
    others.length === 0
      ? [first]
      : [`${first} (In ${others.length} more ${others.length === 1 ? 'run' : 'runs'} alike.)`],
  );
}
