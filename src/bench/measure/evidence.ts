import { at } from '../../base/index.ts';
import type { Placement, RatioEstimate, Sample, Spread } from '../../model/index.ts';
import { hodgesLehmannRatio, mad, median, signedRank } from '../../stats/index.ts';
import { logDifferences, type Pair, pairsOf, type SampleFilter } from './rounds.ts';

/** What the fresh pairs say about one metric of one candidate, before anything is judged. */
export interface Evidence {
  readonly metric: string;
  readonly pairs: { readonly screening: number; readonly confirmation: number };
  /** null with fewer than two pairs. */
  readonly ratio: RatioEstimate | null;
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
  const pairs = positivePairs(samples, sides, metric, { phase: 'confirmation' });
  if (pairs.length === 0) {
    return null;
  }
  const screening = pairsOf(samples, sides, metric, { phase: 'screening' }).length;
  const halves = ([0, 1] as const)
    .map((half) => positivePairs(samples, sides, metric, { phase: 'confirmation', half }))
    .filter((half) => half.length >= 2)
    .map(ratioOf);
  const differences = logDifferences(pairs);
  return {
    metric,
    pairs: { screening, confirmation: pairs.length },
    ratio: pairs.length < 2 ? null : ratioOf(pairs),
    halves,
    pValueAlone: pairs.length < 2 ? null : signedRank(differences).p,
    base: spread(pairs.map((pair) => pair.base)),
    candidate: spread(pairs.map((pair) => pair.candidate)),
  };
}

function positivePairs(
  samples: readonly Sample[],
  sides: { base: string; candidate: string },
  metric: string,
  filter: SampleFilter,
): Pair[] {
  return pairsOf(samples, sides, metric, filter).filter(
    (pair) => pair.base > 0 && pair.candidate > 0,
  );
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
