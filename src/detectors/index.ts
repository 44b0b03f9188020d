export { functionSpans } from './code/function-spans.ts';
export { callProbe, type CallProbe, type Insertion } from './code/call-probe.ts';
export { type DoubledCode, doubledCode, type FunctionPlace } from './code/doubled-code.ts';
export { looksPureAt } from './code/pure-looking.ts';
export { growthExponent, type GrowthExponent } from './growth-exponent.ts';
export { nominate } from './nominate.ts';
export type {
  Confidence,
  Grade,
  Nomination,
  NominationReport,
  RuleName,
  Technique,
} from './nomination.ts';
export {
  type AllocationSite,
  type CallCount,
  type DatabaseSpan,
  type HotFunction,
  type HotLine,
  type LoopFacts,
  type ModuleLoad,
  NOTHING_OBSERVED,
  type Observed,
  type RuntimeCallee,
  type RuntimeFacts,
  type Scaling,
  type ScalingPoint,
  type ScanFacts,
  type ServedResponse,
  type ShareInterval,
  type SyncCalls,
} from './observed.ts';
