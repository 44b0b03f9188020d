import { type Static, Type } from 'typebox';

import { NS_PER_MS, systemClock } from '../../base/index.ts';
import type { AgentUsage, ExecutorControl, RoleOutput } from '../../agent/index.ts';
import type { StepAttempt } from '../../port/index.ts';

const known = Type.Union([Type.Number({ minimum: 0 }), Type.Null()]);

/** Type of the event with what an agent used that no step of a flow asked: a judge of a trial. */
export const AGENT_WORK_TYPE = 'agent.asked';

/** What an attempt that asked an agent says that it used; with how it ended in the journal. */
export const AgentWork = Type.Object({
  role: Type.String(),
  /** As it was named on the command line. */
  agent: Type.String(),
  tokens: known,
  costUsd: known,
  ms: Type.Number({ minimum: 0 }),
});
export type AgentWork = Static<typeof AgentWork>;

/** What an agent that is asked is watched through. */
type OnTrace = NonNullable<ExecutorControl['onTrace']>;

/**
 * Asks an agent and notes what that used, also when it failed: tokens and money as far as it said,
 * and the time that it took.
 */
export async function withWorkNoted(
  attempt: Pick<StepAttempt, 'spent'>,
  who: Pick<AgentWork, 'role' | 'agent'>,
  onTrace: OnTrace | undefined,
  ask: (onTrace: OnTrace) => Promise<RoleOutput>,
): Promise<RoleOutput> {
  const startNs = systemClock.monotonicNs();
  let usage: AgentUsage | null = null;
  try {
    const output = await ask((event) => {
      usage = event.kind === 'usage' ? event.usage : usage;
      onTrace?.(event);
    });
    usage = output.usage ?? usage;
    return output;
  } finally {
    const ms = Math.round((systemClock.monotonicNs() - startNs) / NS_PER_MS);
    const { tokens = null, cost = null }: Partial<AgentUsage> = usage ?? {};
    const work: AgentWork = { ...who, tokens, costUsd: cost, ms };
    attempt.spent(work);
  }
}
