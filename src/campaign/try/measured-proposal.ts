import {
  CONFIRMATION_PAIRS,
  type Measurement,
  type SampleFailure,
  type StoppingRule,
} from '../../bench/index.ts';
import { HoneError, ownField } from '../../base/index.ts';
import { type Outcome, shareOnHoldout } from '../../gates/index.ts';
import type { Benchmark, Holdout, Metric, MetricResult, Placement } from '../../model/index.ts';
import { judgeTogether, type Measured } from '../judge-measurement.ts';
import { placementClaimedBy, stoppingRule } from '../measure-plan.ts';
import type { GainClaim } from '../profile/base-profile.ts';
import { sampleFailureText } from '../sample-error.ts';
import { isCertainLoss } from './certain-loss.ts';
import { measureTrees, type NamedTree } from './measure-trees.ts';
import type { RunContext } from './run-context.ts';

/** What measuring one proposal gave; judged later, together with the others. */
export interface MeasuredProposal {
  readonly output: Outcome;
  readonly byBenchmark: ReadonlyMap<string, Measured>;
  readonly holdoutOutput: Outcome | null;
  readonly byHoldout: ReadonlyMap<string, Measured>;
}

/**
 * A confirmation of fixed size without screening: for guards, holdouts and the stack. The share of
 * the user's bound keeps cheap suites cheap.
 *
 * @param share - of the most pairs of a verdict; never fewer pairs than a confirmation needs
 */
export function confirmationOnly(
  run: RunContext,
  share: number,
  pairsMin: number = CONFIRMATION_PAIRS.min,
): StoppingRule {
  const { pairsMax, timeLimitMs } = run.started;
  const rule = stoppingRule(pairsMax, timeLimitMs, 'always');
  const wanted = Math.max(pairsMin, Math.round(pairsMax * share));
  const pairs = Math.min(pairsMax, wanted);
  return {
    ...rule,
    looks: [],
    confirmationPairs: { min: pairs, max: pairs },
  };
}

/**
 * Share of the pairs for benchmarks that are only guarded, and for holdouts, and the fewest. They
 * run pinned where that is possible: it is several times more precise for the same time, and they
 * can only take a gain away. The stack is measured again as the metric claims.
 */
const GUARD_SHARE = 0.4;
const GUARD_PAIRS_MIN = 10;

/** The metric of a benchmark that a proposal is measured for: its target's, else its first. */
export function claimedMetric(run: Pick<RunContext, 'suite'>, benchmark: Benchmark): Metric {
  const target = run.suite.targets.find((one) => one.benchmark === benchmark.id);
  const metric = benchmark.metrics.find((one) => one.name === target?.metric);
  return metric ?? benchmark.metrics[0];
}

/** What a benchmark is judged by. */
export function claimOf(run: Pick<RunContext, 'suite'>, benchmark: Benchmark): GainClaim {
  return { benchmark: benchmark.id, metric: claimedMetric(run, benchmark).name };
}

/**
 * Measures a proposal on one benchmark after the other: screening first, confirmation where
 * screening saw something. Once one got better, all others are only held against harm, and the
 * holdouts are run; once one certainly got worse before that, nothing can save the proposal and it
 * ends there. The first sample that can't be used ends it too.
 */
