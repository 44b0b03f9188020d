import { at } from '../../base/index.ts';
import type {
  DifferenceEstimate,
  Placement,
  RatioEstimate,
  Sample,
  Spread,
} from '../../model/index.ts';
import {
  hodgesLehmann,
  hodgesLehmannRatio,
  mad,
  mean,
  median,
  signedRank,
} from '../../stats/index.ts';
import { logDifferences, type Pair, pairsOf } from './rounds.ts';

/** What the fresh pairs say about one metric of one candidate, before anything is judged. */
export interface Evidence {
  readonly metric: string;
  readonly pairs: { readonly screening: number; readonly confirmation: number };
  /** null with fewer than two pairs, or when a value of 0 or below has no ratio. */
  readonly ratio: RatioEstimate | null;
  /** Set when a value is 0 or below: leaving out those pairs would hide what happened in them. */
  readonly difference: DifferenceEstimate | null;
  /** Before and after the sides swapped directories; fewer when a half has no pairs. */
  readonly halves: readonly RatioEstimate[];
  /** Two-sided signed rank p-value on this metric alone; adjust it before showing it. */
  readonly pValueAlone: number | null;
  readonly base: Spread;
  readonly candidate: Spread;
}

/** Confidence of every interval. */
export const CONFIDENCE = 0.95;

/** The evidence on one metric, or null when no confirmation pair has a value for it. */
export function evidenceOn(
  samples: readonly Sample[],
  sides: { readonly base: string; readonly candidate: string },
  metric: string,
): Evidence | null {
  const pairs = pairsOf(samples, sides, metric, { phase: 'confirmation' });
  if (pairs.length === 0) {
    return null;
  }
  const screening = pairsOf(samples, sides, metric, { phase: 'screening' }).length;
  const positive = pairs.every((pair) => pair.base > 0 && pair.candidate > 0);
  const halves = ([0, 1] as const)
    .map((half) => pairsOf(samples, sides, metric, { phase: 'confirmation', half }))
    .filter((half) => positive && half.length >= 2)
    .map(ratioOf);
  const differences = positive
    ? logDifferences(pairs)
    : pairs.map((pair) => pair.candidate - pair.base);
  return {
    metric,
    pairs: { screening, confirmation: pairs.length },
    ratio: positive && pairs.length >= 2 ? ratioOf(pairs) : null,
    difference: positive ? null : differenceOf(differences),
    halves,
    pValueAlone: pairs.length < 2 ? null : signedRank(differences).p,
    base: spread(pairs.map((pair) => pair.base)),
    candidate: spread(pairs.map((pair) => pair.candidate)),
  };
}

/** null with fewer than two pairs. */
function differenceOf(differences: readonly number[]): DifferenceEstimate | null {
  if (differences.length < 2) {
    return null;
  }
  const { estimate, lo, hi, achieved } = hodgesLehmann(differences, CONFIDENCE);
  const confidence = Math.min(CONFIDENCE, achieved);
  return { estimate, mean: mean(differences), lo, hi, confidence };
}

function ratioOf(pairs: readonly Pair[]): RatioEstimate {
  return hodgesLehmannRatio(
    pairs.map((pair) => pair.base),
    pairs.map((pair) => pair.candidate),
    CONFIDENCE,
  );
}

function spread(values: readonly number[]): Spread {
  return values.length === 1
    ? { median: at(values, 0), mad: 0 }
    : { median: median(values), mad: mad(values) };
}

/** Where the samples of each phase ran; free when a phase has none. */
export function placementsUsed(samples: readonly Sample[]): {
  readonly screening: Placement;
  readonly confirmation: Placement;
} {
  const of = (phase: Sample['phase']): Placement =>
    samples.find((sample) => sample.phase === phase)?.placement ?? 'free';
  return { screening: of('screening'), confirmation: of('confirmation') };
}
