import type { PlanFinding, PlanStep } from '../model/index.ts';
import { type EvidenceContext, evidenceProblem, hasOwnEvidence } from './check-evidence.ts';
import { gainProblem } from './check-gain.ts';
import { metricIn, targetOn } from './suite-metric.ts';

/** What steps are held against. */
export interface StepContext extends EvidenceContext {
  /** Roles that the flow can fill. */
  readonly agents: readonly string[];
}

/** What is wrong with each step by itself. */
export function checkSteps(steps: readonly PlanStep[], context: StepContext): PlanFinding[] {
  const first = new Set<number>();
  return steps.flatMap((step) => {
    const again = first.has(step.step_number);
    first.add(step.step_number);
    const number = again ? [finding('duplicate-number', step, 'Its number is taken.')] : [];
    return [...number, ...checkStep(step, context)];
  });
}

function checkStep(step: PlanStep, context: StepContext): PlanFinding[] {
  const { suite, baseline, agents } = context;
  const findings: PlanFinding[] = [];
  const find = (rule: string, message: string): void => {
    findings.push(finding(rule, step, message));
  };
  if (!agents.includes(step.agent)) {
    find('unknown-agent', `Nobody fills the role "${step.agent}". Roles: ${agents.join(', ')}.`);
  }
  for (const { benchmark, metric } of step.measures) {
    if (!suite.benchmarks.some(({ id }) => id === benchmark)) {
      find('unknown-benchmark', `The suite has no benchmark "${benchmark}".`);
    } else if (metricIn(suite, benchmark, metric) === null) {
      find('unknown-metric', `The benchmark "${benchmark}" has no metric "${metric}".`);
    }
  }
  step.evidence.forEach((one, index) => {
    const problem = evidenceProblem(one, context);
    if (problem !== null) {
      find('evidence', `Evidence ${index + 1} ${problem}.`);
    }
  });
  if (!hasOwnEvidence(step)) {
    find('evidence', 'No evidence is about a benchmark that the step measures.');
  }
  const gain = gainProblem(step, suite, baseline);
  if (gain !== null) {
    find(gain.rule, gain.message);
  }
  if (step.mitigation.length < step.risks.length) {
    const more = step.risks.length - step.mitigation.length;
    find('risk-without-mitigation', `${more} of its risks have no mitigation at the same place.`);
  }
  const onTarget = step.measures.some(
    ({ benchmark, metric }) => targetOn(suite, benchmark, metric) !== null,
  );
  if (step.kind === 'change' && suite.targets.length > 0 && !onTarget) {
    find('off-target', 'It changes something that no target of hone.yaml asks for.');
  }
  return findings;
}

function finding(rule: string, step: PlanStep, message: string): PlanFinding {
  return { rule, step_number: step.step_number, message };
}
