import type {
  BaselineBody,
  Benchmark,
  Metric,
  PlanBody,
  PlanEvidence,
  PlanMeasure,
  PlanStep,
  Suite,
} from '../model/index.ts';
import { suiteTargets } from './check-whole.ts';
import { percentText, quantityText } from './quantity-text.ts';
import { boundOf, measuredIn, metricIn, targetOn } from './suite-metric.ts';

/** Who a plan says it was made by, when hone made it. */
export const BUILT_IN_PLANNER = 'hone (built-in planner, no model)';

/** What the built-in planner knows. */
export interface BasicPlanFacts {
  readonly planId: string;
  /** Name of the subject. */
  readonly subject: string;
  readonly suite: Suite;
  readonly baseline: BaselineBody | null;
  readonly now: string;
}

/** A metric that is to become better, and how much it needs. */
interface Aim {
  readonly benchmark: Benchmark;
  readonly metric: Metric;
  readonly gainPercent: number;
  readonly basis: string;
  readonly evidence: readonly PlanEvidence[];
}

/**
 * A plan from what the suite and the baseline say, without a model: measure, try the given
 * proposals for each target, review, validate. It has no idea of its own about the code, and
 * expects no more than the target asks for, or the smallest change that matters.
 */
export function basicPlan(facts: BasicPlanFacts): PlanBody {
  const aims = aimsOf(facts);
  return planAround(facts, {
    objectives: aims.map(objectiveOf),
    changes: aims.map((aim, index) => changeStep(aim, index + FIRST_CHANGE)),
    risk: {
      risk: 'None of the given proposals helps, because this plan brings no ideas of its own.',
      mitigation:
        'The run ends with its measurements and reasons; a person or an agent adds proposals.',
      severity: 'medium',
    },
  });
}

/** Number of the first step that changes something; before it everything is measured. */
export const FIRST_CHANGE = 2;

/** What a plan is about, without what every plan has. */
export interface PlanCore {
  readonly objectives: readonly string[];
  /** Numbered from FIRST_CHANGE. */
  readonly changes: readonly PlanStep[];
  /** What may go wrong with these changes as a whole. */
  readonly risk: PlanBody['risks'][number];
}

/** The plan with what every plan has: measured before, reviewed and validated after. */
export function planAround(facts: BasicPlanFacts, core: PlanCore): PlanBody {
  const { suite } = facts;
  const { changes } = core;
  const numbers = changes.map((step) => step.step_number);
  const everything = suite.benchmarks.flatMap(({ id, metrics }) =>
    metrics.map((metric): PlanMeasure => ({ benchmark: id, metric: metric.name })),
  );
  const review = reviewStep(numbers.length + FIRST_CHANGE, numbers, changes);
  const evidence = evidenceFor(facts);
  return {
    plan_id: facts.planId,
    name: `Make ${facts.subject} faster and prove it`,
    made_by: BUILT_IN_PLANNER,
    created_at: facts.now,
    objectives: [...core.objectives],
    targets: suiteTargets(suite),
    steps: [
      measureStep(everything, evidence),
      ...changes,
      review,
      validationStep(review.step_number + 1, [review.step_number], everything, evidence),
    ],
    risks: [
      {
        risk: 'The machine is too noisy to see gains of the size that is expected here.',
        mitigation:
          'Every verdict needs fresh pairs whose interval excludes no change; inconclusive does ' +
          'not pass.',
        severity: 'medium',
      },
      core.risk,
    ],
    status: 'draft',
  };
}

/** What is to be reached, with its number. */
export function objectivesOf(facts: BasicPlanFacts): string[] {
  return aimsOf(facts).map(objectiveOf);
}

/** Targets that are not reached; where there are none, every benchmark's first metric. */
function aimsOf({ suite, baseline }: BasicPlanFacts): Aim[] {
  const targeted = suite.targets.flatMap(({ benchmark, metric }) =>
    aimAt(suite, baseline, benchmark, metric),
  );
  const open = targeted.filter(({ gainPercent }) => gainPercent > 0);
  if (open.length > 0) {
    return open;
  }
  const metrics =
    targeted.length > 0
      ? targeted.map(({ benchmark, metric }) => ({ benchmark, metric }))
      : suite.benchmarks.map((benchmark) => ({ benchmark, metric: benchmark.metrics[0] }));
  return metrics.map(({ benchmark, metric }) => ({
    benchmark,
    metric,
    gainPercent: metric.minEffect * 100,
    basis: smallestText(metric),
    evidence: evidenceOn(suite, baseline, benchmark.id, metric),
  }));
}

