import { HoneError } from '../base/index.ts';
import type { AgentBudget, AgentUsage } from './executor.ts';

/**
 * The error for an agent that used more than it may, or null while it keeps to its budget. What it
 * does not report can't be held against it: the time bounds such an agent.
 *
 * @param what - who worked, as the beginning of a sentence: `The developer's command`
 * @param usage - all that was used so far
 */
export function overBudget(
  what: string,
  usage: AgentUsage,
  budget: AgentBudget | undefined,
): HoneError | null {
  const { tokensMax = null, costMax = null } = budget ?? {};
  const { tokens, cost } = usage;
  if (tokensMax !== null && tokens !== null && tokens > tokensMax) {
    return budgetError(what, `${tokens} tokens`, `${tokensMax}`);
  }
  if (costMax !== null && cost !== null && cost > costMax) {
    return budgetError(what, dollars(cost), dollars(costMax));
  }
  return null;
}

/**
 * @param used - what was used, with its unit
 * @param bound - what was allowed
 */
export function budgetError(what: string, used: string, bound: string): HoneError {
  return new HoneError(
    'E_BUDGET',
    `${what} was ended because it had used ${used}, and its budget is ${bound}. Raise the ` +
      `budget, or give it less to do.`,
  );
}

/** An amount in US dollars; cents are too coarse for a single turn of a small model. */
export function dollars(cost: number): string {
  return `$${Number(cost.toFixed(4))}`;
}
