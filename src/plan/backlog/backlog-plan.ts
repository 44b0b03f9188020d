import type { Backlog, BacklogItem, PlanBody, PlanStep, Suite } from '../../model/index.ts';
import {
  basicPlan,
  type BasicPlanFacts,
  FIRST_CHANGE,
  objectivesOf,
  planAround,
} from '../basic-plan.ts';
import { GAIN_PERCENT_MAX, WORDS_MIN } from '../limits.ts';
import { textProblem } from '../plan-words.ts';
import { percentText } from '../quantity-text.ts';
import { metricIn } from '../suite-metric.ts';

/** What the built-in planner knows when there is a profile. */
export interface BacklogPlanFacts extends BasicPlanFacts {
  readonly backlog: Backlog;
}

/**
 * A plan from a backlog, without a model: each item is a change of its own, in the order of their
 * ranks. Where nothing is worth a try it is the basic plan, with what was refused.
 */
export function backlogPlan(facts: BacklogPlanFacts): PlanBody {
  const { backlog, suite } = facts;
  const numbers = new Map(backlog.items.map(({ id }, index) => [id, index + FIRST_CHANGE]));
  const plan =
    backlog.items.length === 0
      ? basicPlan(facts)
      : planAround(facts, {
          objectives: objectivesOf(facts),
          changes: backlog.items.map((item, index) =>
            itemStep(item, index + FIRST_CHANGE, { suite, numbers }),
          ),
          risk: {
            risk: 'Gains of items about one place, or of places that call each other, overlap.',
            mitigation:
              'Each commit is measured on top of those before it, and the stack once as a whole.',
            severity: 'medium',
          },
        });
  return { ...plan, backlog };
}

function itemStep(
  item: BacklogItem,
  stepNumber: number,
  known: { readonly suite: Suite; readonly numbers: ReadonlyMap<string, number> },
): PlanStep {
  const { bottleneck, technique, metric, expected } = item;
  const minEffect = metricIn(known.suite, metric.benchmark, metric.metric)?.minEffect ?? 0;
  const share = Math.min(Math.max(expected.estimate, minEffect), GAIN_PERCENT_MAX.lower / 100);
  const after = item.dependencies.flatMap((id) => known.numbers.get(id) ?? []);
  return {
    step_number: stepNumber,
    name: item.title,
    kind: 'change',
    agent: 'developer',
    item: item.id,
    tasks: [
      `Read the place and its callers: "hone bottleneck show ${bottleneck}" has lines and stacks.`,
      saying(technique.rationale, `What to do about it (${technique.name}) is not said further.`),
      `Hand it in as one commit whose title has [${item.id}], so that what comes of it is held ` +
        'against what this plan expects.',
    ],
    success_criteria: [...item.acceptance],
    dependencies: [1, ...after],
    evidence: [...item.evidence],
    measures: [metric],
    expected_gain: {
      amount: Number((share * 100).toPrecision(4)),
      unit: '%',
      basis:
        share > expected.estimate
          ? `${expected.basis} That is less than the ${percentText(share)} which counts.`
          : expected.basis,
    },
    rollback: item.way_back,
    risks: [saying(technique.risk, 'What may break by it is not known beyond what tests cover.')],
    mitigation: ['Tests, outputs and all other benchmarks are checked before it is kept.'],
    status: 'pending',
  };
}

/** A text that others wrote, where it says something; else what stands in for it. */
function saying(text: string, instead: string): string {
  return textProblem(text, WORDS_MIN.sentence) === null ? text : instead;
}
