export { type AmdahlBound, amdahlBound, type FactorInterval } from './analyse/amdahl-bound.ts';
export {
  bottleneckReport,
  bottlenecksOf,
  type ProfileReportBody,
  type ReportFacts,
  withCausalCheck,
} from './analyse/bottleneck-report.ts';
export {
  type CausalCheck,
  causalCheck,
  predictedSlowdown,
  seenOfWhole,
} from './analyse/causal-check.ts';
export { type CriticalPath, criticalPath } from './analyse/critical-path.ts';
export type { Denominator } from './analyse/denominated.ts';
export { type EnoughRuns, enoughRuns } from './analyse/enough-runs.ts';
export {
  type ExplainableFacts,
  explainableGain,
  type ExplainableGain,
  type GainVerdict,
  gainVerdict,
  type Worth,
  worthMeasuring,
} from './analyse/explainable-gain.ts';
export { extentByIndentation } from './analyse/function-extent.ts';
export { type FunctionIdentity, functionIdentities } from './analyse/function-identity.ts';
export { type FunctionIndex, functionIndex, type KnownFunction } from './analyse/function-index.ts';
export { type FunctionShare, functionShares, weighingsOf } from './analyse/function-shares.ts';
export { type Owner, type PackageOwner, packageOwner } from './analyse/package-owner.ts';
export {
  type DiffSide,
  type FunctionChange,
  type ProfileDiff,
  profileDiff,
} from './analyse/profile-diff.ts';
export {
  loaderShare,
  type ModuleEvaluation,
  moduleEvaluations,
} from './analyse/module-evaluation.ts';
export { type RankRange, rankRanges } from './analyse/rank-ranges.ts';
export { type RunInterval, runInterval, shareInterval } from './analyse/share-interval.ts';
export {
  outermostOfGroup,
  type StackTree,
  stackTree,
  totalsOfStacks,
} from './analyse/stack-tree.ts';
export { stackValues } from './analyse/stack-values.ts';
export { type SourceOf, type Subject, subjectFile } from './analyse/subject.ts';
export { textHash } from './analyse/text-hash.ts';
export { type TouchedRange, touchedFunctions } from './analyse/touched-functions.ts';
export { type GroupWeights, weighGroups } from './analyse/weigh-groups.ts';
export { type ProfiledRun, type WeighedRun, type Weighing, weighRun } from './analyse/weigh-run.ts';
export type { WorkloadFacts } from './analyse/workload-facts.ts';
export type * from './profile.ts';
export { type FrameDetails, NO_STACK, ProfileBuilder } from './profile-builder.ts';
export { type ReadProfile, readProfile, type ReadProfileOptions } from './read/read-profile.ts';
export { PROFILE_FORMATS, type ProfileFormat, type TitledProfile } from './read/reader.ts';
export { type CodeSpan, type CodeSpans, type SpansOf, withInlinedCode } from './inlined-code.ts';
export { type MappedProfile, type ReadSourceMap, withSourceMaps } from './source-maps.ts';
