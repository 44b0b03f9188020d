import type { TaskId } from '../task-id.ts';

/**
 * What is known when the exit of a phase is judged. Null always means "not known", and what is not
 * known is not met. Lists that are empty say that there is nothing.
 */
export interface PhaseFacts {
  readonly taskAnalysis: TaskAnalysisFacts | null;
  readonly performanceAnalysis: PerformanceAnalysisFacts | null;
  readonly benchmarks: BenchmarkFacts | null;
  readonly implementation: ImplementationFacts | null;
  readonly validation: ValidationFacts | null;
  readonly verification: VerificationFacts | null;
  readonly reflection: ReflectionFacts | null;
  readonly completion: CompletionFacts | null;
}

/** Before anybody has looked. */
export const NOTHING_KNOWN: PhaseFacts = {
  taskAnalysis: null,
  performanceAnalysis: null,
  benchmarks: null,
  implementation: null,
  validation: null,
  verification: null,
  reflection: null,
  completion: null,
};

/** Facts of phase 1. */
export interface TaskAnalysisFacts {
  /** What the journal says about the task, as Markdown. */
  readonly understanding: string | null;
  readonly dependencies: readonly { readonly id: TaskId; readonly isCompleted: boolean }[] | null;
  /** Targets of the task file that the suite understands, and how many it does not. */
  readonly targets: { readonly understood: readonly string[]; readonly refused: number } | null;
  /** What is unclear and nobody has answered. */
  readonly openQuestions: readonly string[] | null;
  readonly commit: string | null;
}

/** Facts of phase 2. */
export interface PerformanceAnalysisFacts {
  /** One for each benchmark that was measured; `samples` is n of the least measured metric. */
  readonly baseline: {
    readonly commit: string;
    readonly benchmarks: readonly { readonly id: string; readonly samples: number }[];
  } | null;
  readonly bottlenecks: readonly { readonly where: string; readonly hasEvidence: boolean }[] | null;
  /** Each target with the number that it asks for; null where it has none. */
  readonly targets: readonly { readonly text: string; readonly value: number | null }[] | null;
  readonly commit: string | null;
}

/** What a suite ought to measure. */
export const COVERAGE_KINDS = ['throughput', 'latency', 'resources', 'load'] as const;
export type CoverageKind = (typeof COVERAGE_KINDS)[number];

/** Which benchmarks cover something; or that it does not apply, and who said why. */
export type Coverage =
  | { readonly kind: 'covered'; readonly by: readonly [string, ...string[]] }
  | { readonly kind: 'waived'; readonly who: string; readonly reason: string }
  | { readonly kind: 'missing' };

/** Facts of phase 3. */
export interface BenchmarkFacts {
  readonly coverage: Readonly<Record<CoverageKind, Coverage | null>>;
  /** Whether a person said that the benchmarks are like real use. */
  readonly realUse: { readonly who: string; readonly answer: boolean } | 'unanswered' | null;
  /** Benchmarks of the frozen suite, and those of them with a baseline on it. */
  readonly baselines: {
    readonly all: readonly string[];
    readonly measured: readonly string[];
  } | null;
  /** Metrics with a target or a limit of harm, in words. */
  readonly thresholds: readonly string[] | null;
  readonly suiteHash: string | null;
  readonly commit: string | null;
}

/** A target and what was measured of it. */
export interface TargetFact {
  readonly text: string;
  /** Unclear: the interval holds the bound, or nothing was measured. */
  readonly state: 'reached' | 'missed' | 'unclear';
  /** The measured value with its interval, in words. */
  readonly measured: string | null;
}

/** Facts of phase 4. */
export interface ImplementationFacts {
  readonly targets: readonly TargetFact[] | null;
  /** What is on the branch; `interval` in words, null when it was not measured. */
  readonly optimisations:
    | readonly {
        readonly name: string;
        readonly commit: string | null;
        readonly interval: string | null;
      }[]
    | null;
  /** Whether the tests of the frozen suite pass on the branch. */
  readonly tests: { readonly pass: boolean; readonly commit: string } | null;
  /** Metrics that became worse than their limit lets them. */
  readonly regressions: readonly string[] | null;
  readonly subTasks: { readonly done: number; readonly open: readonly string[] } | null;
}

/** Facts of phase 5. */
export interface ValidationFacts {
  /** From fresh samples of the whole branch against the base. */
  readonly targets: readonly TargetFact[] | null;
  readonly regressions: readonly string[] | null;
  /** Benchmarks and holdouts that ran, by what they vary. */
  readonly scenarios: readonly string[] | null;
  /** Failed samples, leftover processes and timeouts of the whole validation. */
  readonly failures: readonly string[] | null;
  /** The file with the results, once it is written. */
  readonly results: string | null;
  readonly commit: string | null;
}

/** A check or review of a pull request. */
export interface CheckFact {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'running';
}

/** Where the pull request of a task stands. */
export type PullRequestFact =
  /** It could not be opened, changed or asked for; why and what to do, as sentences. */
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'draft' | 'ready' | 'closed'; readonly name: string }
  | { readonly kind: 'merged'; readonly name: string; readonly verifiedAs: string | null };

/** Facts of phase 6. */
export interface VerificationFacts {
  readonly objectives: readonly string[] | null;
  /** Whether a person said that they are all achieved. */
  readonly objectivesAchieved:
    | { readonly who: string; readonly answer: boolean }
    | 'unanswered'
    | null;
  readonly subTasks: { readonly done: number; readonly open: readonly string[] } | null;
  /** Of the project's own (`npm run check`). */
  readonly checks: readonly CheckFact[] | null;
  /** Outputs that differ from the base's; empty when all agree. */
  readonly outputsChanged: readonly string[] | null;
  /** Documents that speak of the result. */
  readonly documents: readonly string[] | null;
  readonly pullRequest: PullRequestFact | null;
}

/** Facts of phase 7. */
export interface ReflectionFacts {
  /** What the task file says about insights, opportunities and lessons. */
  readonly insights: string | null;
  /** The last entry of the journal that sums up, as Markdown. */
  readonly summary: string | null;
  readonly commit: string | null;
}

/** Facts of phase 8. */
export interface CompletionFacts {
  /** Files that are not committed, and commits that are not pushed. */
  readonly unsaved: readonly string[] | null;
  /** Commits that changed code after the validation. */
  readonly unmeasured: readonly string[] | null;
  readonly checks: readonly CheckFact[] | null;
  /** Reviews that ask for changes, and comments that nobody handled. */
  readonly openReviews: readonly string[] | null;
  readonly pullRequest: PullRequestFact | null;
}
