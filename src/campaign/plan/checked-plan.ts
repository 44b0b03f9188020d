import { HoneError } from '../../base/index.ts';
import { listTree, openRepository, type Repository, resolveRevision } from '../../git/index.ts';
import type { Plan, PlanFinding, ProfileReport, Suite } from '../../model/index.ts';
import {
  checkPlan,
  combineRatings,
  deterministicRating,
  type PlanState,
  RUBRIC_DEFAULT,
} from '../../plan/index.ts';
import { keptProfile, profilesFolder } from '../profile/kept-profiles.ts';
import { readSuite } from '../read-suite.ts';
import { currentSuite } from '../try/frozen-suite.ts';
import { withStore } from '../try/run-view.ts';
import { type KeptPlan, keptPlan, keptPlanIds, keptPlanState, planBody } from './kept-plans.ts';
import { planOfRun, type RunPlan } from './plan-of-run.ts';

/** What hone's own checks say of a plan. */
export interface PlanChecks {
  readonly findings: readonly PlanFinding[];
  /** The rating that needs no model, from 0 to 10; null with findings. */
  readonly score: number | null;
}

/** A kept plan with what hone's own checks say of it. */
export interface CheckedPlan extends KeptPlan, PlanChecks {}

/** A plan to be shown: kept beside a profile, or of a flow's run. */
export type ShownPlan =
  | ({ readonly kind: 'kept'; readonly state: PlanState } & CheckedPlan)
  | ({ readonly kind: 'run' } & RunPlan & PlanChecks);

/**
 * A kept plan with what hone's own checks say of it now.
 *
 * @param id - null for the newest
 * @throws HoneError E_NO_GIT, E_REPOSITORY, E_NOT_FOUND, E_CONFIG, E_FORMAT, and E_USAGE for the
 *   plan of a flow's run, which is part of its record
 */
export async function checkedPlan(
  folder: string,
  id: string | null,
  signal: AbortSignal,
): Promise<CheckedPlan> {
  const repository = await openRepository(folder, { signal });
  const { tree } = await resolveRevision(repository, 'HEAD', { signal });
  const { read, manifest } = await currentSuite(repository, tree, signal);
  const profiles = await profilesFolder(folder, signal);
  await refusePlanOfRun(folder, id, signal);
  const kept = keptPlan(profiles, id);
  const { report } = keptProfile(profiles, kept.profile);
  const { suite } = read;
  const facts = { suite, suiteHash: manifest.hash, report, repository, signal };
  return { ...kept, ...(await planChecks(kept.plan, facts)) };
}

/**
 * A plan to be shown: a kept one by its id, else that of a flow's run. Without an id the newest
 * kept one, and when there is none the newest of a run.
 *
 * @param id - of a plan, or of a run or the start of it; null for the newest
 * @throws HoneError E_NO_GIT, E_REPOSITORY, E_NOT_FOUND, E_CONFIG, E_FORMAT
 */
export async function shownPlan(
  folder: string,
  id: string | null,
  signal: AbortSignal,
): Promise<ShownPlan> {
  const ids = keptPlanIds(await profilesFolder(folder, signal));
  if (id === null ? ids.length > 0 : ids.includes(id)) {
    const kept = await checkedPlan(folder, id, signal);
    return { kind: 'kept', ...kept, state: keptPlanState(kept) };
  }
  const repository = await openRepository(folder, { signal });
  const found = await withStore(folder, signal, (store) => planOfRun(store, id));
  const suite = found.suite ?? readSuite(repository.root).suite;
  const { report } = found;
  return {
    kind: 'run',
    ...found,
    ...(await planChecks(found.plan, { suite, suiteHash: null, report, repository, signal })),
  };
}

/**
 * Refuses to change or rate the plan of a flow's run as if it were a kept one.
 *
 * @throws HoneError E_USAGE saying what can be done instead
 */
export async function refusePlanOfRun(
  folder: string,
  id: string | null,
  signal: AbortSignal,
): Promise<void> {
  const ids = keptPlanIds(await profilesFolder(folder, signal));
  if (id === null || ids.includes(id) || !(await isRun(folder, id, signal))) {
    return;
  }
  const newest = ids.at(-1);
  throw new HoneError(
    'E_USAGE',
    `${id} is the plan of a flow's run, which rates it itself and whose record is not changed ` +
      'afterwards. "hone plan set" and "hone plan rate" are for plans that "hone plan" made; ' +
      'what is set there is carried over to the plans of later runs. ' +
      (newest === undefined ? 'Make one with "hone plan".' : `The newest of them is ${newest}.`),
  );
}

function isRun(folder: string, id: string, signal: AbortSignal): Promise<boolean> {
  return withStore(folder, signal, (store) => {
    try {
      planOfRun(store, id);
      return true;
    } catch (thrown) {
      if (thrown instanceof HoneError && thrown.code === 'E_NOT_FOUND') {
        return false;
      }
      throw thrown;
    }
  });
}

/** What a plan is held against. */
export interface CheckFacts {
  readonly suite: Suite;
  /** Of today; null where the plan is a record of its time. */
  readonly suiteHash: string | null;
  /** The profile that it follows from; null without one. */
  readonly report: ProfileReport | null;
  readonly repository: Repository;
  readonly signal: AbortSignal;
}

/** What hone's own checks say of a plan now. */
export async function planChecks(plan: Plan, facts: CheckFacts): Promise<PlanChecks> {
  const { suite, report } = facts;
  const body = planBody(plan);
  const findings = [
    ...suiteChange(plan, facts),
    ...checkPlan(body, { suite, report, paths: await pathsOf(plan, facts) }),
  ];
  const { overall } = combineRatings([deterministicRating(body, suite)], RUBRIC_DEFAULT);
  return { findings, score: findings.length > 0 ? null : overall };
}

/** A plan's numbers are about the benchmarks and limits of the suite that was profiled. */
function suiteChange(plan: Plan, { suiteHash }: CheckFacts): PlanFinding[] {
  const isSame = plan.suiteHash === null || suiteHash === null || plan.suiteHash === suiteHash;
  const message =
    `The suite has changed since it was planned (${plan.suiteHash?.slice(0, 12) ?? ''} then, ` +
    `${suiteHash?.slice(0, 12) ?? ''} now). Plan anew: "hone plan".`;
  return isSame ? [] : [{ rule: 'suite-changed', step_number: null, message }];
}

/** Files of the commit that the plan is about; null when that commit is not there any more. */
async function pathsOf(
  plan: Plan,
  { repository, signal }: CheckFacts,
): Promise<Set<string> | null> {
  try {
    const { tree } = await resolveRevision(repository, plan.commit ?? 'HEAD', { signal });
    return new Set((await listTree(repository, tree, { signal })).map(({ path }) => path));
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_NOT_FOUND') {
      return null;
    }
    throw thrown;
  }
}