export async function measureProposal(
  run: RunContext,
  candidate: NamedTree,
): Promise<MeasuredProposal> {
  const byBenchmark = new Map<string, Measured>();
  const { pairsMax, timeLimitMs } = run.started;
  const screened = stoppingRule(pairsMax, timeLimitMs, 'after-signal');
  const testsMax = run.suite.benchmarks.length * run.started.proposals.length;
  for (const benchmark of run.suite.benchmarks) {
    run.hooks.onStage(`${candidate.name}: measuring ${benchmark.id}`);
    const result = await measureOn(run, candidate, benchmark, {
      key: 'measure',
      stopping: screened,
    });
    if (result.kind === 'failed') {
      return { output: result.outcome, byBenchmark, holdoutOutput: null, byHoldout: new Map() };
    }
    byBenchmark.set(benchmark.id, result.measured);
    const isLost = isCertainLoss(claimedResult(result.measured), testsMax);
    if (looksImproved(byBenchmark) || isLost) {
      break; // what is left only has to be guarded, or nothing can save it any more
    }
  }
  const output: Outcome = { kind: 'passed' };
  if (!looksImproved(byBenchmark)) {
    return { output, byBenchmark, holdoutOutput: null, byHoldout: new Map() };
  }
  const harmed = await guardTheRest(run, candidate, byBenchmark);
  if (harmed !== null) {
    return { output: harmed, byBenchmark, holdoutOutput: null, byHoldout: new Map() };
  }
  const holdouts = await runHoldouts(run, candidate);
  return { output, byBenchmark, ...(await settleHoldouts(run, candidate, byBenchmark, holdouts)) };
}

/** True when any benchmark, judged alone, improved: the family can only say so of fewer. */
function looksImproved(byBenchmark: ReadonlyMap<string, Measured>): boolean {
  return [...byBenchmark.values()].some(
    (measured) => claimedResult(measured)?.verdict === 'improved',
  );
}

async function guardTheRest(
  run: RunContext,
  candidate: NamedTree,
  byBenchmark: Map<string, Measured>,
): Promise<Outcome | null> {
  for (const benchmark of run.suite.benchmarks) {
    const measured = byBenchmark.get(benchmark.id);
    if (measured?.samples.some((sample) => sample.phase === 'confirmation') === true) {
      continue;
    }
    run.hooks.onStage(`${candidate.name}: checking ${benchmark.id} for harm`);
    const result = await measureOn(run, candidate, benchmark, {
      key: 'guard',
      stopping: confirmationOnly(run, GUARD_SHARE, GUARD_PAIRS_MIN),
      confirmIn: 'pinned',
    });
    if (result.kind === 'failed') {
      return result.outcome;
    }
    byBenchmark.set(benchmark.id, result.measured);
  }
  return null;
}

async function runHoldouts(
  run: RunContext,
  candidate: NamedTree,
): Promise<Pick<MeasuredProposal, 'holdoutOutput' | 'byHoldout'>> {
  const byHoldout = new Map<string, Measured>();
  for (const holdout of run.suite.holdout) {
    run.hooks.onStage(`${candidate.name}: trying inputs that it has not seen (${holdout.id})`);
    const result = await measureOn(run, candidate, holdout, {
      key: 'holdout',
      stopping: confirmationOnly(run, GUARD_SHARE, GUARD_PAIRS_MIN),
      confirmIn: 'pinned',
    });
    if (result.kind === 'failed') {
      return { holdoutOutput: result.outcome, byHoldout };
    }
    byHoldout.set(holdout.id, result.measured);
  }
  return { holdoutOutput: { kind: 'passed' }, byHoldout };
}

/** Share of the pairs for holdouts that could not tell; judged on these fresh pairs alone. */
const AGAIN_SHARE = 1;

type Holdouts = Pick<MeasuredProposal, 'holdoutOutput' | 'byHoldout'>;

/**
 * The first look at the holdouts is short. Where one looks slower, or none shows the gain and some
 * could not tell, those are measured again with more pairs, so that noise does not reject an honest
 * gain.
 */
async function settleHoldouts(
  run: RunContext,
  candidate: NamedTree,
  byBenchmark: ReadonlyMap<string, Measured>,
  first: Holdouts,
): Promise<Holdouts> {
  const gained = bestGain(byBenchmark);
  if (first.holdoutOutput?.kind !== 'passed' || gained === null) {
    return first;
  }
  const again = holdoutsToSettle(gained, first.byHoldout);
  const byHoldout = new Map(first.byHoldout);
  for (const holdout of run.suite.holdout.filter(({ id }) => again.includes(id))) {
    run.hooks.onStage(`${candidate.name}: looking closer at ${holdout.id}`);
    const result = await measureOn(run, candidate, holdout, {
      key: 'holdout-again',
      stopping: confirmationOnly(run, AGAIN_SHARE),
      confirmIn: 'pinned',
    });
    if (result.kind === 'failed') {
      return { holdoutOutput: result.outcome, byHoldout };
    }
    byHoldout.set(holdout.id, result.measured);
  }
  return { holdoutOutput: first.holdoutOutput, byHoldout };
}

