import type { TSchema } from 'typebox';

import { ARCHITECTURE_NOTES_SCHEMA, ArchitectureNotes } from './architecture-notes.ts';
import { ARTIFACT_REGISTRY_SCHEMA, ArtifactRegistry } from './artifact-registry.ts';
import { BACKLOG_SCHEMA, TriedBacklog } from './backlog.ts';
import { BASELINE_METRICS_SCHEMA, BaselineMetrics } from './baseline-metrics.ts';
import { BENCHMARK_RESULTS_SCHEMA, BenchmarkResults } from './benchmark-results.ts';
import { BOTTLENECK_REPORT_SCHEMA, BottleneckReport } from './bottleneck-report.ts';
import { Checkpoint, CHECKPOINT_SCHEMA } from './checkpoint.ts';
import { CHECKPOINT_CONFIG_SCHEMA, CheckpointConfig } from './checkpoint-config.ts';
import { CODE_REVIEW_SCHEMA, CodeReview } from './code-review.ts';
import { DEV_MANIFEST_SCHEMA, DevManifest } from './dev-manifest.ts';
import { ERROR_LOG_LINE_SCHEMA, ErrorLogLine } from './error-log-line.ts';
import { GATE_RESULT_SCHEMA, GateResult } from './gate-result.ts';
import {
  OPTIMIZATION_ARCHITECTURE_SCHEMA,
  OptimizationArchitecture,
} from './optimization-architecture.ts';
import {
  PARALLEL_EXECUTION_PLAN_SCHEMA,
  ParallelExecutionPlan,
} from './parallel-execution-plan.ts';
import { PERFORMANCE_ANALYSIS_SCHEMA, PerformanceAnalysis } from './performance-analysis.ts';
import { PERFORMANCE_COMPARISON_SCHEMA, PerformanceComparison } from './performance-comparison.ts';
import { Plan, PLAN_SCHEMA } from './plan.ts';
import { PLAN_RATING_SCHEMA, PlanRating } from './plan-rating.ts';
import { PUBLISH_RECORD_SCHEMA, PublishRecord } from './publish-record.ts';
import { RECOVERY_STATE_SCHEMA, RecoveryState } from './recovery-state.ts';
import { RESOURCE_CONFIG_SCHEMA, ResourceConfig } from './resource-config.ts';
import { Rubric, RUBRIC_SCHEMA } from './rubric.ts';
import { TASK_PHASE_SCHEMA, TaskPhase } from './task-phase.ts';
import { RUN_RECORD_SCHEMA, RunRecord } from './run-record.ts';

/** The shape of a kind of file. */
export interface ArtifactKind {
  /** Name and version: `hone.plan.v1`. */
  readonly schemaName: string;
  /** Describes the whole file; for `errors.log` one line of it. */
  readonly schema: TSchema;
  /** What it is, for the title of the published schema. */
  readonly title: string;
  /** The names of its files below the run's folder; null for files of the project itself. */
  readonly file: RegExp | null;
}

const kind = (schemaName: string, schema: TSchema, title: string, file: RegExp | null) => ({
  schemaName,
  schema,
  title,
  file,
});

/** Every kind of file that a flow writes or reads, each with one schema. */
export const ARTIFACT_KINDS: readonly ArtifactKind[] = [
  kind(
    BASELINE_METRICS_SCHEMA,
    BaselineMetrics,
    'Baseline before any change',
    /^(?:baseline-metrics|performance-baseline-[^/]+)\.json$/,
  ),
  kind(
    ARCHITECTURE_NOTES_SCHEMA,
    ArchitectureNotes,
    'How the subject is put together',
    /^architecture-notes\.json$/,
  ),
  kind(PLAN_SCHEMA, Plan, 'Plan', /^plan-[^/]+\.json$/),
  kind(BACKLOG_SCHEMA, TriedBacklog, 'Backlog after its items were tried', /^backlog-[^/]+\.json$/),
  kind(PLAN_RATING_SCHEMA, PlanRating, 'Rating of a plan', /^plans\/[^/]+-rating\.json$/),
  kind(RUBRIC_SCHEMA, Rubric, 'Rubric that plans are rated by', null),
  kind(
    PERFORMANCE_ANALYSIS_SCHEMA,
    PerformanceAnalysis,
    'Distance to the targets',
    /^performance-analysis\.json$/,
  ),
  kind(BOTTLENECK_REPORT_SCHEMA, BottleneckReport, 'Bottlenecks', /^bottleneck-report\.json$/),
  kind(
    OPTIMIZATION_ARCHITECTURE_SCHEMA,
    OptimizationArchitecture,
    'Review of the strategy',
    /^optimization-architecture\.json$/,
  ),
  kind(DEV_MANIFEST_SCHEMA, DevManifest, 'Optimisations tried', /^dev-manifest\.json$/),
  kind(CODE_REVIEW_SCHEMA, CodeReview, 'Code review', /^code-review(?:-[^/]+)?\.json$/),
  kind(
    BENCHMARK_RESULTS_SCHEMA,
    BenchmarkResults,
    'Figures and checks of the result',
    /^(?:benchmark-results|performance-results-[^/]+)\.json$/,
  ),
  kind(
    PERFORMANCE_COMPARISON_SCHEMA,
    PerformanceComparison,
    'Before against after',
    /^performance-comparison\.json$/,
  ),
  kind(TASK_PHASE_SCHEMA, TaskPhase, 'Exit of a phase of a task', /^phases\/phase-[1-8]\.json$/),
  kind(GATE_RESULT_SCHEMA, GateResult, 'Outcome of a gate', /^gates\/[^/]+\.json$/),
  kind(ARTIFACT_REGISTRY_SCHEMA, ArtifactRegistry, 'Files of a run', /^artifact-registry\.json$/),
  kind(PUBLISH_RECORD_SCHEMA, PublishRecord, 'What was published', /^publish-record\.json$/),
  kind(CHECKPOINT_SCHEMA, Checkpoint, 'Checkpoint', /^checkpoint\.json$/),
  kind(RECOVERY_STATE_SCHEMA, RecoveryState, 'How to go on', /^recovery-state\.json$/),
  kind(ERROR_LOG_LINE_SCHEMA, ErrorLogLine, 'One line of errors.log', /^errors\.log$/),
  kind(RUN_RECORD_SCHEMA, RunRecord, 'Where a run stands', /^run\.json$/),
  kind(RESOURCE_CONFIG_SCHEMA, ResourceConfig, 'Limits', /^resource-config(?:-[^/]+)?\.json$/),
  kind(
    CHECKPOINT_CONFIG_SCHEMA,
    CheckpointConfig,
    'Checkpoint strategy',
    /^checkpoint-config(?:-[^/]+)?\.json$/,
  ),
  kind(
    PARALLEL_EXECUTION_PLAN_SCHEMA,
    ParallelExecutionPlan,
    'Steps that can run at the same time',
    /^parallel-execution-plan(?:-[^/]+)?\.json$/,
  ),
];

/** The kind of a schema's name, such as `hone.plan.v1`; null when there is none. */
export function artifactKindNamed(schemaName: string): ArtifactKind | null {
  return ARTIFACT_KINDS.find((one) => one.schemaName === schemaName) ?? null;
}

/**
 * The kind of a file by its name below the run's folder.
 *
 * @returns null for names that hone does not know; such a file has no schema, which is no pass
 */
export function artifactKindOf(fileName: string): ArtifactKind | null {
  return ARTIFACT_KINDS.find(({ file }) => file?.test(fileName) === true) ?? null;
}
