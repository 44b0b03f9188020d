import { HoneError, NS_PER_MS, ownField } from '../../base/index.ts';
import { logDifferences, pairsOf, type StoppingRule } from '../../bench/index.ts';
import {
  type Benchmark,
  type HiddenTarget,
  type Metric,
  type NoiseFloor,
  type Placement,
  type Sample,
  spentNs,
} from '../../model/index.ts';
import { targetDistances } from '../../plan/index.ts';
import { median, smallestEffect, spreadOf } from '../../stats/index.ts';
import { NOISE_TEST } from '../limits.ts';
import { placementClaimedBy, stoppingRule } from '../measure-plan.ts';
import { sampleFailureText } from '../sample-error.ts';
import { claimedMetric } from './measured-proposal.ts';
import { measureTrees } from './measure-trees.ts';
import type { RunContext } from './run-context.ts';
import type { Started } from './started.ts';
import { trusted } from './trusted.ts';

/** Chance to find a change that is called visible, and of a false alarm: as `hone doctor`. */
const POWER = 0.8;
const ALPHA = 0.05;

/** Key of the event that holds what came out. */
const NOISE_KEY = 'noise';

/** Under which the samples are recorded; progress of proposals must not be read from it. */
export const NOISE_SAMPLES_KEY = 'noise/base-against-itself';

/**
 * The base against itself on the first benchmark that has a target (else the first), in the
 * placement of its verdicts: what this machine can tell from noise, now, with this work. It takes
 * seconds, and is done once for a run: a resumed run finds it recorded.
 *
 * It can't size the confirmations: what a proposal changes may also change how much times vary, so
 * each of those is sized from pairs of its own.
 *
 * @returns null when the run does not ask for it: its samples belong to a flow that looked already
 * @throws HoneError E_COMMAND or E_OUTPUT_DIFFERS when the base does not work or repeat itself;
 *   E_NOISE when a target asks for less than can be seen, unless the run accepts that
 */
export async function noiseFloor(run: RunContext): Promise<NoiseFloor | null> {
  const choice = run.started.noise;
  const benchmark = testedBenchmark(run);
  if (choice === undefined || benchmark === null) {
    return null;
  }
  const recorded = run.store.eventByKey(run.run, NOISE_KEY);
  const floor =
    recorded === null
      ? await measuredFloor(run, benchmark, choice)
      : trusted<NoiseFloor>(recorded.data);
  if (choice === 'stop') {
    refuseIfHidden(floor);
  }
  return floor;
}

function testedBenchmark({ suite }: Pick<RunContext, 'suite'>): Benchmark | null {
  const aimedAt = new Set(suite.targets.map((target) => target.benchmark));
  return suite.benchmarks.find(({ id }) => aimedAt.has(id)) ?? suite.benchmarks[0] ?? null;
}

async function measuredFloor(
  run: RunContext,
  benchmark: Benchmark,
  choice: NonNullable<Started['noise']>,
): Promise<NoiseFloor> {
  run.hooks.onStage(`Measuring the base against itself on ${benchmark.id}, for its noise`);
  const { tree } = run.started.base;
  const claimed = claimedMetric(run, benchmark);
  const measurement = await measureTrees(run, {
    key: NOISE_SAMPLES_KEY,
    base: { name: 'base', tree },
    candidate: { name: 'base again', tree },
    benchmark,
    claimed,
    stopping: selfTestRule(run.started),
    confirmIn: placementClaimedBy(claimed),
    generate: null,
  });
  if (measurement.kind === 'failed') {
    const { failure } = measurement;
    const differs = failure.reason.kind.startsWith('output-');
    throw new HoneError(
      differs ? 'E_OUTPUT_DIFFERS' : 'E_COMMAND',
      `The benchmark ${benchmark.id} does not work on the base itself: ` +
        sampleFailureText(failure, { base: 'base', flags: false }) +
        (failure.reason.kind === 'output-differs'
          ? ' Make its output repeatable, or set "output" in hone.yaml.'
          : ''),
    );
  }
  const floor = floorFrom(run, benchmark, measurement.samples, choice);
  run.store.appendEvent(run.run, {
    type: 'noise.measured',
    key: NOISE_KEY,
    data: JSON.parse(JSON.stringify(floor)),
  });
  return floor;
}

/** A few pairs of fixed number, if they fit into little time. */
function selfTestRule({ pairsMax, timeLimitMs }: Started): StoppingRule {
  const pairs = Math.max(NOISE_TEST.pairsMin, Math.min(NOISE_TEST.pairs, pairsMax));
  const rule = stoppingRule(pairs, Math.min(timeLimitMs, NOISE_TEST.timeMs), 'always');
  return { ...rule, looks: [], confirmationPairs: { min: pairs, max: pairs } };
}

