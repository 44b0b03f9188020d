import { conflictText } from '../../conflict-text.ts';
import type { StepWork } from '../flow-context.ts';
import { textOf } from '../record-artifact.ts';
import {
  agentProposals,
  agentsOf,
  type ProposingAgent,
  type Proposals,
  type Round,
} from './round-proposals.ts';
import { type JudgedRound, judgeRound } from './round-trial.ts';

/** A round that was judged. */
export interface RoundSoFar {
  readonly proposals: Proposals;
  readonly judged: JudgedRound;
}

/**
 * Gives back, once, what is faster alone and does not fit on what was kept before it: git has
 * merged three ways already, so whoever made it has to say what it means there. What comes back
 * starts from the kept stack and is judged on it as any other proposal, on fresh samples. The first
 * decision stays on the record beside the second.
 *
 * @returns the round with both; the same when there was nothing to give back, or no attempt is left
 */
export async function retryConflicts(
  work: StepWork,
  round: Round,
  soFar: RoundSoFar,
): Promise<RoundSoFar> {
  const again = onTheStack(round, soFar);
  const agents = rebasing(work, round, soFar);
  if (again === null || agents.length === 0) {
    return soFar;
  }
  const { proposals, judged } = soFar;
  const rebased = await agentProposals(work, again, agents);
  const all: Proposals = {
    patches: [...proposals.patches, ...rebased.patches],
    without: [...proposals.without, ...rebased.without],
    usage: [...proposals.usage, ...rebased.usage],
  };
  if (rebased.patches.length === 0) {
    return { proposals: all, judged };
  }
  const { decisions, stack, metrics, runs } = await judgeRound(work, again, rebased.patches);
  return {
    proposals: all,
    judged: {
      decisions: [...judged.decisions, ...decisions],
      stack,
      runs: [...judged.runs, ...runs],
      metrics: Object.keys(metrics).length === 0 ? judged.metrics : metrics,
    },
  };
}

/** The same round on what it kept, with what is left of its budgets; null when nothing is. */
function onTheStack(round: Round, { proposals, judged }: RoundSoFar): Round | null {
  const { attemptsLeft, costLeft } = round.move;
  const spent = proposals.usage.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
  const move = {
    ...round.move,
    attemptsLeft: attemptsLeft === null ? null : attemptsLeft - judged.decisions.length,
    costLeft: costLeft === null ? null : costLeft - spent,
  };
  return isSpent(move.attemptsLeft) || isSpent(move.costLeft)
    ? null
    : { ...round, move, prefix: `${round.prefix}/rebase`, base: judged.stack };
}

/** False where there is no bound. */
function isSpent(left: number | null): boolean {
  return left !== null && left <= 0;
}

/** Who made what did not fit, and may try again. */
function rebasing(
  work: StepWork,
  round: Round,
  { proposals, judged }: RoundSoFar,
): ProposingAgent[] {
  const agents = agentsOf(work, round);
  const { attemptsLeft } = round.move;
  const left = attemptsLeft === null ? agents.length : attemptsLeft - judged.decisions.length;
  return judged.decisions
    .filter(({ decision, check }) => decision === 'needs-person' && check === 'stack')
    .flatMap((decision) => {
      const made = agents.find(({ name }) => name === decision.proposal);
      const patch = proposals.patches.find(({ name }) => name.endsWith(`/${made?.name}.patch`));
      return made === undefined || patch === undefined
        ? []
        : [
            {
              name: `${made.name}-rebased`,
              agent: made.agent,
              problem: conflictText({ reason: decision.reason, patch: textOf(work, patch) }),
            },
          ];
    })
    .slice(0, Math.max(0, left));
}
