/** What a flow is: its files, its order, and its pictures. */
export type { Place, Problem } from '../document/index.ts';
export { checkFlow, type FlowSurroundings } from './check/check-flow.ts';
export type { KnownVariable, KnownVariables } from './condition/check-condition.ts';
export type { Condition, ConditionValue } from './condition/condition.ts';
export {
  type ConditionOutcome,
  type ConditionVariables,
  evaluateCondition,
} from './condition/evaluate-condition.ts';
export { type ParsedCondition, parseCondition } from './condition/parse-condition.ts';
export { printCondition } from './condition/print-condition.ts';
export type * from './file/flow-file.ts';
export { FLOW_SCHEMA, flowJsonSchema } from './file/flow-schema.ts';
export { type ParsedFlow, parseFlowFile } from './file/parse-flow-file.ts';
export { analysisText } from './graph/analysis-text.ts';
export { flowMermaid } from './graph/flow-mermaid.ts';
export { flowSvg } from './graph/flow-svg.ts';
export { flowText } from './graph/flow-text.ts';
export { FLOW_BYTES_MAX } from './limits.ts';
export { executionOrder, type ExecutionOrder, type Stage } from './order/execution-order.ts';
export {
  independentSteps,
  type Opportunity,
  type PredictedTimes,
  type StepAnalysis,
} from './order/independent-steps.ts';
export { parseStepDurations, type StepDurations } from './order/step-durations.ts';
export { RUN_FILES, type StepOrder } from './order/step-order.ts';
export { placeholdersIn, substitute, type Substituted } from './placeholder.ts';
