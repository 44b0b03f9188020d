import { canonicalJson } from '../base/index.ts';
import type { PlanBody, Rubric } from '../model/index.ts';
import { combineRatings } from './combine-ratings.ts';
import { planHash } from './plan-hash.ts';
import type { PlanRatingBody } from './rate-plan.ts';

/** Whether a rating lets a plan pass. */
export type RatingStanding =
  | { readonly kind: 'counts' }
  | { readonly kind: 'does-not-count'; readonly reasons: readonly string[] };

/**
 * Whether a rating is about exactly this plan, of this run, by this rubric, and whether its scores
 * give what it says. It can't tell who wrote it: only ratings from the journal may be asked about.
 */
export function ratingCounts(
  rating: PlanRatingBody,
  plan: PlanBody,
  context: {
    readonly run: string;
    readonly rubric: Rubric;
    readonly sha256: (text: string) => string;
  },
): RatingStanding {
  const { run, rubric, sha256 } = context;
  const combined = combineRatings(rating.raters, rubric, rating.level);
  const checks: readonly (readonly [boolean, string])[] = [
    [rating.plan_id === plan.plan_id, `It is about ${rating.plan_id}, not ${plan.plan_id}.`],
    [
      rating.plan_hash === planHash(plan, sha256),
      'The plan was changed after it was rated; it has to be rated again.',
    ],
    [rating.run_id === run, `It belongs to the run ${rating.run_id}.`],
    [rating.rubric_hash === sha256(canonicalJson(rubric)), 'It was made by another rubric.'],
    [
      rating.minimum_score_threshold === rubric.thresholds[rating.level],
      `Its threshold is ${rating.minimum_score_threshold}, the rubric asks for ` +
        `${rubric.thresholds[rating.level]}.`,
    ],
    [rating.findings.length === 0, `hone found ${rating.findings.length} problems in the plan.`],
    [
      rating.overall_score === combined.overall,
      `It says ${rating.overall_score}, but its scores give ${combined.overall ?? 'nothing'}.`,
    ],
    [combined.passed, combined.failures.join(' ')],
    [rating.passed && rating.status === 'passed', `Its status is ${rating.status}.`],
  ];
  const reasons = checks.filter(([holds]) => !holds).map(([, reason]) => reason);
  return reasons.length === 0 ? { kind: 'counts' } : { kind: 'does-not-count', reasons };
}
