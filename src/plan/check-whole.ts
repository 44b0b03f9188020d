import type { PlanBody, PlanFinding, PlanTarget, Suite } from '../model/index.ts';
import { stepOrder } from './step-order.ts';
import { boundOf, metricIn } from './suite-metric.ts';

/** What is wrong with a plan as a whole: order, targets, what is missing. */
export function checkWhole(plan: PlanBody, suite: Suite): PlanFinding[] {
  return [...orderFindings(plan), ...targetFindings(plan, suite), ...kindFindings(plan)];
}

function orderFindings(plan: PlanBody): PlanFinding[] {
  const numbers = new Set(plan.steps.map((step) => step.step_number));
  const unknown = plan.steps.flatMap((step) =>
    step.dependencies
      .filter((number) => !numbers.has(number))
      .map((number) => ({
        rule: 'unknown-dependency',
        step_number: step.step_number,
        message: `It depends on step ${number}, which does not exist.`,
      })),
  );
  const { cycle } = stepOrder(plan.steps);
  const message = `Steps wait for each other: ${cycle?.join(' waits for ') ?? ''}.`;
  return cycle === null
    ? unknown
    : [...unknown, { rule: 'dependency-cycle', step_number: cycle[0] ?? null, message }];
}

function targetFindings(plan: PlanBody, suite: Suite): PlanFinding[] {
  const wanted = suiteTargets(suite);
  const missing = wanted
    .filter((target) => !plan.targets.some((own) => sameTarget(own, target)))
    .map((target) => whole('target-missing', `The plan leaves out the target ${named(target)}.`));
  const invented = plan.targets
    .filter((own) => !wanted.some((target) => sameTarget(own, target)))
    .map((own) =>
      whole(
        'target-differs',
        `${named(own)} is not a target of hone.yaml; only a person sets one.`,
      ),
    );
  const untouched = wanted
    .filter(
      ({ benchmark, metric }) =>
        !plan.steps.some(
          (step) =>
            step.kind !== 'measure' &&
            step.measures.some((own) => own.benchmark === benchmark && own.metric === metric),
        ),
    )
    .map((target) => whole('target-untouched', `No step works on the target ${named(target)}.`));
  const bare = plan.objectives.flatMap((text, index) =>
    /\p{N}/u.test(text)
      ? []
      : [whole('objective-without-number', `Objective ${index + 1} has no number to reach.`)],
  );
  return [...missing, ...invented, ...untouched, ...bare];
}

function kindFindings(plan: PlanBody): PlanFinding[] {
  const has = (kind: string): boolean => plan.steps.some((step) => step.kind === kind);
  return [
    ...(has('change') ? [] : [whole('no-change', 'No step changes anything.')]),
    ...(has('check') ? [] : [whole('no-check', 'No step checks what was changed.')]),
  ];
}

/** The targets of a suite as a plan has to name them. */
export function suiteTargets(suite: Suite): PlanTarget[] {
  return suite.targets.flatMap((target) => {
    const bound = boundOf(target);
    const metric = metricIn(suite, target.benchmark, target.metric);
    return bound === null || metric === null
      ? []
      : [{ benchmark: target.benchmark, metric: target.metric, ...bound, unit: metric.unit }];
  });
}

function sameTarget(left: PlanTarget, right: PlanTarget): boolean {
  return (
    left.benchmark === right.benchmark &&
    left.metric === right.metric &&
    left.bound === right.bound &&
    left.value === right.value &&
    left.unit === right.unit
  );
}

function named({ benchmark, metric, bound, value, unit }: PlanTarget): string {
  return `${benchmark} ${metric} ${bound === 'at_most' ? '<=' : '>='} ${value} ${unit}`;
}

function whole(rule: string, message: string): PlanFinding {
  return { rule, step_number: null, message };
}
