import { at, type Random, randomFrom, shuffled } from '../../base/index.ts';
import type { Phase, Placement, Sample } from '../../model/index.ts';
import { valueOf } from '../../model/index.ts';
import { logRatio } from '../../stats/index.ts';
import { PADDING_BYTES_MAX } from './limits.ts';
import type { MeasurePlan } from './plan.ts';

/** A run of rounds that share a phase, a placement and a half. */
export interface Batch {
  readonly kind: 'run';
  readonly phase: Phase;
  readonly placement: Placement;
  readonly half: 0 | 1;
  /** Numbers of the rounds; every round of a measurement has its own. */
  readonly rounds: readonly number[];
  /** Names of the base and of the candidates that are still being measured. */
  readonly sides: readonly string[];
}

/** Sides of one round in random order, and the size of the variable that pads its environment. */
export interface RoundOrder {
  readonly sides: readonly string[];
  readonly paddingBytes: number;
}

/**
 * The order of one round: random, but for the warm-up, where the base comes first because its
 * output is what the others are held against. It depends on the seed and the round alone, so a
 * measurement that was cut short goes on with the same orders.
 */
export function orderOfRound(plan: MeasurePlan, round: number, batch: Batch): RoundOrder {
  const label = `${plan.benchmark ?? 'commands'}/round/${round}`;
  const random: Random = randomFrom(plan.seed, label);
  return {
    sides: batch.phase === 'warmup' ? batch.sides : shuffled(batch.sides, random),
    paddingBytes: random.integer(PADDING_BYTES_MAX + 1),
  };
}

/** Which of the samples to look at; a field that is left out matches all. */
export interface SampleFilter {
  readonly phase?: Phase;
  readonly placement?: Placement;
  readonly half?: 0 | 1;
}

/** One base and one candidate value of the same round. */
export interface Pair {
  readonly round: number;
  readonly base: number;
  readonly candidate: number;
}

/**
 * The pairs of one candidate and metric in order of time. A round in which either value is unknown
 * gives no pair.
 */
export function pairsOf(
  samples: readonly Sample[],
  sides: { base: string; candidate: string },
  metric: string,
  filter: SampleFilter,
): Pair[] {
  const bases = new Map<number, number>();
  const candidates = new Map<number, number>();
  for (const sample of samples) {
    if (!matches(sample, filter)) {
      continue;
    }
    const value = valueOf(sample, metric);
    if (value === null) {
      continue;
    }
    if (sample.side === sides.base) {
      bases.set(sample.round, value);
    } else if (sample.side === sides.candidate) {
      candidates.set(sample.round, value);
    }
  }
  return [...bases]
    .filter(([round]) => candidates.has(round))
    .map(([round, base]) => ({ round, base, candidate: candidates.get(round) ?? base }))
    .sort((left, right) => left.round - right.round);
}

/** ln(candidate / base) of each pair; pairs with a value that is not above zero are left out. */
export function logDifferences(pairs: readonly Pair[]): number[] {
  return pairs
    .filter((pair) => pair.base > 0 && pair.candidate > 0)
    .map((pair) => logRatio(pair.base, pair.candidate));
}

/** The number that the next round gets. */
export function nextRound(samples: readonly Sample[]): number {
  return samples.length === 0 ? 0 : at(samples, -1).round + 1;
}

function matches(sample: Sample, filter: SampleFilter): boolean {
  return (
    (filter.phase === undefined || sample.phase === filter.phase) &&
    (filter.placement === undefined || sample.placement === filter.placement) &&
    (filter.half === undefined || sample.half === filter.half)
  );
}
