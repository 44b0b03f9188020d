import { canonicalJson } from '../base/index.ts';
import type {
  EnvelopeField,
  Improvement,
  PlanBody,
  PlanFinding,
  PlanRating,
  Rating,
  RatingLevel,
  Rubric,
} from '../model/index.ts';
import { type CombinedRating, combineRatings } from './combine-ratings.ts';
import { RATING_ATTEMPTS_MAX } from './limits.ts';
import { planHash } from './plan-hash.ts';

/** A rating as it is computed, before it is written. */
export type PlanRatingBody = Omit<PlanRating, EnvelopeField>;

/** What a rating is made from. */
export interface RatingFacts {
  readonly plan: PlanBody;
  /** Of `checkPlan`; with any, the raters are not listened to. */
  readonly findings: readonly PlanFinding[];
  readonly ratings: readonly Rating[];
  /** Raters that were asked and gave nothing usable, and why: each is a failure. */
  readonly raterFailures?: readonly string[];
  readonly rubric: Rubric;
  readonly level?: RatingLevel;
  /** Earlier ratings in this run, oldest first. */
  readonly earlier: readonly PlanRatingBody[];
  readonly attemptsMax?: number;
  readonly workflow: string;
  readonly run: string;
  readonly now: string;
  readonly sha256: (text: string) => string;
}

/**
 * The rating of one attempt at a plan: passed, to be tried again with the feedback, or failed so
 * that a person has to look.
 */
export function ratePlan(facts: RatingFacts): PlanRatingBody {
  const { plan, findings, ratings, rubric, earlier, sha256 } = facts;
  const level = facts.level ?? 'standard';
  const attemptsMax = facts.attemptsMax ?? RATING_ATTEMPTS_MAX;
  const attempt = earlier.length + 1;
  const refused = refusals(findings, facts.raterFailures ?? []);
  const combined = refused.length > 0 ? notRated(refused) : combineRatings(ratings, rubric, level);
  const { overall, perDimension, disagreement, passed, failures } = combined;
  return {
    plan_id: plan.plan_id,
    plan_hash: planHash(plan, sha256),
    workflow_id: facts.workflow,
    run_id: facts.run,
    overall_score: overall,
    rubric_scores: perDimension,
    passed,
    status: passed ? 'passed' : attempt < attemptsMax ? 'retry' : 'failed',
    attempt,
    max_attempts: attemptsMax,
    rated_at: facts.now,
    rated_by: ratings.map(({ rater }) => rater),
    level,
    minimum_score_threshold: rubric.thresholds[level],
    rubric_hash: sha256(canonicalJson(rubric)),
    findings: [...findings],
    failures: [...failures],
    raters: [...ratings],
    disagreement,
    improvements_suggested: mergedImprovements(ratings),
    history: earlier.map((one) => ({
      attempt: one.attempt,
      plan_hash: one.plan_hash,
      overall_score: one.overall_score,
      passed: one.passed,
      rated_at: one.rated_at,
      rated_by: one.rated_by.length === 0 ? ['hone'] : one.rated_by,
    })),
  };
}

function refusals(findings: readonly PlanFinding[], failures: readonly string[]): string[] {
  const count = findings.length;
  const found =
    count === 0 ? [] : [`hone found ${count} problem${count === 1 ? '' : 's'} in the plan.`];
  return [...found, ...failures];
}

function notRated(failures: readonly string[]): CombinedRating {
  return { overall: null, perDimension: null, disagreement: null, passed: false, failures };
}

function mergedImprovements(ratings: readonly Rating[]): Improvement[] {
  const all = ratings.flatMap((rating) => rating.improvements_suggested);
  return all.filter(
    ({ suggestion }, index) => all.findIndex((other) => other.suggestion === suggestion) === index,
  );
}
