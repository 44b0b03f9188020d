import type { GitOptions } from '../../git/index.ts';
import {
  type CheckFact,
  NOTHING_KNOWN,
  type PhaseFacts,
  type PhaseNumber,
  type PullRequestFact,
} from '../../tasks/index.ts';
import type { MergeMethod } from './merge-method.ts';
import { benchmarkCreation, performanceAnalysis, taskAnalysis } from './preparing-facts.ts';
import type { TaskWork } from './task-work.ts';
import { implementation, reflection, validation, verification } from './working-facts.ts';

/** What the steps before the look have found out, for the phases that need it. */
export interface Prepared {
  /** Phase 6 and 8; null where nobody looked. */
  readonly checks: readonly CheckFact[] | null;
  readonly pullRequest: PullRequestFact | null;
  /** Phase 7: what sums the work up. */
  readonly summary: string | null;
  /** Phase 8. */
  readonly unsaved: readonly string[] | null;
  readonly unmeasured: readonly string[] | null;
  readonly openReviews: readonly string[] | null;
  /** How whoever wants the merge wants it; null when they did not say. */
  readonly mergeMethod: MergeMethod | null;
}

/** Nothing was prepared. */
export const NOTHING_PREPARED: Prepared = {
  checks: null,
  pullRequest: null,
  summary: null,
  unsaved: null,
  unmeasured: null,
  openReviews: null,
  mergeMethod: null,
};

/**
 * All that the exit of a phase is judged by, from the recorded files of the run, the branch and the
 * task file as it is now. Of the phase's own commit nothing is known yet.
 */
export async function phaseFacts(
  task: TaskWork,
  phase: PhaseNumber,
  prepared: Prepared,
  options: GitOptions,
): Promise<PhaseFacts> {
  const commit = null;
  const { checks, pullRequest } = prepared;
  switch (phase) {
    case 1:
      return { ...NOTHING_KNOWN, taskAnalysis: { ...(await taskAnalysis(task, options)), commit } };
    case 2: {
      const found = await performanceAnalysis(task, options);
      return { ...NOTHING_KNOWN, performanceAnalysis: { ...found, commit } };
    }
    case 3:
      return { ...NOTHING_KNOWN, benchmarks: { ...benchmarkCreation(task), commit } };
    case 4:
      return { ...NOTHING_KNOWN, implementation: await implementation(task, options) };
    case 5:
      return { ...NOTHING_KNOWN, validation: { ...(await validation(task, options)), commit } };
    case 6: {
      const found = await verification(task, options);
      return { ...NOTHING_KNOWN, verification: { ...found, checks, pullRequest } };
    }
    case 7: {
      const found = await reflection(task, prepared.summary, options);
      return { ...NOTHING_KNOWN, reflection: { ...found, commit } };
    }
    case 8: {
      const { unsaved, unmeasured, openReviews } = prepared;
      const completion = { unsaved, unmeasured, checks, openReviews, pullRequest };
      return { ...NOTHING_KNOWN, completion };
    }
  }
}

/** The same facts with what was only done once everything else held. */
export function withCommit(facts: PhaseFacts, commit: string): PhaseFacts {
  const set = <T>(part: T | null): T | null => (part === null ? null : { ...part, commit });
  return {
    ...facts,
    taskAnalysis: set(facts.taskAnalysis),
    performanceAnalysis: set(facts.performanceAnalysis),
    benchmarks: set(facts.benchmarks),
    validation: set(facts.validation),
    reflection: set(facts.reflection),
  };
}
