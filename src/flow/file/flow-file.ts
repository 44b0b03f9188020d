import type { Place } from '../../document/index.ts';
import type { Condition } from '../condition/condition.ts';

/** A flow as its file describes it, with defaults filled in and places kept for messages. */
export interface FlowFile {
  /** The file, as messages call it. */
  readonly path: string;
  readonly name: string;
  /** May be empty. */
  readonly description: string;
  readonly type: string | null;
  readonly version: string | null;
  /** In the order of the file, which is the order of work. */
  readonly steps: readonly FlowStep[];
  readonly groups: readonly ParallelGroup[];
  /** What whoever starts the flow has to say, by name; no step writes it. */
  readonly runInputs: readonly RunInput[];
  readonly retry: RetryConfig;
  /** Who stands in for an agent that failed for good, in order of preference. */
  readonly fallbackAgents: readonly FallbackAgents[];
  readonly parallel: ParallelExecution;
  readonly publishPolicy: PublishPolicy;
  readonly checkpoint: CheckpointStrategy;
  readonly resources: ResourceLimits;
  /** Sentences that a person is asked to confirm at the end. */
  readonly completionCriteria: readonly string[];
}

/** A unit of work. */
export interface FlowStep {
  /** As written, with numbers in their shortest form: `0`, `0.1`, `review`. */
  readonly id: string;
  readonly name: string;
  readonly agent: string;
  readonly agentPlace: Place;
  readonly type: string | null;
  /** What is to be done, for whoever does it; `actions` of the file are its last lines. */
  readonly description: string;
  /** Name of the project's description of how it is done; given to whoever is asked to do it. */
  readonly skill: string | null;
  readonly skillPlace: Place;
  readonly tool: string | null;
  /** Names the executor that should fill the role, where several could. */
  readonly executor: string | null;
  /** What the step occupies: one of several agents, or the machine for measuring. */
  readonly uses: 'agent' | 'measure';
  readonly condition: StepCondition | null;
  readonly inputs: readonly StepInput[];
  readonly outputs: readonly StepOutput[];
  readonly validation: StepValidation | null;
  /** Attempts for transient failures, 1 to ATTEMPTS_MAX. */
  readonly attemptsMax: number;
  readonly onFailure: FailurePlan;
  /** Name of its group in `FlowFile.groups`. */
  readonly group: string | null;
  /** Where this step's outputs are published to; empty: where the project says. */
  readonly publishTargets: readonly string[];
  readonly publishPolicy: PublishPolicy | null;
  readonly timeoutMs: number | null;
  readonly place: Place;
}

/** When a step is done at all. */
export type StepCondition =
  | {
      readonly kind: 'expression';
      readonly text: string;
      readonly condition: Condition;
      readonly place: Place;
    }
  /** A sentence that a person answers with yes or no. */
  | { readonly kind: 'question'; readonly text: string; readonly place: Place };

/** Something that a step reads. */
export interface StepInput {
  /** Like the name of an output, or the name of something given with the run. */
  readonly name: string;
  /** The step that the file says it comes from. */
  readonly from: string | null;
  readonly optional: boolean;
  readonly place: Place;
}

/** Something that a step writes. */
export interface StepOutput {
  readonly kind: 'artifact' | 'reasoning';
  /** Path below the run's folder; placeholders are spelled `{{name}}`. */
  readonly name: string;
  /** False for `secondary_outputs`. */
  readonly required: boolean;
  readonly place: Place;
}

/** What must hold before the next step begins. */
export interface StepValidation {
  /** Name or path as written; must be known, or the file is refused. */
  readonly schema: string | null;
  readonly schemaPlace: Place;
  /** Who decides: the engine from numbers and schemas, or a person. */
  readonly gate: 'computed' | 'person';
  /** 0 to 10; null where nothing is rated. */
  readonly scoreMin: number | null;
  readonly rubricFile: string | null;
  readonly rubricPlace: Place;
  /** Checks that no program knows; a person is asked about each. */
  readonly customChecks: readonly string[];
}

/** What follows when a step or its validation failed for good. */
export interface FailurePlan {
  /** Back to an earlier step with the feedback, so many times. */
  readonly goto: { readonly step: string; readonly max: number; readonly place: Place } | null;
  /** After that, or at once: end the run, ask a person, or go on without the result. */
  readonly finally: 'stop' | 'ask' | 'continue';
}

/** Steps that run at the same time; what follows waits for all of them. */
export interface ParallelGroup {
  readonly name: string;
  readonly members: readonly { readonly step: string; readonly place: Place }[];
  readonly place: Place;
}

/** Something that is given when the run starts. */
export interface RunInput {
  readonly name: string;
  readonly required: boolean;
}

/** Attempts of a step that says nothing else. */
export interface RetryConfig {
  readonly attemptsMax: number;
  /** Before the second attempt, the third, …; the last one repeats. */
  readonly waitsMs: readonly number[];
  readonly retryable: readonly RetryableError[];
}

/** A failure that another attempt may not have. */
export type RetryableError = 'timeout' | 'rate_limit' | 'network_error';

/** One line of `fallback_agents`. */
export interface FallbackAgents {
  readonly agent: string;
  readonly instead: readonly { readonly agent: string; readonly place: Place }[];
  readonly place: Place;
}

/** Whether and how groups run at the same time. */
export interface ParallelExecution {
  readonly enabled: boolean;
  /** A failed member cancels the others. */
  readonly failFast: boolean;
  readonly stepTimeoutMs: number | null;
}

/** When artifacts are published. */
export type PublishPolicy = 'manual' | 'auto-on-pass' | 'auto-on-complete';

/** How the state of a run is kept. */
export interface CheckpointStrategy {
  readonly frequency: 'on_step_completion' | 'on_gate';
  readonly compression: boolean;
  readonly incremental: boolean;
  readonly sizeMbMax: number;
  readonly keepLast: number;
  readonly ttlHours: number;
}

/** What a run may take. */
export interface ResourceLimits {
  readonly concurrentAgentsMax: number;
  readonly agentTimeoutMs: number;
  readonly contextCacheMb: number;
  readonly lazyArtifactLoading: boolean;
}
