import { Type } from 'typebox';

import { BacklogItem } from '../artifacts/backlog.ts';

/** Name and version of the format that `hone plan set --json` writes. */
export const PLAN_SET_SCHEMA = 'hone.plan-set.v1';

/** What `hone plan set --json` writes. */
export const PlanSetDocument = Type.Object({
  schema: Type.Literal(PLAN_SET_SCHEMA),
  plan: Type.String({ description: 'Id of the plan.' }),
  item: BacklogItem,
});
