import { join } from 'node:path';

import {
  type KeptPlan,
  type Plan,
  planSubject,
  type PlanOptions,
  type PlanSetting,
  rateKeptPlan,
  type RateOptions,
  type RunPlan,
  setInPlan,
  type ShownPlan,
  shownPlan,
  type TriedBacklog,
} from '../campaign/index.ts';
import { PLAN_SET_SCHEMA, PlanSetDocument } from '../model/index.ts';
import { documentOf, planRatingText, planText } from '../report/index.ts';
import { type JsonFlag, printOrWrite, printsJson } from './json-output.ts';
import { liveLine, styleFor } from './terminal.ts';

/** How far a plan has come, told from its rating and its run. */
const STATES: Readonly<Record<ShownPlan['state'], string>> = {
  draft: 'It is a draft: no rating of what it says now let it pass.',
  validated: 'It is validated: what it says now passed its rating.',
  in_execution: 'It is in execution: its run let it pass and is not over.',
  completed: 'It is completed: its run is.',
  cancelled: 'It is cancelled: its run ended before it was carried out.',
};

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
    await printOrWrite(
      json,
      made.plan,
      () => `${planText(made, styleFor(process.stdout))}\n${carried}${where(made)}`,
    );
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
  const shown = await shownPlan(cwd, id, signal);
  const { plan, tried } = shown;
  const { state } = shown;
  await printOrWrite(json, { ...plan, status: state }, () => {
    const withOutcomes = tried === null ? shown : { ...shown, plan: triedPlan(plan, tried) };
    const text = planText(withOutcomes, styleFor(process.stdout));
    const place = shown.kind === 'kept' ? where(shown) : whereOfRun(shown);
    return `${text}\n${STATES[state]}\n${place}`;
  });
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
    documentOf(PlanSetDocument, { schema: PLAN_SET_SCHEMA, plan: id, item }),
    () =>
      `${item.title}: ${last?.field ?? ''} is ${last?.to ?? ''} now, was ${last?.from ?? ''}. It ` +
      `has rank ${item.rank} in plan ${id}. A rating made before does not count any more.\n`,
  );
}

/** The items as they stand after they were tried. */
function triedPlan(plan: Plan, { items, refused }: TriedBacklog): Plan {
  return { ...plan, backlog: { items, refused } };
}

function where({ id, folder, tried }: KeptPlan): string {
  const files = [
    `plan-${id}.json`,
    `plan-${id}.md`,
    ...(tried === null ? [] : [`backlog-${id}.json`]),
  ];
  return (
    `Plan ${id}, kept in ${folder}:\n` +
    `${files.join(', ')}, ${join(folder, 'roadmap.html')}\n` +
    '"hone plan set RANK effort 5 --reason …" sets what you know better.\n'
  );
}

function whereOfRun({ run, status, folder, rating }: RunPlan): string {
  const score = rating?.overall_score ?? null;
  const rated =
    rating === null
      ? 'It was not rated.'
      : `In the run it ${rating.passed ? 'passed' : 'did not pass'} with ` +
        `${score === null ? 'no score' : `${score} of 10`}.`;
  return (
    `Plan of run ${run} (${status}), in ${folder}. ${rated}\n` +
    'It is part of the record of the run: "hone plan set" and "hone plan rate" are for plans ' +
    'that "hone plan" made.\n'
  );
}
