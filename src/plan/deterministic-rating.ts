import {
  type BaselineBody,
  type Improvement,
  type PlanBody,
  type Rating,
  type RatingDimension,
  SCORE,
  type Suite,
} from '../model/index.ts';
import { byDimension, rounded } from './combine-ratings.ts';
import { planQualities, type Quality } from './plan-qualities.ts';
import { planTexts } from './plan-texts.ts';
import { textProblem } from './plan-words.ts';

/** The name of the rater that needs no model. */
export const BUILT_IN_RATER = 'hone (computed)';

/**
 * Rates what can be counted, without a model: coverage, evidence, ways back, roles, order. It can't
 * tell a good idea from a bad one and says so in no score.
 *
 * A dimension's score is 10 × the mean of its qualities (each a share from 0 to 1, see
 * `planQualities`) × the share of the plan's texts that say something. So it is 0 for a plan of
 * placeholders, whatever keys it has.
 */
export function deterministicRating(
  plan: PlanBody,
  suite: Suite,
  baseline: Pick<BaselineBody, 'benchmarks'> | null = null,
): Rating {
  const qualities = planQualities(plan, suite, baseline);
  const texts = planTexts(plan);
  const sayingTexts = texts.filter(({ text, wordsMin }) => textProblem(text, wordsMin) === null);
  const soundness = sayingTexts.length / texts.length;
  const of = (dimension: RatingDimension): Quality[] =>
    qualities.filter((quality) => quality.dimension === dimension);
  const empty = texts.length - sayingTexts.length;
  return {
    rater: BUILT_IN_RATER,
    kind: 'built-in',
    scores: byDimension((name) => scoreOf(of(name), soundness)),
    reasons: byDimension((name) => reasonFor(of(name), empty)),
    improvements_suggested: improvements(qualities, empty),
  };
}

function scoreOf(qualities: readonly Quality[], soundness: number): number {
  const sum = qualities.reduce((total, { value }) => total + value, 0);
  return rounded((SCORE.max * sum * soundness) / qualities.length);
}

function reasonFor(qualities: readonly Quality[], empty: number): string {
  const counted = qualities.map(({ value, what }) => `${percent(value)} ${what}`).join('; ');
  return empty === 0 ? `${counted}.` : `${counted}; and ${empty} of its texts say nothing.`;
}

function improvements(qualities: readonly Quality[], empty: number): Improvement[] {
  const lacking = qualities
    .filter(({ value }) => value < 1)
    .toSorted((left, right) => left.value - right.value)
    .map(({ dimension, value, what, advice }): Improvement => ({
      dimension,
      suggestion: `${advice} (${percent(value)} ${what})`,
      priority: value < 0.5 ? 'high' : value < 0.8 ? 'medium' : 'low',
    }));
  const suggestion = `Write out the ${empty} texts that say nothing yet.`;
  return empty === 0
    ? lacking
    : [{ dimension: 'completeness', suggestion, priority: 'high' }, ...lacking];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
