import {
  type Disagreement,
  RATING_DIMENSIONS,
  type RatingDimension,
  type RatingLevel,
  type Rubric,
  type RubricScores,
  SCORE,
} from '../model/index.ts';
import { DISAGREEMENT_MIN } from './limits.ts';

/** What a rater said, before anybody looked at it. */
export interface GivenScores {
  readonly rater: string;
  /** Scores by dimension; may miss some or hold anything, which is a failure and no 0. */
  readonly scores: Readonly<Partial<Record<RatingDimension, unknown>>>;
}

/** What several raters say together. */
export interface CombinedRating {
  /** Weighted mean, rounded down to 1 decimal so that it never looks better; null without one. */
  readonly overall: number | null;
  /** Means over the raters, 1 decimal. */
  readonly perDimension: RubricScores | null;
  /** null with fewer than 2 raters. */
  readonly disagreement: Disagreement | null;
  readonly passed: boolean;
  /** Why it did not pass; empty when it did. */
  readonly failures: readonly string[];
}

/**
 * One verdict from all raters: the mean of each dimension, weighted by the rubric, against the
 * threshold of the level. One unusable score fails the whole, because leaving it out would let a
 * rater be silenced by breaking them.
 */
export function combineRatings(
  ratings: readonly GivenScores[],
  rubric: Rubric,
  level: RatingLevel = 'standard',
): CombinedRating {
  const failures = ratings.flatMap(scoreProblems);
  const raters = ratings.map(({ rater }) => rater);
  for (const rater of new Set(raters.filter((one, index) => raters.indexOf(one) !== index))) {
    failures.push(`${rater} rated more than once.`);
  }
  if (ratings.length === 0) {
    failures.push('Nobody rated the plan.');
  }
  if (failures.length > 0) {
    return { overall: null, perDimension: null, disagreement: null, passed: false, failures };
  }
  const valid = ratings.map(usableScores);
  const means = byDimension((name) => mean(valid.map((scores) => scores[name])));
  const overall = roundedDown(weighted(means, rubric));
  const threshold = rubric.thresholds[level];
  const passed = overall >= threshold;
  return {
    overall,
    perDimension: byDimension((name) => rounded(means[name])),
    disagreement: valid.length < 2 ? null : disagreementOf(valid, rubric),
    passed,
    failures: passed ? [] : [`The score ${overall} is below ${threshold} (${level}).`],
  };
}

/** A record with one value for each dimension. */
export function byDimension<T>(of: (name: RatingDimension) => T): Record<RatingDimension, T> {
  return {
    completeness: of('completeness'),
    feasibility: of('feasibility'),
    risk_mitigation: of('risk_mitigation'),
    agent_coverage: of('agent_coverage'),
    integration: of('integration'),
  };
}

/** To 1 decimal. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function scoreProblems({ rater, scores }: GivenScores): string[] {
  return RATING_DIMENSIONS.flatMap((name) => {
    const score = Object.hasOwn(scores, name) ? scores[name] : undefined;
    if (score === undefined || score === null) {
      return [`${rater} gave no score for ${name}.`];
    }
    return isScore(score)
      ? []
      : [`${rater} gave ${name} the score ${shown(score)}; it goes from 0 to 10.`];
  });
}

function isScore(value: unknown): value is number {
  return typeof value === 'number' && value >= SCORE.min && value <= SCORE.max;
}

function usableScores({ scores }: GivenScores): RubricScores {
  return byDimension((name) => (isScore(scores[name]) ? scores[name] : SCORE.min));
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value).slice(0, 40);
}

function weighted(scores: RubricScores, rubric: Rubric): number {
  return RATING_DIMENSIONS.reduce(
    (sum, name) => sum + scores[name] * rubric.dimensions[name].weight,
    0,
  );
}

function disagreementOf(all: readonly RubricScores[], rubric: Rubric): Disagreement {
  const overall = rounded(range(all.map((scores) => weighted(scores, rubric))));
  const perDimension = byDimension((name) => rounded(range(all.map((scores) => scores[name]))));
  const largest = Math.max(overall, ...Object.values(perDimension));
  return { overall, per_dimension: perDimension, flagged: largest >= DISAGREEMENT_MIN };
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The small amount takes back what adding weights lost, so that 7 stays 7. */
function roundedDown(value: number): number {
  return Math.floor(value * 10 + 1e-9) / 10;
}
