import { basename } from 'node:path';

import { HoneError, systemClock } from '../../base/index.ts';
import { listTree, openRepository, type Repository, resolveRevision } from '../../git/index.ts';
import {
  PLAN_SCHEMA,
  type PlanFinding,
  type ProfileReport,
  type Suite,
} from '../../model/index.ts';
import {
  backlogFrom,
  backlogPlan,
  candidatesFrom,
  carriedOverrides,
  checkPlan,
  combineRatings,
  deterministicRating,
  type EffortUnit,
  outlookFrom,
  RUBRIC_DEFAULT,
} from '../../plan/index.ts';
import type { Hooks } from '../hooks.ts';
import {
  type KeptProfile,
  keptProfile,
  newestProfileOf,
  profilesFolder,
} from '../profile/kept-profiles.ts';
import { COLLECTORS_DEFAULT } from '../profile/profile-options.ts';
import { chosenBenchmarks } from '../profile/profile-revision.ts';
import { profileSubject } from '../profile/profile-subject.ts';
import { readSuite } from '../read-suite.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { type KeptPlan, keptPlan, newestPlan, planBody, writePlanFiles } from './kept-plans.ts';
import { PLAN_PROFILE_RUNS_MAX } from './limits.ts';

/** What is to be planned. */
export interface PlanOptions {
  readonly folder: string;
  /** Ids of benchmarks; none for all. */
  readonly benchmarks: readonly string[];
  /** Id of a kept profile; null for the newest of HEAD, which is made when there is none. */
  readonly profile: string | null;
  readonly effortUnit: EffortUnit;
}

/** How a use case is stopped and tells what it does. */
interface Context {
  readonly signal: AbortSignal;
  readonly hooks: Hooks;
}

/** A plan with what hone's own checks say of it. */
export interface CheckedPlan extends KeptPlan {
  readonly findings: readonly PlanFinding[];
  /** The rating that needs no model, from 0 to 10; null with findings. */
  readonly score: number | null;
}

/** A plan that was just made. */
export interface MadePlan extends CheckedPlan {
  /** How many numbers that persons had set were carried over from the newest plan before. */
  readonly carried: number;
}

/**
 * Makes a plan from a profile of the benchmarks: a ranked backlog with bounds, and a step for each
 * of its items. Written beside the profile. Without a profile of HEAD one is taken first.
 *
 * @throws HoneError as `profileSubject`, and E_NOT_FOUND for a profile that is of other benchmarks
 */
export async function planSubject(options: PlanOptions, context: Context): Promise<MadePlan> {
  const { signal } = context;
  const repository = await openRepository(options.folder, { signal });
  const { suite } = readSuite(repository.root);
  const chosen = chosenBenchmarks(suite, options.benchmarks).map(({ id }) => id);
  const profiles = await profilesFolder(options.folder, signal);
  const profile = await profileFor(options, { ...context, repository, profiles, chosen });
  const { report } = profile;
  const { effortUnit } = options;
  const found = backlogFrom({
    candidates: candidatesFrom({ report, suite, benchmarks: chosen, effortUnit }),
    outlookOf: outlookFrom({ suite, report, baseline: null }),
    effortUnit,
  });
  const earlier = newestPlan(profiles)?.plan.backlog?.items ?? [];
  const { items, count: carried } = carriedOverrides(found.items, earlier);
  const id = runIdNow();
  const body = backlogPlan({
    planId: id,
    subject: basename(repository.root),
    suite,
    baseline: null,
    now: systemClock.isoNow(),
    backlog: { ...found, items: [...items] },
  });
  const envelope = {
    schema: PLAN_SCHEMA,
    run: id,
    commit: report.commit,
    suiteHash: null,
  } as const;
  const plan = { ...envelope, ...body };
  const kept: KeptPlan = { id, profile: profile.id, folder: profile.folder, plan };
  writePlanFiles(kept);
  return { ...(await checked(kept, { suite, report, repository, signal })), carried };
}

/**
 * A kept plan with what hone's own checks say of it now.
 *
 * @param id - null for the newest
 * @throws HoneError E_NO_GIT, E_REPOSITORY, E_NOT_FOUND, E_CONFIG, E_FORMAT
 */
export async function checkedPlan(
  folder: string,
  id: string | null,
  signal: AbortSignal,
): Promise<CheckedPlan> {
  const repository = await openRepository(folder, { signal });
  const { suite } = readSuite(repository.root);
  const profiles = await profilesFolder(folder, signal);
  const kept = keptPlan(profiles, id);
  const { report } = keptProfile(profiles, kept.profile);
  return checked(kept, { suite, report, repository, signal });
}

interface CheckFacts {
  readonly suite: Suite;
  readonly report: ProfileReport;
  readonly repository: Repository;
  readonly signal: AbortSignal;
}

async function checked(kept: KeptPlan, facts: CheckFacts): Promise<CheckedPlan> {
  const { suite, report } = facts;
  const body = planBody(kept.plan);
  const findings = checkPlan(body, { suite, report, paths: await pathsOf(kept, facts) });
  const { overall } = combineRatings([deterministicRating(body, suite)], RUBRIC_DEFAULT);
  return { ...kept, findings, score: findings.length > 0 ? null : overall };
}

/** Files of the commit that the plan is about; null when that commit is not there any more. */
async function pathsOf(
  { plan }: KeptPlan,
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

async function profileFor(
  options: PlanOptions,
  context: Context & {
    readonly repository: Repository;
    readonly profiles: string;
    readonly chosen: readonly string[];
  },
): Promise<KeptProfile> {
  const { repository, profiles, chosen, signal, hooks } = context;
  if (options.profile !== null) {
    const kept = keptProfile(profiles, options.profile);
    const seen = kept.report.workloads.map(({ benchmark }) => benchmark);
    const missing = options.benchmarks.filter((benchmark) => !seen.includes(benchmark));
    if (missing.length > 0 || !chosen.some((benchmark) => seen.includes(benchmark))) {
      throw new HoneError(
        'E_NOT_FOUND',
        `Profile ${kept.id} is of ${seen.join(', ')}, not of ` +
          `${(missing.length > 0 ? missing : chosen).join(', ')}. Leave --profile out to have ` +
          'them profiled.',
      );
    }
    return kept;
  }
  const { commit } = await resolveRevision(repository, 'HEAD', { signal });
  const newest = commit === null ? null : newestProfileOf(profiles, { commit, benchmarks: chosen });
  if (newest !== null) {
    return newest;
  }
  hooks.onStage('Profiling HEAD, of which there is no profile yet');
  return profileSubject(
    {
      folder: options.folder,
      benchmarks: options.benchmarks,
      command: null,
      from: [],
      collectors: COLLECTORS_DEFAULT,
      runsMax: PLAN_PROFILE_RUNS_MAX,
      timeoutMs: null,
      revision: 'HEAD',
      metric: null,
    },
    { signal, hooks },
  );
}
