import type {
  BaselineMetrics,
  PerformanceComparison,
  Suite,
  Target,
  TargetDistance,
  TrackedMetric,
} from '../../../model/index.ts';
import { mediansOfBaseline, targetDistances } from '../../../plan/index.ts';
import { formatValue } from '../../../report/index.ts';
import { readTargets } from '../../../suite/index.ts';
import { heldTarget } from '../held-target.ts';
import { comparedOn } from './measured-targets.ts';
import type { TaskRecords } from './task-records.ts';

/** Something that was measured of a metric, with its time. */
type Source =
  | { readonly kind: 'comparison'; readonly at: string; readonly from: PerformanceComparison }
  | { readonly kind: 'baseline'; readonly at: string; readonly from: BaselineMetrics };

/**
 * The numbers that the campaign is about: each metric that hone.yaml or a task has a target for,
 * with the strictest of them. The current value is the newest that was measured, and the base the
 * oldest that was measured on the same suite; a task that was abandoned counts for neither.
 */
export function campaignMetrics(all: readonly TaskRecords[], suite: Suite): TrackedMetric[] {
  const records = all.filter(({ state }) => state.status.kind !== 'abandoned');
  const runs = records.flatMap((one) => one.runs);
  const baselines = runs
    .flatMap(({ baseline }) => baseline ?? [])
    .toSorted((left, right) => (left.capture_date < right.capture_date ? -1 : 1));
  const sources: Source[] = [
    ...baselines.map((from): Source => ({ kind: 'baseline', at: from.capture_date, from })),
    ...runs.flatMap(({ comparison: from }): Source[] => {
      return from === null ? [] : [{ kind: 'comparison', at: from.compared_at, from }];
    }),
  ].toSorted((left, right) => (left.at < right.at ? 1 : -1));
  const named = records.flatMap(({ task }) => {
    return task.targets.flatMap(({ text }) => readTargets([text], suite).targets);
  });
  return strictest([...suite.targets, ...named]).map((target) => {
    return metricFor(target, suite, sources, baselines);
  });
}

/** One target for each metric, in the order in which they were named first. */
function strictest(targets: readonly Target[]): Target[] {
  const found = new Map<string, Target>();
  for (const target of targets) {
    const key = `${target.benchmark} ${target.metric}`;
    const other = found.get(key);
    found.set(key, other === undefined ? target : stricter(other, target));
  }
  return [...found.values()];
}

function stricter(one: Target, other: Target): Target {
  const isLess = (other.atMost ?? Infinity) < (one.atMost ?? Infinity);
  const isMore = (other.atLeast ?? -Infinity) > (one.atLeast ?? -Infinity);
  return isLess || isMore ? other : one;
}

function metricFor(
  target: Target,
  suite: Suite,
  sources: readonly Source[],
  baselines: readonly BaselineMetrics[],
): TrackedMetric {
  const name = `${target.benchmark} ${target.metric}`;
  const wanted = { ...suite, targets: [target] };
  for (const source of sources) {
    const compared = source.kind === 'comparison' ? comparedOn(source.from, target) : null;
    const medianOf =
      source.kind === 'baseline'
        ? mediansOfBaseline(suite, source.from)
        : () => compared && { value: compared.candidate.median, unit: compared.unit };
    const [distance] = targetDistances(wanted, medianOf);
    if (distance === undefined || distance.current === null) {
      continue;
    }
    const held = heldTarget(distance, compared);
    const interval = held.interval ?? intervalOf(source, target.benchmark);
    return {
      name,
      base: baseOf(distance, source.from.suiteHash, suite, baselines),
      current: { value: held.value ?? '', interval },
      target: held.wanted,
      // A baseline has no interval, and what is not sure is not reached.
      state: compared === null && held.state === 'reached' ? 'unclear' : held.state,
    };
  }
  const [distance] = targetDistances(wanted, () => null);
  const text = distance === undefined ? null : heldTarget(distance, null).wanted;
  return { name, base: null, current: null, target: text, state: 'not-measured' };
}

/** A baseline is measured without a pair, so it has a number of runs and no interval. */
function intervalOf(source: Source, benchmark: string): string {
  const found =
    source.kind === 'comparison'
      ? undefined
      : source.from.benchmarks.find((one) => one.benchmark === benchmark);
  return found === undefined ? 'none' : `none (n = ${found.n})`;
}

/** Values of another suite can't be held against those of this one. */
function baseOf(
  { benchmark, metric, unit }: TargetDistance,
  suiteHash: string | null,
  suite: Suite,
  baselines: readonly BaselineMetrics[],
): string | null {
  for (const baseline of baselines.filter((one) => one.suiteHash === suiteHash)) {
    const median = mediansOfBaseline(suite, baseline)(benchmark, metric);
    if (median !== null) {
      return formatValue(median.value, unit);
    }
  }
  return null;
}
