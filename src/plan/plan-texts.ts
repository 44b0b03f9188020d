import type { PlanBody, PlanStep } from '../model/index.ts';
import { WORDS_MIN } from './limits.ts';

/** A text of a plan, and how much it has to say. */
export interface PlanText {
  readonly step: number | null;
  /** What it is, for a message: `the way back`. */
  readonly what: string;
  readonly text: string;
  readonly wordsMin: number;
}

/** Every text of a plan that people are to read. */
export function planTexts(plan: PlanBody): PlanText[] {
  const { name, sentence } = WORDS_MIN;
  return [
    { step: null, what: 'the name of the plan', text: plan.name, wordsMin: name },
    ...plan.objectives.map((text, index) => ({
      step: null,
      what: `objective ${index + 1}`,
      text,
      wordsMin: name,
    })),
    ...plan.risks.flatMap(({ risk, mitigation }, index) => [
      { step: null, what: `risk ${index + 1}`, text: risk, wordsMin: sentence },
      {
        step: null,
        what: `the mitigation of risk ${index + 1}`,
        text: mitigation,
        wordsMin: sentence,
      },
    ]),
    ...plan.steps.flatMap(stepTexts),
  ];
}

/** The texts of one step. */
export function stepTexts(step: PlanStep): PlanText[] {
  const { name, sentence } = WORDS_MIN;
  const of = (what: string, text: string, wordsMin: number): PlanText => ({
    step: step.step_number,
    what,
    text,
    wordsMin,
  });
  const each = (what: string, texts: readonly string[]): PlanText[] =>
    texts.map((text, index) => of(`${what} ${index + 1}`, text, sentence));
  return [
    of('the name', step.name, name),
    ...each('task', step.tasks),
    ...each('success criterion', step.success_criteria),
    ...each(
      'evidence',
      step.evidence.map(({ text }) => text),
    ),
    of('the way back', step.rollback, sentence),
    ...(step.expected_gain === null
      ? []
      : [of('the basis of the expected gain', step.expected_gain.basis, sentence)]),
    ...each('risk', step.risks),
    ...each('mitigation', step.mitigation),
  ];
}
