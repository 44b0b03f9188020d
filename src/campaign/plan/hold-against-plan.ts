import { HoneError } from '../../base/index.ts';
import {
  type BacklogAttempt,
  type ProfileReport,
  type TriedBacklog,
  type TryResult,
} from '../../model/index.ts';
import { type MatchedProposals, matchProposals, type TriedProposal } from '../../plan/index.ts';
import { fittingText } from '../flow/views/fitting-text.ts';
import { keptProfile, profilesFolder } from '../profile/kept-profiles.ts';
import { touchedRanges } from '../profile/touched-ranges.ts';
import { collectedPatch } from '../try/collected-patch.ts';
import { withStore } from '../try/run-view.ts';
import { type KeptPlan, newestPlan, withTried, writePlanFiles } from './kept-plans.ts';

/** What a run of `hone try` says about a plan. */
export interface HeldAgainstPlan {
  readonly plan: KeptPlan;
  /** Of this run; at least one. */
  readonly attempts: readonly BacklogAttempt[];
}

/**
 * Holds what a run of `hone try` decided against the newest plan that is kept beside a profile, and
 * writes that into the plan's files: an item is known by its id in the title of a proposal or, when
 * the base is the commit that was planned on, by the function that the proposal changes.
 *
 * @returns null when no proposal was about an item of that plan
 * @throws HoneError E_DISK
 */
export async function holdAgainstPlan(
  folder: string,
  result: TryResult,
  signal: AbortSignal,
): Promise<HeldAgainstPlan | null> {
  const profiles = await profilesFolder(folder, signal);
  const plan = newestPlan(profiles);
  if (plan === null || !isJudgedAlike(plan, result)) {
    return null;
  }
  const isSameBase = plan.plan.commit === result.base;
  const report = isSameBase ? reportOf(profiles, plan) : null;
  const { run } = result;
  const tried = await withStore(folder, signal, async (store) => {
    const lines: TriedProposal[] = [];
    for (const decision of result.decisions) {
      const patch = isSameBase ? await collectedPatch(store, run, decision.proposal) : null;
      const changed = patch === null ? null : touchedRanges(patch);
      const reason = fittingText(decision.reason, 'No reason was given.');
      lines.push({ decision: { ...decision, reason }, run, changed });
    }
    return lines;
  });
  const { attempts, unmatched } = matchProposals(plan.plan.backlog?.items ?? [], report, tried);
  if (attempts.length === 0) {
    return null;
  }
  const earlier = (plan.tried?.attempts ?? []).filter((one) => one.run !== run);
  const held = withTried(plan, {
    attempts: [...earlier, ...attempts],
    unmatched: isSameBase ? unmatchedIn(plan.tried, unmatched) : (plan.tried?.unmatched ?? []),
  });
  writePlanFiles(held);
  return { plan: held, attempts };
}

/** A plan that was made for another suite predicts something else. */
function isJudgedAlike({ plan }: KeptPlan, { suiteHash }: TryResult): boolean {
  return plan.suiteHash === null || plan.suiteHash === suiteHash;
}

function unmatchedIn(
  tried: TriedBacklog | null,
  unmatched: MatchedProposals['unmatched'],
): MatchedProposals['unmatched'] {
  const names = new Set(unmatched.map(({ proposal }) => proposal));
  return [...(tried?.unmatched ?? []).filter(({ proposal }) => !names.has(proposal)), ...unmatched];
}

function reportOf(profiles: string, { profile }: KeptPlan): ProfileReport | null {
  try {
    return keptProfile(profiles, profile).report;
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      return null; // its profile is gone: then only titles tell
    }
    throw thrown;
  }
}
