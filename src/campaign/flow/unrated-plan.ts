import type { Plan, PlanRating } from '../../model/index.ts';
import { planHash } from '../../plan/index.ts';
import { sha256 } from '../read-suite.ts';
import { bodyOf } from './built-in/rating.ts';
import { filled, requiredFiles } from './expected-files.ts';
import type { StepWork } from './flow-context.ts';
import { jsonOf } from './record-artifact.ts';
import { artifactRead } from './required-artifact.ts';

const PLAN = 'plan-{{plan_id}}.json';
const RATING = 'plans/{{plan_id}}-rating.json';

/**
 * Why a step must not begin on the plan that it reads: a rating is about one content, so a plan
 * that was written anew after its rating needs another one. Whoever writes or rates it is let
 * through, and so is everybody in a flow that rates nothing.
 *
 * @returns nothing, or one sentence
 */
export function unratedPlan(work: StepWork): string[] {
  const { board, context, step } = work;
  const names = [PLAN, RATING].map((name) => filled(context, name));
  if (requiredFiles(work).some((name) => names.includes(name))) {
    return [];
  }
  const isRead = step.inputs.some(({ name }) => names.includes(filled(context, name)));
  const plan = isRead ? artifactRead(work, PLAN) : null;
  const rated = board.artifact(filled(context, RATING));
  if (plan === null || rated === null) {
    return [];
  }
  const { plan_hash: hash } = jsonOf<PlanRating>(work, rated);
  return planHash(bodyOf(jsonOf<Plan>(work, plan)), sha256) === hash
    ? []
    : [
        `The plan that step ${plan.step} brought is not the one that step ${rated.step} rated, ` +
          'and a changed plan has to be rated again: let a step that rates it follow the one ' +
          'that writes it.',
      ];
}
