import { join } from 'node:path';

import {
  checkedPlan,
  planSubject,
  type PlanOptions,
  type PlanSetting,
  rateKeptPlan,
  type RateOptions,
  setInPlan,
} from '../campaign/index.ts';
import { planRatingText, planText } from '../report/index.ts';
import { type JsonFlag, printOrWrite, printsJson } from './json-output.ts';
import { liveLine, styleFor } from './terminal.ts';

/** How a result is shown. */
interface Showing {
  readonly json?: JsonFlag;
  readonly quiet?: boolean;
}

/** `hone plan`. */
export async function runPlan(
  options: PlanOptions,
  { json, quiet }: Showing,
  signal: AbortSignal,
): Promise<void> {
  const hooks = liveLine(quiet === true || printsJson(json));
  try {
    const made = await planSubject(options, { signal, hooks });
    hooks.clear();
    const carried =
      made.carried === 0
        ? ''
        : `${made.carried} of its numbers were set by persons in the plan before.\n`;
    await printOrWrite(json, made.plan, () => `${textOf(made)}\n${carried}${where(made)}`);
  } finally {
    hooks.clear();
  }
}

/** `hone plan show`. */
export async function showPlan(
  id: string | null,
  { json, cwd }: Showing & { readonly cwd: string },
  signal: AbortSignal,
): Promise<void> {
  const kept = await checkedPlan(cwd, id, signal);
  await printOrWrite(json, kept.plan, () => `${textOf(kept)}\n${where(kept)}`);
}

/** `hone plan rate`. @returns whether the plan passed */
export async function ratePlan(
  options: RateOptions,
  { json, quiet }: Showing,
  signal: AbortSignal,
): Promise<boolean> {
  const hooks = liveLine(quiet === true || printsJson(json));
  try {
    const rating = await rateKeptPlan(options, { signal, hooks });
    hooks.clear();
    await printOrWrite(json, rating, () => planRatingText(rating, styleFor(process.stdout)));
    return rating.passed;
  } finally {
    hooks.clear();
  }
}

/** `hone plan set`. */
export async function setItem(
  setting: PlanSetting,
  { json }: Showing,
  signal: AbortSignal,
): Promise<void> {
  const { item, id } = await setInPlan(setting, signal);
  const last = item.overrides.at(-1);
  await printOrWrite(
    json,
    item,
    () =>
      `${item.title}: ${last?.field ?? ''} is ${last?.to ?? ''} now, was ${last?.from ?? ''}. It ` +
      `has rank ${item.rank} in plan ${id}. A rating made before does not count any more.\n`,
  );
}

type Shown = Awaited<ReturnType<typeof checkedPlan>>;

function textOf(kept: Shown): string {
  return planText(kept, styleFor(process.stdout));
}

function where({ id, folder }: Shown): string {
  return (
    `Plan ${id}, kept in ${folder}:\n` +
    `plan-${id}.json, plan-${id}.md, ${join(folder, 'roadmap.html')}\n` +
    '"hone plan set RANK effort 5 --reason …" sets what you know better.\n'
  );
}
