import type { FlowFile, FlowStep } from '../../flow/index.ts';
import type { Produced } from './board.ts';
import { analysis } from './built-in/analysis.ts';
import { reviewArchitecture } from './built-in/architecture.ts';
import { baseline } from './built-in/baseline.ts';
import { implement } from './built-in/implement.ts';
import { plan } from './built-in/plan.ts';
import { publish } from './built-in/publish.ts';
import { rating } from './built-in/rating.ts';
import { reviewCode, reviewResult } from './built-in/review.ts';
import { validation } from './built-in/validation.ts';
import { phaseExit } from '../tasks/phase-exit.ts';
import { requiredFiles } from './expected-files.ts';
import { type Author, fillRole } from './fill-role.ts';
import type { StepWork } from './flow-context.ts';

/** Makes what a step brings, by steps of its own below the step's id. */
export type Producer = (work: StepWork) => Promise<Produced>;

/** Files that the engine computes: nobody is ever asked to claim what is in them. */
const COMPUTED: readonly (readonly [RegExp, Producer])[] = [
  [/^plans\/[^/]+-rating\.json$/, rating],
  [/^(?:baseline-metrics|performance-baseline-[^/]+)\.json$/, baseline],
  [/^bottleneck-report\.json$/, analysis],
  [/^dev-manifest\.json$/, implement],
  [/^performance-comparison\.json$/, validation],
  [/^phases\/phase-[1-8]\.json$/, phaseExit],
];

/** Files of roles for which hone lays something out first; hone can also make them itself. */
const PREPARED: readonly (readonly [RegExp, Producer])[] = [[/^plan-[^/]+\.json$/, plan]];

/** Files that hone can also make without a model, when nobody fills the role. */
const AUTHORED: readonly (readonly [RegExp, Author])[] = [
  [/^optimization-architecture\.json$/, reviewArchitecture],
  [/^code-review-final\.json$/, reviewResult],
  [/^code-review(?:-[^/]+)?\.json$/, reviewCode],
];

/** The steps whose files the engine computes from hone.yaml and what is measured by it. */
export function stepsWithSuite(file: FlowFile): FlowStep[] {
  return file.steps.filter(({ outputs }) =>
    outputs.some(
      ({ name, required }) => required && COMPUTED.some(([pattern]) => pattern.test(name)),
    ),
  );
}

/** Computed steps for which agents are asked all the same: to rate, and to propose. */
const ASKING: readonly Producer[] = [rating, implement];

/** The steps in which raters are asked. */
export function stepsThatRate(file: FlowFile): FlowStep[] {
  return file.steps.filter((step) => computedBy(step) === rating);
}

/** True when hone does the whole of a step, whoever fills its role. */
export function isDoneByHone(step: FlowStep): boolean {
  const computed = computedBy(step);
  return step.type === 'publish' || (computed !== null && !ASKING.includes(computed));
}

function computedBy({ outputs }: FlowStep): Producer | null {
  const names = outputs.filter(({ required }) => required).map(({ name }) => name);
  const computed = COMPUTED.find(([pattern]) => names.some((name) => pattern.test(name)));
  return computed?.[1] ?? null;
}

/** Who makes what a step has to bring. */
export function producerOf(work: StepWork): Producer {
  if (work.step.type === 'publish') {
    return publish;
  }
  const names = requiredFiles(work);
  const computed = COMPUTED.find(([pattern]) => names.some((name) => pattern.test(name)));
  if (computed !== undefined) {
    return computed[1];
  }
  const prepared = PREPARED.find(([pattern]) => names.some((name) => pattern.test(name)));
  if (prepared !== undefined) {
    return prepared[1];
  }
  const authored = AUTHORED.find(([pattern]) => names.some((name) => pattern.test(name)));
  return (asked) => fillRole(asked, authored?.[1] ?? null);
}