function aimAt(
  suite: Suite,
  baseline: BaselineBody | null,
  benchmarkId: string,
  metricName: string,
): Aim[] {
  const benchmark = suite.benchmarks.find(({ id }) => id === benchmarkId);
  const metric = metricIn(suite, benchmarkId, metricName);
  const target = targetOn(suite, benchmarkId, metricName);
  const bound = target === null ? null : boundOf(target);
  if (benchmark === undefined || metric === null || bound === null) {
    return [];
  }
  const measured = measuredIn(baseline, benchmarkId, metricName);
  const smallest = metric.minEffect * 100;
  const evidence = evidenceOn(suite, baseline, benchmarkId, metric);
  const wanted = quantityText(bound.value, metric.unit);
  if (measured === null || measured.median <= 0) {
    const basis = `How far ${wanted} is away was not measured yet. ${smallestText(metric)}`;
    return [{ benchmark, metric, gainPercent: smallest, basis, evidence }];
  }
  const share =
    bound.bound === 'at_most'
      ? 1 - bound.value / measured.median
      : bound.value / measured.median - 1;
  const basis =
    `The target is ${wanted} and the baseline measured ` +
    `${quantityText(measured.median, metric.unit)}, so that much is missing.`;
  const needed = Math.round(share * 1e4) / 100;
  return [
    {
      benchmark,
      metric,
      gainPercent: share <= 0 ? 0 : Math.max(needed, smallest),
      basis: needed >= smallest ? basis : `${basis} ${smallestText(metric)}`,
      evidence,
    },
  ];
}

function smallestText(metric: Metric): string {
  return (
    `At least ${percentText(metric.minEffect)} is needed for a change of ${metric.name} to be ` +
    'kept; more is not promised.'
  );
}

/** What is known about one metric: its number, its target, or that the suite has it. */
function evidenceOn(
  suite: Suite,
  baseline: BaselineBody | null,
  benchmark: string,
  metric: Metric,
): PlanEvidence[] {
  const about = { benchmark, metric: metric.name };
  const found: PlanEvidence[] = [];
  const measured = measuredIn(baseline, benchmark, metric.name);
  if (measured !== null) {
    const { median, mad, n } = measured;
    const text =
      `The benchmark ${benchmark} takes ${quantityText(median, metric.unit)} of ${metric.name} ` +
      `(median of n = ${n} runs, mad ${quantityText(mad, metric.unit)}).`;
    const number = { value: median, unit: metric.unit };
    found.push({ kind: 'measurement', source: 'baseline-metrics.json', text, ...about, ...number });
  }
  const target = targetOn(suite, benchmark, metric.name);
  const bound = target === null ? null : boundOf(target);
  if (bound !== null) {
    const sign = bound.bound === 'at_most' ? '<=' : '>=';
    const wanted = quantityText(bound.value, metric.unit);
    const text = `hone.yaml sets the target ${benchmark} ${metric.name} ${sign} ${wanted}.`;
    const number = { value: bound.value, unit: metric.unit };
    found.push({ kind: 'target', source: 'hone.yaml', text, ...about, ...number });
  }
  if (found.length === 0) {
    const text =
      `hone.yaml measures ${metric.name} of the benchmark ${benchmark}, where ` +
      `${metric.direction} is better.`;
    found.push({ kind: 'suite', source: 'hone.yaml', text, ...about, value: null, unit: null });
  }
  return found;
}

/** One piece for the steps about the whole suite: the first benchmark stands for it. */
function evidenceFor({ suite, baseline }: BasicPlanFacts): PlanEvidence[] {
  return suite.benchmarks
    .slice(0, 1)
    .flatMap(({ id, metrics }) => evidenceOn(suite, baseline, id, metrics[0]));
}

function objectiveOf({ benchmark, metric, gainPercent, basis }: Aim): string {
  const percent = percentText(gainPercent / 100);
  return `${benchmark.id} ${metric.name}: ${percent} better or more. ${basis}`;
}