function holdoutsToSettle(
  gained: MetricResult,
  byHoldout: ReadonlyMap<string, Measured>,
): string[] {
  const looked = [...byHoldout].map(([id, measured]) => {
    const result = claimedResult(measured);
    const share = result === null ? 'unclear' : shareOnHoldout(gained, result);
    return { id, share, slower: result?.verdict === 'regressed' };
  });
  const shown = looked.some(({ share }) => share === 'shown');
  return looked
    .filter(({ share, slower }) => slower || (!shown && share === 'unclear'))
    .map(({ id }) => id);
}

function logGain(result: MetricResult | null | undefined): number {
  return Math.abs(Math.log(result?.ratio?.estimate ?? 1));
}

/** The claimed result of the benchmark that gained most, judged alone. */
function bestGain(byBenchmark: ReadonlyMap<string, Measured>): MetricResult | null {
  const improved = [...byBenchmark.values()]
    .map(claimedResult)
    .filter((result) => result?.verdict === 'improved');
  return improved.sort((left, right) => logGain(right) - logGain(left))[0] ?? null;
}

function claimedResult(measured: Measured): MetricResult | null {
  const [judged] = judgeTogether([measured]);
  const one = judged?.values().next().value;
  return ownField(one?.metrics ?? {}, measured.claimed.name) ?? null;
}

type OnBenchmark =
  | { readonly kind: 'measured'; readonly measured: Measured }
  | { readonly kind: 'failed'; readonly outcome: Outcome };

async function measureOn(
  run: RunContext,
  candidate: NamedTree,
  benchmark: Benchmark | Holdout,
  how: {
    readonly key: string;
    readonly stopping: StoppingRule;
    readonly confirmIn?: Placement; // left out: as the metric claims
  },
): Promise<OnBenchmark> {
  const claimed = claimedMetric(run, benchmark);
  const base = { name: 'base', tree: run.started.base.tree };
  const measurement = await measureTrees(run, {
    key: `${how.key}/${candidate.name}/${benchmark.id}`,
    base,
    candidate,
    benchmark,
    claimed,
    stopping: how.stopping,
    confirmIn: how.confirmIn ?? placementClaimedBy(claimed),
    generate: 'generate' in benchmark ? benchmark.generate : null,
  });
  if (measurement.kind === 'failed') {
    return { kind: 'failed', outcome: outcomeOf(measurement.failure, benchmark.id) };
  }
  return {
    kind: 'measured',
    measured: measuredFrom(measurement, { base, candidate, benchmark, claimed }),
  };
}

/** A measurement as judging wants it. */
export function measuredFrom(
  measurement: Extract<Measurement, { kind: 'measured' }>,
  what: { base: NamedTree; candidate: NamedTree; benchmark: Benchmark; claimed: Metric },
): Measured {
  return {
    samples: measurement.samples,
    base: what.base.name,
    candidates: [what.candidate.name],
    claimed: what.claimed,
    metrics: what.benchmark.metrics,
    screening: measurement.screening,
  };
}

/**
 * A sample of the base that can't be used is not the proposal's fault and ends the run.
 *
 * @throws HoneError E_COMMAND or E_OUTPUT_DIFFERS when the base failed
 */
function outcomeOf(failure: SampleFailure, benchmark: string): Outcome {
  const text = sampleFailureText(failure, { base: 'base', flags: false });
  if (failure.side === 'base') {
    throw new HoneError(
      failure.reason.kind === 'output-unstable' ? 'E_OUTPUT_DIFFERS' : 'E_COMMAND',
      `The benchmark ${benchmark} does not work on the base itself: ${text}`,
    );
  }
  return { kind: 'failed', reason: `On ${benchmark}: ${text}` };
}
