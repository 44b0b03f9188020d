import { basename } from 'node:path';

import { systemClock } from '../../../base/index.ts';
import { basicPlan } from '../../../plan/index.ts';
import { planMarkdown } from '../../../report/index.ts';
import type { ArtifactRecord } from '../board.ts';
import { filled } from '../expected-files.ts';
import type { StepWork } from '../flow-context.ts';
import { recordJson, recordText } from '../record-artifact.ts';
import { suiteOf } from '../suite-of.ts';

/** A plan from the suite and its targets, without a model. */
export async function writePlan(work: StepWork): Promise<readonly ArtifactRecord[]> {
  const { context } = work;
  const agent = 'hone';
  const plan = basicPlan({
    planId: filled(context, '{{plan_id}}'),
    subject: basename(context.repository.root),
    suite: suiteOf(work),
    baseline: null, // it is taken after the plan was rated
    now: systemClock.isoNow(),
  });
  return [
    recordJson(work, { name: filled(context, 'plan-{{plan_id}}.json'), agent }, plan),
    recordText(work, {
      name: filled(context, 'plan-{{plan_id}}.md'),
      agent,
      text: planMarkdown(plan),
    }),
  ];
}
