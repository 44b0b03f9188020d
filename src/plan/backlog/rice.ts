import type { BacklogItem, EvidenceGrade, GainInterval, Rice } from '../../model/index.ts';

/**
 * The least expected gain of each tier of impact, largest first. The tiers 3, 2, 1, 0.5 and 0.25
 * are the usual ones of RICE; the shares that separate them are hone's: each is about half of the
 * one before, and the last is what no tier reaches.
 */
const IMPACT_TIERS: readonly (readonly [gainMin: number, impact: number])[] = [
  [0.3, 3],
  [0.15, 2],
  [0.07, 1],
  [0.03, 0.5],
];
const IMPACT_LEAST = 0.25;

/** Confidence by how the gain is known, from 0 to 1. */
const CONFIDENCE: Readonly<Record<EvidenceGrade, number>> = {
  measured: 1,
  profile: 0.8,
  static: 0.5,
};

/** Efforts up to this many days or attempts are quick; beyond the second they are long. */
const QUICK_EFFORT_MAX = 1;
const MEDIUM_EFFORT_MAX = 5;

/** What a score is computed from. */
export interface RiceFacts {
  /** Share of the measured work that goes through the place, 0 to 1. */
  readonly reach: number;
  readonly expected: GainInterval;
  readonly grade: EvidenceGrade;
  /** Person-days or attempts, above 0. */
  readonly effort: number;
}

/** RICE from evidence: reach × impact × confidence / effort, reach counted in per cent. */
export function riceOf({ reach, expected, grade, effort }: RiceFacts): Rice {
  return scored({
    reach,
    impact: impactOf(expected.estimate),
    confidence: CONFIDENCE[grade],
    effort,
  });
}

/** The same numbers with the score that follows from them. */
export function scored(numbers: Omit<Rice, 'score'>): Rice {
  const { reach, impact, confidence, effort } = numbers;
  return { ...numbers, score: (reach * 100 * impact * confidence) / effort };
}

/** The tier of an expected gain: 3 from 30 %, 2 from 15 %, 1 from 7 %, 0.5 from 3 %, else 0.25. */
function impactOf(gain: number): number {
  return IMPACT_TIERS.find(([gainMin]) => gain >= gainMin)?.[1] ?? IMPACT_LEAST;
}

/**
 * The lane of an item: a quick win takes at most one day or attempt at low risk; what takes more
 * than five, or risks much, is long-term; the rest is between.
 */
export function laneOf(item: Pick<BacklogItem, 'risk' | 'rice'>): BacklogItem['lane'] {
  const { effort } = item.rice;
  if (item.risk === 'high' || effort > MEDIUM_EFFORT_MAX) {
    return 'long-term';
  }
  return item.risk === 'low' && effort <= QUICK_EFFORT_MAX ? 'quick-win' : 'medium';
}
