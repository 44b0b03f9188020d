import { budgetError, overBudget } from '../budget.ts';
import type { AgentBudget, AgentUsage } from '../executor.ts';
import type { HoneError } from '../../base/index.ts';
import { BYTES_PER_TOKEN, BYTES_PER_TOKEN_MAX } from './limits.ts';

/** Counts what a piece of work uses up and holds it against its budget. */
export interface Spending {
  /** One more answer, which took a request of that many characters. */
  add(usage: AgentUsage, requested: number, answered: number): void;
  /** As the server reports it; null before it reports anything. */
  total(): AgentUsage | null;
  /** The error once the budget is passed, else null. */
  over(): HoneError | null;
  /** The same for an answer that is on its way and so long already. */
  overWith(characters: number): HoneError | null;
}

/**
 * Counts tokens as the server reports them. For a server that counts none they are estimated, so
 * that a budget bounds its work as well; estimates are never reported as usage.
 *
 * @param what - who worked, as the beginning of a sentence
 */
export function spendingWithin(what: string, budget: AgentBudget | undefined): Spending {
  const tokensMax = budget?.tokensMax ?? null;
  let tokens: number | null = null;
  let cost: number | null = null;
  let estimated = 0;
  const overAbout = (more: number): HoneError | null => {
    const about = Math.ceil((tokens ?? 0) + estimated + more);
    return tokensMax !== null && about > tokensMax
      ? budgetError(what, `about ${about} tokens`, String(tokensMax))
      : null;
  };
  return {
    add(usage, requested, answered) {
      if (usage.tokens === null) {
        estimated += (requested + answered) / BYTES_PER_TOKEN;
      } else {
        tokens = (tokens ?? 0) + usage.tokens;
      }
      cost = usage.cost === null ? cost : (cost ?? 0) + usage.cost;
    },
    total: () => (tokens === null && cost === null ? null : { tokens, cost }),
    over: () =>
      overBudget(what, { tokens, cost }, budget) ?? (estimated === 0 ? null : overAbout(0)),
    overWith: (characters) => overAbout(characters / BYTES_PER_TOKEN_MAX),
  };
}
