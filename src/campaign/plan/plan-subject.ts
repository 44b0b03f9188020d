import { basename } from 'node:path';

import { HoneError, systemClock } from '../../base/index.ts';
import { openRepository, type Repository, resolveRevision } from '../../git/index.ts';
import { PLAN_SCHEMA } from '../../model/index.ts';
import {
  backlogFrom,
  backlogPlan,
  candidatesFrom,
  carriedOverrides,
  type EffortUnit,
  outlookFrom,
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
import { currentSuite } from '../try/frozen-suite.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { type CheckedPlan, planChecks } from './checked-plan.ts';
import { type KeptPlan, newestPlan, writePlanFiles } from './kept-plans.ts';
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

/** A plan that was just made. */
export interface MadePlan extends CheckedPlan {
  /** How many numbers that persons had set were carried over from the newest plan before. */
  readonly carried: number;
}

/**
 * Makes a plan from a profile of the benchmarks: a ranked backlog with bounds, and a step for each
 * of its items. Written beside the profile. Without a profile of HEAD one is taken first.
 *
 * @throws HoneError as `profileSubject`, and E_NOT_FOUND for a profile that is of other benchmarks,
 *   E_SUITE_CHANGED for one that was taken with another suite
 */
export async function planSubject(options: PlanOptions, context: Context): Promise<MadePlan> {
  const { signal } = context;
  const repository = await openRepository(options.folder, { signal });
  const { commit, tree } = await resolveRevision(repository, 'HEAD', { signal });
  const { read, manifest } = await currentSuite(repository, tree, signal);
  const { suite } = read;
  const chosen = chosenBenchmarks(suite, options.benchmarks).map(({ id }) => id);
  const profiles = await profilesFolder(options.folder, signal);
  const suiteHash = manifest.hash;
  const known = { repository, profiles, chosen, commit, suiteHash };
  const profile = await profileFor(options, { ...context, ...known });
  const { report } = profile;
  const { effortUnit } = options;
  const found = backlogFrom({
    candidates: candidatesFrom({ report, suite, benchmarks: chosen, effortUnit }),
    outlookOf: outlookFrom({ suite, report, baseline: null }),
    effortUnit,
    report,
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
    suiteHash: report.suiteHash,
  } as const;
  const plan = { ...envelope, ...body };
  const kept: KeptPlan = {
    id,
    profile: profile.id,
    folder: profile.folder,
    plan,
    tried: null,
  };
  writePlanFiles(kept);
  return {
    ...kept,
    ...(await planChecks(kept.plan, { suite, suiteHash, report, repository, signal })),
    carried,
  };
}

async function profileFor(
  options: PlanOptions,
  context: Context & {
    readonly repository: Repository;
    readonly profiles: string;
    readonly chosen: readonly string[];
    /** Of HEAD. */
    readonly commit: string | null;
    readonly suiteHash: string;
  },
): Promise<KeptProfile> {
  const { profiles, chosen, signal, hooks } = context;
  if (options.profile !== null) {
    const kept = keptProfile(profiles, options.profile);
    refuseOtherSuite(kept, context.suiteHash);
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
  const { suiteHash, commit } = context;
  const newest =
    commit === null ? null : newestProfileOf(profiles, { commit, benchmarks: chosen, suiteHash });
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
      sizes: null,
      collectors: COLLECTORS_DEFAULT,
      runsMax: PLAN_PROFILE_RUNS_MAX,
      timeoutMs: null,
      revision: 'HEAD',
      metric: null,
    },
    { signal, hooks },
  );
}

/**
 * What a plan promises is held against what the suite of today measures. A plan from a profile of
 * another one would pass no check, and nothing that is tried would count for it.
 */
function refuseOtherSuite({ id, report }: KeptProfile, suiteHash: string): void {
  if (report.suiteHash !== null && report.suiteHash !== suiteHash) {
    throw new HoneError(
      'E_SUITE_CHANGED',
      `Profile ${id} was taken with another suite (${report.suiteHash.slice(0, 12)}, now ` +
        `${suiteHash.slice(0, 12)}), so nothing can be planned on it. Leave --profile out: "hone ` +
        'plan" takes a new one where none is of the suite of today.',
    );
  }
}
