import {
  type BaselineBody,
  type PlanBody,
  type PlanStep,
  type RatingDimension,
  ROLES,
  type Suite,
} from '../model/index.ts';
import { evidenceProblem } from './check-evidence.ts';
import { gainProblem } from './check-gain.ts';
import { suiteTargets } from './check-whole.ts';
import { textProblem, wordsOf } from './plan-words.ts';
import { stepOrder } from './step-order.ts';
import { measuredIn, metricIn } from './suite-metric.ts';

/** One quality of a plan that can be computed. */
export interface Quality {
  readonly dimension: RatingDimension;
  /** From 0 (not at all) to 1 (everywhere). */
  readonly value: number;
  /** What was counted, as a clause: `targets that a step works on`. */
  readonly what: string;
  /** What to do where it is below 1. */
  readonly advice: string;
}

type Baseline = Pick<BaselineBody, 'benchmarks'> | null;

/** Different words that a way back needs to say what is taken back and how. */
const ROLLBACK_WORDS_MIN = 6;

/** Everything about a plan that the built-in rater counts. */
export function planQualities(plan: PlanBody, suite: Suite, baseline: Baseline): Quality[] {
  return [
    ...completeness(plan, suite),
    ...feasibility(plan, suite, baseline),
    ...riskMitigation(plan, suite),
    ...agentCoverage(plan),
    ...integration(plan, suite),
  ];
}

function completeness(plan: PlanBody, suite: Suite): Quality[] {
  const of = quality('completeness');
  const kinds = ['measure', 'change', 'check'] as const;
  const covered = coverage(plan, suite);
  return [
    of(covered, 'targets (or benchmarks) that a step changes or checks', 'Add a step for each.'),
    of(
      share(plan.objectives, (text) => /\p{N}/u.test(text)),
      'objectives with a number',
      'Say in each objective what number is to be reached.',
    ),
    of(
      share(plan.steps, ({ success_criteria: criteria }) => criteria.some(isMeasurable)),
      'steps with a criterion that has a number, or names what is recorded',
      'Give each step a criterion that can be seen to be met.',
    ),
    of(
      share(kinds, (kind) => plan.steps.some((step) => step.kind === kind)),
      'kinds of steps: measure, change and check',
      'Measure before, change, and check after.',
    ),
  ];
}

function feasibility(plan: PlanBody, suite: Suite, baseline: Baseline): Quality[] {
  const of = quality('feasibility');
  const changes = changesOf(plan);
  const strength = changes.map((step) => evidenceStrength(step, suite, baseline));
  return [
    of(
      mean(strength),
      'strength of the evidence (1 for a number of the baseline, 0.5 for a benchmark alone)',
      'Quote the measured number that each change follows from.',
    ),
    of(
      share(changes, (step) => gainProblem(step, suite, baseline) === null),
      'changes with a gain that can be measured',
      'Expect at least the smallest change that matters, and less than all.',
    ),
    of(ordered(plan.steps), 'steps that can be ordered', 'Let steps wait for existing ones only.'),
  ];
}

function ordered(steps: readonly PlanStep[]): number {
  const numbers = new Set(steps.map((step) => step.step_number));
  return stepOrder(steps).cycle === null
    ? share(steps, ({ dependencies }) => dependencies.every((number) => numbers.has(number)))
    : 0;
}

function riskMitigation(plan: PlanBody, suite: Suite): Quality[] {
  const of = quality('risk_mitigation');
  const changes = changesOf(plan);
  const checked = new Set(
    plan.steps
      .filter((step) => step.kind === 'check')
      .flatMap((step) => step.measures.map(({ benchmark }) => benchmark)),
  );
  return [
    of(
      share(
        changes,
        (step) => step.risks.length > 0 && step.mitigation.length >= step.risks.length,
      ),
      'changes with a risk and what is done about it',
      'Say for each change what may go wrong and what is done then.',
    ),
    of(
      changes.length > 0 && plan.risks.length > 0 ? 1 : 0,
      'risks of the plan as a whole',
      'Say what may go wrong with the plan.',
    ),
    of(
      share(changes, ({ rollback }) => new Set(wordsOf(rollback)).size >= ROLLBACK_WORDS_MIN),
      'changes whose way back says what is taken back and how',
      'Say what is taken back, and how.',
    ),
    of(
      share(suite.benchmarks, ({ id }) => checked.has(id)),
      'benchmarks that are checked for harm afterwards',
      'Check every benchmark of the suite at the end.',
    ),
  ];
}

