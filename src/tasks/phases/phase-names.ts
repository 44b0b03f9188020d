/** The phases of a task, in their order. */
export const PHASE_NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export type PhaseNumber = (typeof PHASE_NUMBERS)[number];

/** What each phase is called. */
export const PHASE_NAMES: Readonly<Record<PhaseNumber, string>> = {
  1: 'Task Analysis',
  2: 'Performance Analysis',
  3: 'Benchmark Test Creation',
  4: 'Performance Implementation',
  5: 'Performance Validation',
  6: 'Verification & Polish',
  7: 'Reflection & Documentation',
  8: 'Task Completion',
};

/** `Phase 1 - Task Analysis`. */
export function phaseTitle(phase: PhaseNumber): string {
  return `Phase ${phase} - ${PHASE_NAMES[phase]}`;
}
