import type { BottleneckReport, Plan } from '../../../model/index.ts';
import { planHash } from '../../../plan/index.ts';
import { HONE_VERSION } from '../../version.ts';
import { sha256 } from '../../read-suite.ts';
import type { ArtifactRecord } from '../board.ts';
import { filled } from '../expected-files.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf, recordJson } from '../record-artifact.ts';
import { requiredArtifact } from '../required-artifact.ts';
import { suiteOf } from '../suite-of.ts';
import { now } from './measure.ts';
import { bodyOf } from './rating.ts';

/**
 * A review of the plan by what can be counted: each change against the share of the time that its
 * benchmark takes, the order by dependencies, and the limits that the suite sets.
 */
export async function reviewArchitecture(work: StepWork): Promise<readonly ArtifactRecord[]> {
  const suite = suiteOf(work);
  const plan = bodyOf(jsonOf<Plan>(work, requiredArtifact(work, 'plan-{{plan_id}}.json')));
  const report = jsonOf<BottleneckReport>(work, requiredArtifact(work, 'bottleneck-report.json'));
  const decisions = plan.steps.map((step) => ({
    step_number: step.step_number,
    ...decisionOn(step, report),
  }));
  const refused = decisions.filter(({ decision }) => decision === 'refused');
  const { scope } = suite;
  const value = {
    plan_id: filled(work.context, '{{plan_id}}'),
    plan_hash: planHash(plan, sha256),
    reviewed_at: now(),
    reviewed_by: `hone ${HONE_VERSION} (computed)`,
    verdict: refused.length === 0 ? 'approved' : 'changes-requested',
    summary:
      `${decisions.length - refused.length} of ${decisions.length} steps can be worked on in ` +
      'this order. This review counts; whether an idea is good, only the trial of it will show.',
    decisions,
    order: inOrder(plan.steps),
    constraints: [
      `Only ${scope.write.join(', ')} may change.`,
      ...(scope.frozen.length === 0 ? [] : [`${scope.frozen.join(', ')} must stay as it is.`]),
      scope.dependencies ? 'Dependencies may change.' : 'Dependencies must stay as they are.',
      'Every benchmark and holdout has to print what the base prints.',
    ],
    risks: plan.risks.map(({ risk, mitigation }) => ({ risk, mitigation })),
  };
  const handed = { name: 'optimization-architecture.json', agent: 'hone' };
  return [recordJson(work, handed, value)];
}

type Step = Plan['steps'][number];

function decisionOn(
  step: Step,
  report: BottleneckReport,
): { decision: 'approved' | 'refused'; reason: string } {
  if (step.kind !== 'change') {
    return { decision: 'approved', reason: 'It changes nothing and is needed for the proof.' };
  }
  const benchmarks = step.measures.map(({ benchmark }) => benchmark);
  const cost = costOf(benchmarks, report);
  return cost === null
    ? {
        decision: 'refused',
        reason: `None of its benchmarks (${benchmarks.join(', ')}) was found to cost anything.`,
      }
    : { decision: 'approved', reason: cost };
}

/** What the first of the benchmarks that costs anything costs, as a sentence. */
function costOf(benchmarks: readonly string[], report: BottleneckReport): string | null {
  if (report.source === 'profile') {
    const found = report.bottlenecks.find(({ benchmark }) => benchmarks.includes(benchmark));
    return found === undefined
      ? null
      : `In ${found.benchmark}, ${found.location.function} takes ` +
          `${percent(found.share.actionable.estimate)} % of the time.`;
  }
  const found = report.bottlenecks.find(({ benchmark }) => benchmarks.includes(benchmark));
  if (found === undefined) {
    return null;
  }
  const milliseconds = Number(found.impact.milliseconds.toPrecision(3));
  return (
    `${found.benchmark} takes ${milliseconds} ms, ${percent(found.impact.share)} % of ` +
    `${found.impact.of}.`
  );
}

function percent(share: number): number {
  return Number((share * 100).toPrecision(2));
}

/** Step numbers so that each comes after what it depends on; the plan's checks refused circles. */
function inOrder(steps: readonly Step[]): number[] {
  const order: number[] = [];
  const left = [...steps];
  while (left.length > 0) {
    const ready = left.findIndex(({ dependencies }) =>
      dependencies.every((number) => order.includes(number)),
    );
    const [next] = left.splice(Math.max(0, ready), 1);
    if (next !== undefined) {
      order.push(next.step_number);
    }
  }
  return order;
}