function agentCoverage(plan: PlanBody): Quality[] {
  const of = quality('agent_coverage');
  const changers = new Set(changesOf(plan).map(({ agent }) => agent));
  const checks = plan.steps.filter((step) => step.kind === 'check');
  const wanted = ['performance-engineer', 'developer', 'code-reviewer', 'qa'];
  const known: readonly string[] = ROLES;
  return [
    of(
      share(plan.steps, ({ agent }) => known.includes(agent)),
      'steps of a known role',
      'Use one.',
    ),
    of(
      changers.size === 0 ? 0 : share(checks, ({ agent }) => !changers.has(agent)),
      'checks by somebody who changed nothing',
      'Give checks to another role than changes.',
    ),
    of(
      share(wanted, (role) => plan.steps.some(({ agent }) => agent === role)),
      `of the roles ${wanted.join(', ')} that have a step`,
      'Give each of these roles a step.',
    ),
  ];
}

function integration(plan: PlanBody, suite: Suite): Quality[] {
  const of = quality('integration');
  const changes = changesOf(plan);
  const order = stepOrder(plan.steps);
  const numbersOf = (kind: string): number[] =>
    plan.steps.filter((step) => step.kind === kind).map((step) => step.step_number);
  const measures = numbersOf('measure');
  const beforeChecks = numbersOf('check').map((number) => order.before(number));
  const wanted = JSON.stringify(suiteTargets(suite).map(sorted).sort());
  return [
    of(
      share(changes, ({ step_number: number }) =>
        measures.some((measure) => order.before(number).has(measure)),
      ),
      'changes that come after a measurement',
      'Let each change depend on a step that measures.',
    ),
    of(
      share(changes, ({ step_number: number }) => beforeChecks.some((all) => all.has(number))),
      'changes that a check follows',
      'Let a check depend on each change.',
    ),
    of(
      share(changes, (step) =>
        step.measures.every(({ benchmark, metric }) => metricIn(suite, benchmark, metric) !== null),
      ),
      'changes on metrics of the suite',
      'Name benchmarks and metrics of hone.yaml.',
    ),
    of(
      JSON.stringify(plan.targets.map(sorted).sort()) === wanted ? 1 : 0,
      'targets as in hone.yaml',
      'Copy the targets of hone.yaml.',
    ),
  ];
}

/** Share of targets, or of benchmarks where there are none, that a step changes or checks. */
function coverage(plan: PlanBody, suite: Suite): number {
  const touched = (benchmark: string, metric: string | null): boolean =>
    plan.steps.some(
      (step) =>
        step.kind !== 'measure' &&
        step.measures.some(
          (own) => own.benchmark === benchmark && (metric === null || own.metric === metric),
        ),
    );
  return suite.targets.length > 0
    ? share(suite.targets, (target) => touched(target.benchmark, target.metric))
    : share(suite.benchmarks, ({ id }) => touched(id, null));
}

/** The best piece of evidence of a step; what does not hold counts for nothing. */
function evidenceStrength(step: PlanStep, suite: Suite, baseline: Baseline): number {
  const strengths = step.evidence.map((one) => {
    if (evidenceProblem(one, { suite, baseline, paths: null }) !== null) {
      return 0;
    }
    switch (one.kind) {
      case 'measurement': {
        const measured = measuredIn(baseline, one.benchmark ?? '', one.metric ?? '');
        return measured === null ? 0.7 : 1;
      }
      case 'profile':
      case 'code':
      case 'target':
        return 0.7;
      case 'suite':
        return 0.5;
    }
  });
  return Math.max(0, ...strengths);
}

function isMeasurable(text: string): boolean {
  return textProblem(text, 3) === null && /\p{N}|\.(?:json|md|yaml)\b/u.test(text);
}

function quality(dimension: RatingDimension) {
  return (value: number, what: string, advice: string): Quality => ({
    dimension,
    value,
    what,
    advice,
  });
}

function changesOf(plan: PlanBody): PlanStep[] {
  return plan.steps.filter((step) => step.kind === 'change');
}

function sorted(value: object): string {
  return JSON.stringify(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Share of the items that hold; 0 of none, because nothing does not pass. */
function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}
