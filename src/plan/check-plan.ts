import {
  type BaselineBody,
  type PlanBody,
  type PlanFinding,
  type ProfileReport,
  ROLES,
  type Suite,
} from '../model/index.ts';
import { checkBacklog } from './check-backlog.ts';
import { checkSteps } from './check-steps.ts';
import { checkTexts } from './check-texts.ts';
import { checkWhole } from './check-whole.ts';
import { FINDINGS_MAX } from './limits.ts';

/** What a plan is held against. */
export interface PlanContext {
  readonly suite: Suite;
  /** Numbers that the plan quotes have to agree with it; left out when nothing was measured yet. */
  readonly baseline?: Pick<BaselineBody, 'benchmarks'> | null;
  /** Files of the subject; when given, evidence in the code has to name one of them. */
  readonly paths?: ReadonlySet<string> | null;
  /** The profile that the plan is about; its bounds hold for the items of the backlog. */
  readonly report?: Pick<ProfileReport, 'workloads' | 'bottlenecks'> | null;
  /** Roles that the flow can fill; those of the performance flow when left out. */
  readonly agents?: readonly string[];
}

/**
 * What a program can tell to be wrong with a plan. It sees empty, repeated and made-up content, not
 * whether an idea is good; with any finding no rater is asked.
 *
 * @returns at most FINDINGS_MAX; empty when nothing was found
 */
export function checkPlan(plan: PlanBody, context: PlanContext): PlanFinding[] {
  const { suite, baseline = null, paths = null, report = null, agents = ROLES } = context;
  const findings = [
    ...checkWhole(plan, suite),
    ...checkSteps(plan.steps, { suite, baseline, paths, agents }),
    ...checkBacklog(plan, { suite, baseline, report }),
    ...checkTexts(plan),
  ];
  return findings.slice(0, FINDINGS_MAX);
}
