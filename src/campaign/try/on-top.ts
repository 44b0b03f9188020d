import { HoneError } from '../../base/index.ts';
import type { Decision, RebasedDecision } from '../../model/index.ts';
import { clearancesOf } from './clearances.ts';
import { decideAll, type Trial } from './decisions.ts';
import { type MeasuredProposal, measureProposal } from './measured-proposal.ts';
import type { RunContext } from './run-context.ts';
import type { Checked } from './trial.ts';

/** How a proposal was tried on top of what was kept before it. */
export type Rebased = RebasedDecision;

/** A proposal on top of others is measured, and recorded, under a name of its own. */
export function rebasedName(proposal: string): string {
  return `${proposal}~rebased`;
}

/**
 * The same run with what it has kept so far in the place of its base, so that a proposal is
 * collected, checked, measured and decided against that by the very code that does so against the
 * base. What a person said of a proposal holds for it there too.
 *
 * @param as - the proposal, and its name there
 */
export function onTopOf(
  run: RunContext,
  kept: { readonly commit: string; readonly tree: string },
  as: { readonly proposal: string; readonly name: string },
): RunContext {
  const { started } = run;
  return {
    ...run,
    trustedTree: run.trustedTree ?? started.base.tree,
    started: {
      ...started,
      base: { commit: kept.commit, tree: kept.tree, branch: null },
      clearances: (started.clearances ?? [])
        .filter(({ proposal }) => proposal === as.proposal)
        .map((one) => ({ ...one, proposal: as.name })),
    },
  };
}

/** Measures what passed its tests on top of others, and decides. @param run - of `onTopOf` */
export async function judgeOnTop(
  run: RunContext,
  name: string,
  checked: Checked,
): Promise<Decision> {
  const passed = checked.tests?.kind === 'passed' && checked.tree !== null;
  const measured = passed ? await measuredOnTop(run, name, checked.tree ?? '') : null;
  const trials: Trial[] = [{ name, checked, measured }];
  const cleared = await clearancesOf(run, trials, decideAll(run, trials));
  const [decision] = decideAll(run, trials, cleared);
  // oxlint-disable-next-line typescript/no-non-null-assertion -- one trial, one decision
  return decision!;
}

/** A sample of what was kept that can't be used must not end a run whose base is sound. */
async function measuredOnTop(
  run: RunContext,
  name: string,
  tree: string,
): Promise<MeasuredProposal> {
  try {
    return await measureProposal(run, { name, tree });
  } catch (thrown) {
    if (thrown instanceof HoneError && SAMPLES_FAULT.has(thrown.code)) {
      const output = { kind: 'failed', reason: thrown.message } as const;
      return { output, byBenchmark: new Map(), holdoutOutput: null, byHoldout: new Map() };
    }
    throw thrown;
  }
}

const SAMPLES_FAULT = new Set(['E_COMMAND', 'E_OUTPUT_DIFFERS']);

/** What is told of it beside the decision on the proposal alone. */
export function rebasedFrom(
  { decision, check, reason, headline, metrics, holdout, suspicions, clearance }: Decision,
  how: Pick<Rebased, 'name' | 'onto' | 'by' | 'from' | 'to'>,
): Rebased {
  return {
    ...how,
    decision,
    check,
    reason,
    headline,
    metrics,
    holdout,
    ...(suspicions === undefined ? {} : { suspicions }),
    ...(clearance === undefined ? {} : { clearance }),
  };
}
