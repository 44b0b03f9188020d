import { type Static, Type } from 'typebox';

import { closed, envelope, known, listOf, name, Sha256, someOf, text, Time } from './fields.ts';
import { RatingLevel, SCORE } from './rubric.ts';

/** Name and version of `plans/<plan_id>-rating.json`. */
export const PLAN_RATING_SCHEMA = 'hone.plan-rating.v1';

const Score = Type.Number({ minimum: SCORE.min, maximum: SCORE.max });

const ofDimensions = <T extends Parameters<typeof known>[0]>(type: T) =>
  closed({
    completeness: type,
    feasibility: type,
    risk_mitigation: type,
    agent_coverage: type,
    integration: type,
  });

/** Scores from 0 to 10 on each dimension. */
export const RubricScores = ofDimensions(Score);
export type RubricScores = Static<typeof RubricScores>;

/** What would make the plan better. */
export const Improvement = closed({
  dimension: Type.Union([
    Type.Literal('completeness'),
    Type.Literal('feasibility'),
    Type.Literal('risk_mitigation'),
    Type.Literal('agent_coverage'),
    Type.Literal('integration'),
  ]),
  suggestion: text('What to change.'),
  priority: Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')]),
});
export type Improvement = Static<typeof Improvement>;

/** What one rater says about a plan. */
export const Rating = closed({
  rater: name('Who rated.'),
  kind: Type.Union([Type.Literal('built-in'), Type.Literal('command'), Type.Literal('person')]),
  scores: RubricScores,
  reasons: ofDimensions(text('Why this score.')),
  improvements_suggested: listOf(Improvement),
});
export type Rating = Static<typeof Rating>;

/** A problem of a plan that a program can see. */
export const PlanFinding = closed({
  rule: name('Stable name of the check, in kebab-case.'),
  step_number: known(Type.Integer({ minimum: 1 }), 'null when it is about the whole plan.'),
  message: text('What is wrong, and what to write instead.'),
});
export type PlanFinding = Static<typeof PlanFinding>;

/** How far raters are apart. */
export const Disagreement = closed({
  overall: Type.Number({ minimum: 0, description: 'Largest minus smallest overall score.' }),
  per_dimension: RubricScores,
  flagged: Type.Boolean({ description: 'True from 1.5 points on, overall or in a dimension.' }),
});
export type Disagreement = Static<typeof Disagreement>;

/** One earlier attempt. */
const Attempt = closed({
  attempt: Type.Integer({ minimum: 1 }),
  plan_hash: Sha256,
  overall_score: known(Score),
  passed: Type.Boolean(),
  rated_at: Time,
  rated_by: someOf(name('Who rated.')),
});

/** What was found about one plan, bound to its content by hash. */
export const PlanRating = closed({
  ...envelope(PLAN_RATING_SCHEMA),
  plan_id: name('The plan that was rated.'),
  plan_hash: Sha256,
  workflow_id: name('The flow that it is for.'),
  run_id: name('The run that it is for.'),
  overall_score: known(Score, 'Weighted mean, rounded down to 1 decimal; null without one.'),
  rubric_scores: known(RubricScores, 'Means over the raters.'),
  passed: Type.Boolean(),
  status: Type.Union([
    Type.Literal('pending'),
    Type.Literal('passed'),
    Type.Literal('failed'),
    Type.Literal('retry'),
  ]),
  attempt: Type.Integer({ minimum: 1 }),
  max_attempts: Type.Integer({ minimum: 1 }),
  rated_at: Time,
  rated_by: listOf(name('Who rated; empty when the checks of hone refused it before.')),
  level: RatingLevel,
  minimum_score_threshold: Score,
  rubric_hash: Sha256,
  findings: listOf(PlanFinding, 'What the checks of hone found; with any, nobody is asked.'),
  failures: listOf(text('Why it did not pass.')),
  raters: listOf(Rating),
  disagreement: known(Disagreement, 'null with fewer than 2 raters.'),
  improvements_suggested: listOf(Improvement),
  history: listOf(Attempt, 'Earlier attempts, oldest first.'),
});
export type PlanRating = Static<typeof PlanRating>;
