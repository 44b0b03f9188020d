import type {
  Decision,
  DevManifest,
  EnvelopeField,
  MeasuredEffect,
  MetricComparison,
  MetricResult,
  MetricsByBenchmark,
  PerformanceComparison,
  SamplesRef,
  Suite,
  VerdictKind,
} from '../model/index.ts';
import { assert } from '../base/index.ts';
import { mediansOfCandidate } from './medians.ts';
import { targetDistances } from './target-distance.ts';

/** A comparison before it is written. */
export type ComparisonBody = Omit<PerformanceComparison, EnvelopeField>;

/** A manifest before it is written. */
export type DevManifestBody = Omit<DevManifest, EnvelopeField>;

/** What before and after are compared from. */
export interface ComparisonFacts {
  readonly suite: Suite;
  readonly baseCommit: string;
  readonly candidateCommit: string;
  /** The whole stack against the base, on fresh samples. */
  readonly metrics: MetricsByBenchmark;
  readonly samples: SamplesRef;
  readonly now: string;
}

/** Before against after as it is written down; nothing is judged again. */
export function performanceComparison(facts: ComparisonFacts): ComparisonBody {
  const { suite, metrics } = facts;
  const comparisons = Object.entries(metrics).flatMap(([benchmark, results]) =>
    Object.entries(results).map(([metric, result]) => comparisonOf(benchmark, metric, result)),
  );
  const countOf = (kind: VerdictKind): number =>
    comparisons.filter(({ verdict }) => verdict === kind).length;
  return {
    compared_at: facts.now,
    base_commit: facts.baseCommit,
    candidate_commit: facts.candidateCommit,
    comparisons,
    targets: targetDistances(suite, mediansOfCandidate(metrics)),
    counts: {
      improved: countOf('improved'),
      regressed: countOf('regressed'),
      unchanged: countOf('unchanged'),
      inconclusive: countOf('inconclusive'),
    },
    samples: facts.samples,
  };
}

function comparisonOf(benchmark: string, metric: string, result: MetricResult): MetricComparison {
  const { ratio, difference, pairs, base, candidate } = result;
  return {
    benchmark,
    metric,
    unit: result.unit,
    direction: result.direction,
    placement: result.placement,
    claimed: result.claimed,
    base: { median: base.median, mad: base.mad },
    candidate: { median: candidate.median, mad: candidate.mad },
    ratio: ratio === null ? null : { ...ratio },
    difference: difference === undefined ? null : { ...difference },
    pairs: { ...pairs },
    p_value: result.pValue,
    min_effect: result.minEffect,
    verdict: result.verdict,
    reason: result.reason,
  };
}

/** What a manifest is made from. */
export interface ManifestFacts {
  readonly baseCommit: string;
  readonly stackCommit: string | null;
  readonly branch: string | null;
  readonly decisions: readonly Decision[];
  readonly files: Pick<
    DevManifest,
    'files_created' | 'files_modified' | 'files_deleted' | 'dependencies_added' | 'tests_added'
  >;
  readonly now: string;
}

/** Each kept proposal with its commit and effect, each refused one with the reason. */
export function devManifest(facts: ManifestFacts): DevManifestBody {
  const { decisions } = facts;
  const kept = decisions
    .filter(({ decision }) => decision === 'kept')
    .map((one) => {
      assert(one.commit !== null, 'what is kept has a commit');
      return {
        proposal: one.proposal,
        title: one.title,
        commit: one.commit,
        decision: 'kept' as const,
        reason: one.reason,
        effects: effectsOf(one.metrics),
        ...(one.notes.length === 0 ? {} : { notes: one.notes.map(({ text }) => text) }),
        ...handedInElsewhere(one),
      };
    });
  const rejected = decisions.flatMap((one) =>
    one.decision === 'kept'
      ? []
      : [
          {
            proposal: one.proposal,
            title: one.title,
            decision: one.decision,
            check: one.check,
            reason: one.reason,
            effects: effectsOf(one.metrics),
            ...handedInElsewhere(one),
          },
        ],
  );
  const waiting = rejected.filter(({ decision }) => decision === 'needs-person').length;
  return {
    created_at: facts.now,
    summary:
      `${kept.length} of ${decisions.length} proposals were kept, ` +
      `${rejected.length - waiting} rejected, ${waiting} wait for a person.`,
    base_commit: facts.baseCommit,
    stack_commit: facts.stackCommit,
    branch: facts.branch,
    optimizations: kept,
    rejected,
    ...facts.files,
  };
}

/** What git rebased before it was judged, so that both of its identities stand in the manifest. */
function handedInElsewhere({ ontoBase }: Decision): Pick<DevManifest['rejected'][0], 'onto_base'> {
  return ontoBase === undefined ? {} : { onto_base: ontoBase };
}

function effectsOf(metrics: MetricsByBenchmark): MeasuredEffect[] {
  return Object.entries(metrics).flatMap(([benchmark, results]) =>
    Object.entries(results).map(([metric, result]) => ({
      benchmark,
      metric,
      unit: result.unit,
      direction: result.direction,
      placement: result.placement,
      base_median: result.base.median,
      candidate_median: result.candidate.median,
      ratio: result.ratio === null ? null : { ...result.ratio },
      pairs: result.pairs.confirmation,
      verdict: result.verdict,
      reason: result.reason,
    })),
  );
}
