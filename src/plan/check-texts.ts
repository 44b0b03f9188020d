import { unreachable } from '../base/index.ts';
import type { PlanBody, PlanFinding, PlanStep } from '../model/index.ts';
import { NEAR_DUPLICATE_SHARE, PLAN_CHARS_MAX } from './limits.ts';
import { planTexts, stepTexts } from './plan-texts.ts';
import { folded, similarity, textProblem, type TextProblem, wordsOf } from './plan-words.ts';

/** Characters of a text that a message quotes. */
const QUOTED_CHARS_MAX = 60;

/** Texts that say nothing, and steps that say the same. */
export function checkTexts(plan: PlanBody): PlanFinding[] {
  const texts = planTexts(plan);
  const chars = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (chars > PLAN_CHARS_MAX) {
    const message = `The plan has ${chars} characters of text; at most ${PLAN_CHARS_MAX} are read.`;
    return [{ rule: 'too-long', step_number: null, message }];
  }
  const hollow = texts.flatMap(({ step, what, text, wordsMin }) => {
    const problem = textProblem(text, wordsMin);
    const message = problem === null ? '' : messageFor(what, text, problem);
    return problem === null ? [] : [{ rule: problem.kind, step_number: step, message }];
  });
  return [
    ...hollow,
    ...repeatedObjectives(plan),
    ...plan.steps.flatMap(repeatedInStep),
    ...duplicateSteps(plan.steps),
  ];
}

function messageFor(what: string, text: string, problem: TextProblem): string {
  const quoted = JSON.stringify(
    text.length > QUOTED_CHARS_MAX ? `${text.slice(0, QUOTED_CHARS_MAX)}…` : text,
  );
  const subject = what.charAt(0).toUpperCase() + what.slice(1);
  switch (problem.kind) {
    case 'placeholder':
      return `${subject} is ${quoted}, which stands for something that is still to be written.`;
    case 'too-few-words':
      return (
        `${subject} is ${quoted}: ${problem.words} different words where at least ` +
        `${problem.wanted} are needed to say something.`
      );
    case 'repeated-words':
      return (
        `${subject} is ${quoted}: ${problem.words} words, only ${problem.distinct} of them ` +
        'different.'
      );
  }
  return unreachable(problem);
}

function repeatedObjectives(plan: PlanBody): PlanFinding[] {
  return plan.objectives.flatMap((text, index) => {
    const first = plan.objectives.findIndex((other) => folded(other) === folded(text));
    const message = `Objective ${index + 1} is the same as objective ${first + 1}.`;
    return first < index ? [{ rule: 'duplicate-objective', step_number: null, message }] : [];
  });
}

/** One sentence for a task, a criterion and the way back is an answer to none of them. */
function repeatedInStep(step: PlanStep): PlanFinding[] {
  const seen = new Map<string, string>();
  return stepTexts(step).flatMap(({ what, text }) => {
    const first = seen.get(folded(text));
    seen.set(folded(text), first ?? what);
    const message = `The same text stands for ${first} and for ${what}.`;
    return first === undefined
      ? []
      : [{ rule: 'repeated-text', step_number: step.step_number, message }];
  });
}

/** Steps of one kind on the same metrics are compared by their words, all others by their name. */
function duplicateSteps(steps: readonly PlanStep[]): PlanFinding[] {
  const findings: PlanFinding[] = [];
  const names = new Map<string, PlanStep>();
  const groups = new Map<string, { step: PlanStep; words: ReadonlySet<string> }[]>();
  for (const step of steps) {
    const named = names.get(folded(step.name));
    const group = groups.get(groupOf(step)) ?? [];
    const words = new Set(wordsOf([step.name, ...step.tasks].join('\n')));
    const near = group.find((other) => similarity(other.words, words) >= NEAR_DUPLICATE_SHARE);
    const twin = named ?? near?.step;
    if (twin === undefined) {
      names.set(folded(step.name), step);
    } else {
      const how = named === undefined ? 'in almost the same words' : 'under the same name';
      const message =
        `Step ${step.step_number} repeats step ${twin.step_number} ${how}. Keep one of them, or ` +
        'say what is different.';
      findings.push({ rule: 'duplicate-step', step_number: step.step_number, message });
    }
    groups.set(groupOf(step), [...group, { step, words }]);
  }
  return findings;
}

/** Steps about different items of the backlog are about different places: checked elsewhere. */
function groupOf(step: PlanStep): string {
  const measures = step.measures.map(({ benchmark, metric }) =>
    JSON.stringify([benchmark, metric]),
  );
  return JSON.stringify([step.kind, step.item ?? null, ...measures.sort()]);
}
