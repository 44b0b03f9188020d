import { at } from '../../base/index.ts';
import type { CriterionResult, Phase } from './criterion.ts';
import type { PhaseFacts } from './facts.ts';
import type { PhaseNumber } from './phase-names.ts';
import { BENCHMARK_CREATION, PERFORMANCE_ANALYSIS, TASK_ANALYSIS } from './preparing-phases.ts';
import {
  COMPLETION,
  IMPLEMENTATION,
  REFLECTION,
  VALIDATION,
  VERIFICATION,
} from './working-phases.ts';

/** The eight phases of a task, in their order. */
export const PHASES: readonly Phase[] = [
  TASK_ANALYSIS,
  PERFORMANCE_ANALYSIS,
  BENCHMARK_CREATION,
  IMPLEMENTATION,
  VALIDATION,
  VERIFICATION,
  REFLECTION,
  COMPLETION,
];

/** How the exit of a phase stands: each criterion, and what follows for the phase. */
export interface JudgedPhase {
  readonly phase: PhaseNumber;
  /** `asks` when nothing is unmet and a person has to answer something. */
  readonly verdict: 'met' | 'unmet' | 'asks';
  readonly criteria: readonly {
    readonly id: string;
    readonly text: string;
    readonly result: CriterionResult;
  }[];
}

/** Holds the exit criteria of a phase against the facts. */
export function judgePhase(number: PhaseNumber, facts: PhaseFacts): JudgedPhase {
  const criteria = at(PHASES, number - 1).criteria.map(({ id, text, judge }) => {
    return { id, text, result: judge(facts) };
  });
  const has = (kind: CriterionResult['kind']): boolean =>
    criteria.some(({ result }) => result.kind === kind);
  return {
    phase: number,
    verdict: has('unmet') ? 'unmet' : has('asks') ? 'asks' : 'met',
    criteria,
  };
}