function measureStep(measures: PlanMeasure[], evidence: PlanEvidence[]): PlanStep {
  return {
    step_number: 1,
    name: 'Measure the frozen suite before anything is changed',
    kind: 'measure',
    agent: 'performance-engineer',
    tasks: [
      'Run every benchmark of the suite on the base commit and keep the raw samples.',
      'Hold the spread of each metric against the smallest change that matters.',
    ],
    success_criteria: ['baseline-metrics.json has a number, its spread and n for every benchmark.'],
    dependencies: [],
    evidence,
    measures,
    expected_gain: null,
    rollback: 'Nothing in the repository is changed by measuring, so nothing is taken back.',
    risks: ['Other programs on the machine disturb the measurement of the baseline.'],
    mitigation: ['The comparison afterwards runs base and candidate in pairs, not against this.'],
    status: 'pending',
  };
}

function changeStep(
  { benchmark, metric, gainPercent, basis, evidence }: Aim,
  stepNumber: number,
): PlanStep {
  return {
    step_number: stepNumber,
    name: `Try the given proposals on ${benchmark.id} ${metric.name}`,
    kind: 'change',
    agent: 'developer',
    tasks: [
      `Hold each proposal against the base commit on ${benchmark.id}, tests and output first.`,
      `Keep as one commit each what is confirmed to improve ${metric.name} and harms nothing else.`,
    ],
    success_criteria: [
      `${metric.name} of ${benchmark.id} is better by ${percentText(gainPercent / 100)} or more, ` +
        'with an interval that excludes no change.',
      'dev-manifest.json lists each proposal with its decision and measured effect.',
    ],
    dependencies: [1],
    evidence: [...evidence],
    measures: [{ benchmark: benchmark.id, metric: metric.name }],
    expected_gain: { amount: gainPercent, unit: '%', basis },
    rollback:
      'Drop the commit of the proposal from the stack; the base commit stays as it was and the ' +
      'branch of the user is never written to.',
    risks: [
      'A proposal gains here and loses on another benchmark, in memory or in correctness.',
      'A gain is tied to the known input of the benchmark.',
    ],
    mitigation: [
      'Tests, outputs and all other benchmarks are checked before it is kept.',
      'Holdout inputs are drawn from a fresh seed for each run where the suite has any.',
    ],
    status: 'pending',
  };
}

function reviewStep(stepNumber: number, after: number[], changes: readonly PlanStep[]): PlanStep {
  const first = changes[0];
  return {
    step_number: stepNumber,
    name: 'Review the commits that were kept',
    kind: 'check',
    agent: 'code-reviewer',
    tasks: [
      'Read the diff of each kept commit against what its title and its number claim.',
      'Look for changed behaviour that neither tests nor outputs would show.',
    ],
    success_criteria: ['code-review.json approves with 0 critical and 0 major findings.'],
    dependencies: after,
    evidence: [...(first?.evidence ?? [])],
    measures: uniqueMeasures(changes.flatMap((step) => step.measures)),
    expected_gain: null,
    rollback: 'A refused commit goes back to the developer and leaves the stack until then.',
    risks: ['A reviewer overlooks a change in behaviour that is hard to see.'],
    mitigation: ['The validation afterwards runs tests and compares outputs on the whole stack.'],
    status: 'pending',
  };
}

function validationStep(
  stepNumber: number,
  after: number[],
  measures: PlanMeasure[],
  evidence: PlanEvidence[],
): PlanStep {
  return {
    step_number: stepNumber,
    name: 'Validate the whole stack on fresh samples',
    kind: 'check',
    agent: 'qa',
    tasks: [
      'Compare the stack of all kept commits with the base on every benchmark of the suite.',
      'Run the tests and hold the outputs of the stack against those of the base.',
    ],
    success_criteria: [
      'performance-comparison.json shows every target reached and 0 metrics beyond their limit.',
      'All test commands exit with 0 and all outputs are the same.',
    ],
    dependencies: after,
    evidence,
    measures,
    expected_gain: null,
    rollback: 'The run goes back to the last gate that passed, and its commit is restored.',
    risks: ['Commits that gain alone disturb each other when they are stacked.'],
    mitigation: ['Each commit is also measured by leaving it out of the stack.'],
    status: 'pending',
  };
}

function uniqueMeasures(measures: readonly PlanMeasure[]): PlanMeasure[] {
  const seen = new Map(measures.map((one) => [JSON.stringify([one.benchmark, one.metric]), one]));
  return [...seen.values()];
}
