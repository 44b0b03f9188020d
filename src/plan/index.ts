export { type AnalysisFacts, measuredCostReport, performanceAnalysis } from './analysis.ts';
export {
  type BacklogCandidate,
  type BacklogFacts,
  backlogFrom,
  type MetricOutlook,
  type Technique,
} from './backlog/backlog.ts';
export { backlogPlan, type BacklogPlanFacts } from './backlog/backlog-plan.ts';
export { type CandidateFacts, candidatesFrom } from './backlog/candidates-from.ts';
export {
  type CarriedOverrides,
  carriedOverrides,
  overrideValue,
} from './backlog/carried-overrides.ts';
export type { EffortUnit } from './backlog/effort.ts';
export {
  type ChangedLines,
  type MatchedProposals,
  matchProposals,
  type TriedProposal,
} from './backlog/match-proposals.ts';
export { type OutlookFacts, outlookFrom } from './backlog/metric-outlook.ts';
export { stepsLikeItems } from './backlog/item-steps.ts';
export { dependencyProblem } from './backlog/order-items.ts';
export { overrideItem, type OverrideReason, type OverrideValue } from './backlog/override-item.ts';
export { plannedRows } from './backlog/planned-rows.ts';
export { realise, realisedTogether } from './backlog/realise.ts';
export {
  takenBack,
  triedBacklog,
  type TriedBacklogBody,
  type TriedFacts,
} from './backlog/tried-backlog.ts';
export { type BaselineFacts, baselineFrom, type BaselineOutcome } from './baseline.ts';
export { basicPlan, type BasicPlanFacts } from './basic-plan.ts';
export { benchmarkFigures, type Quantile } from './benchmark-figures.ts';
export {
  type ComparisonFacts,
  devManifest,
  type ManifestFacts,
  performanceComparison,
} from './campaign-results.ts';
export { checkPlan, type PlanContext } from './check-plan.ts';
export { type CombinedRating, combineRatings, type GivenScores } from './combine-ratings.ts';
export { deterministicRating } from './deterministic-rating.ts';
export { mediansOfBaseline, mediansOfCandidate } from './medians.ts';
export { type ParsedPlan, parsePlan } from './parse-plan.ts';
export { planHash } from './plan-hash.ts';
export { type CarryingRun, type PlanState, planState } from './plan-state.ts';
export { type PlanRatingBody, ratePlan, type RatingFacts } from './rate-plan.ts';
export { ratingCounts, type RatingStanding } from './rating-counts.ts';
export { type ParsedRubric, parseRubric, RUBRIC_DEFAULT } from './rubric.ts';
export {
  nextMove,
  type SearchEnd,
  type SearchMove,
  type SearchPolicy,
  type SearchRound,
  type SearchState,
} from './search-policy.ts';
export { type MedianOf, targetDistances } from './target-distance.ts';
export {
  type CampaignFacts,
  type GateBody,
  type GateIdentity,
  validateCampaign,
} from './validate-campaign.ts';