/** What the samples of the self-test say, for all metrics of the benchmark that have a target. */
export function floorFrom(
  run: Pick<RunContext, 'suite' | 'started'>,
  benchmark: Benchmark,
  samples: readonly Sample[],
  choice: NoiseFloor['choice'],
): NoiseFloor {
  const claimed = claimedMetric(run, benchmark);
  const verdictPairs = pairsOfVerdict(run.started, samples);
  const seen = visibleChange(samples, claimed, verdictPairs);
  const found = samples.find((sample) => sample.phase === 'confirmation');
  const placement: Placement = found?.placement ?? placementClaimedBy(claimed);
  return {
    benchmark: benchmark.id,
    metric: claimed.name,
    placement,
    pairs: seen?.pairs ?? 0,
    spread: seen?.spread ?? null,
    smallestEffect: seen?.smallestEffect ?? null,
    verdictPairs,
    minEffect: claimed.minEffect,
    hidden: hiddenTargets(run, benchmark, samples, verdictPairs),
    choice,
  };
}

interface Visible {
  readonly pairs: number;
  readonly spread: number;
  readonly smallestEffect: number;
  readonly baseMedian: number;
}

/** Null when there are too few pairs to say anything. */
function visibleChange(
  samples: readonly Sample[],
  metric: Metric,
  verdictPairs: number,
): Visible | null {
  const pairs = pairsOf(samples, { base: 'base', candidate: 'base again' }, metric.name, {
    phase: 'confirmation',
  });
  const differences = logDifferences(pairs);
  if (differences.length < NOISE_TEST.pairsMin) {
    return null;
  }
  const spread = spreadOf(differences);
  return {
    pairs: differences.length,
    spread,
    smallestEffect: smallestEffect({ spread, pairs: verdictPairs, power: POWER, alpha: ALPHA }),
    baseMedian: median(pairs.map(({ base }) => base)),
  };
}

/** Fresh pairs that a verdict of this run can have, within its limits on pairs and on time. */
function pairsOfVerdict({ pairsMax, timeLimitMs }: Started, samples: readonly Sample[]): number {
  const spent = samples.map(spentNs);
  const roundNs = spent.length === 0 ? 0 : 2 * median(spent);
  const affordable = Math.floor((timeLimitMs * NS_PER_MS) / Math.max(1, roundNs));
  const fresh = affordable - NOISE_TEST.screeningRounds;
  return Math.min(pairsMax, Math.max(NOISE_TEST.pairsMin, fresh));
}

/** Targets on the benchmark that are not reached and ask for less than can be seen. */
function hiddenTargets(
  run: Pick<RunContext, 'suite'>,
  benchmark: Benchmark,
  samples: readonly Sample[],
  verdictPairs: number,
): HiddenTarget[] {
  const seenOn = (name: string): Visible | null => {
    const metric = benchmark.metrics.find((one) => one.name === name);
    return metric === undefined ? null : visibleChange(samples, metric, verdictPairs);
  };
  const distances = targetDistances(run.suite, (id, name) => {
    const seen = id === benchmark.id ? seenOn(name) : null;
    const metric = benchmark.metrics.find((one) => one.name === name);
    return seen === null || metric === undefined
      ? null
      : { value: seen.baseMedian, unit: unitOf(metric, samples) };
  });
  return distances.flatMap(({ metric, reached, change_needed: needed }) => {
    const seen = needed === null || reached ? null : seenOn(metric);
    return seen === null || needed === null || isVisible(needed, seen.smallestEffect)
      ? []
      : [{ metric, changeNeeded: needed, smallestEffect: seen.smallestEffect }];
  });
}

/** Both as ratios: half the time is as far from the same as twice the time. */
function isVisible(changeNeeded: number, smallest: number): boolean {
  return Math.abs(Math.log1p(Math.max(-1, changeNeeded))) >= Math.log1p(smallest);
}

function unitOf(metric: Metric, samples: readonly Sample[]): string {
  const printed = metric.shownIn === undefined ? samples[0]?.valueUnits : undefined;
  return ownField(printed ?? {}, metric.name) ?? metric.unit;
}

/** @throws HoneError E_NOISE naming each target, what it asks for and what can be seen */
function refuseIfHidden({ benchmark, hidden, verdictPairs, spread }: NoiseFloor): void {
  if (hidden.length === 0) {
    return;
  }
  const asked = hidden.map(
    ({ metric, changeNeeded, smallestEffect: seen }) =>
      `the target on ${benchmark} ${metric} asks for ${percent(Math.abs(changeNeeded))}, and ` +
      `${verdictPairs} pairs find changes from about ${percent(seen)} on`,
  );
  throw new HoneError(
    'E_NOISE',
    `This machine, now, can't see what is to be reached: ${asked.join('; ')}. The base ` +
      `against itself differed by ±${percent(spread ?? 0)} from pair to pair. Stop what else ` +
      `runs here, or use a quieter machine, let the benchmark do more work per run, allow more ` +
      `pairs (budgets.pairs in hone.yaml, or --max-pairs), or set the target further away. ` +
      `"--noise accept" judges all the same, and every report will say so.`,
  );
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
