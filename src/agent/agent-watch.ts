import type { HoneError } from '../base/index.ts';
import { agentOutput } from './agent-output.ts';
import type { AgentAnswer } from './agent-reader.ts';
import { budgetError, dollars, overBudget } from './budget.ts';
import type { ExecutorControl, TraceEvent } from './executor.ts';
import { TRACE_EVENTS_MAX } from './limits.ts';

/** Holds what an agent prints against its budget, and passes on what it tells. */
export interface AgentWatch {
  /** The error that ends its work, or null. */
  add(chunk: Buffer): HoneError | null;
  /** What it says went wrong; null when it says nothing. */
  complaint(): string | null;
  /**
   * @param printed - all of its output
   * @throws HoneError E_BUDGET when it turns out only now that it used too much
   */
  end(printed: string): AgentAnswer;
}

/**
 * @param what - who worked, as the beginning of a sentence: `The developer's command`
 */
export function agentWatch(
  what: string,
  { budget, onTrace }: Pick<ExecutorControl, 'budget' | 'onTrace'>,
): AgentWatch {
  const output = agentOutput();
  let told = 0;

  const take = (events: readonly TraceEvent[]): HoneError | null => {
    let refusal: HoneError | null = null;
    for (const event of events) {
      told += event.kind === 'usage' ? 0 : 1;
      if (event.kind === 'usage' || told <= TRACE_EVENTS_MAX) {
        onTrace?.(event);
      }
      if (event.kind === 'usage') {
        refusal ??= overBudget(what, event.usage, budget);
      }
    }
    return refusal ?? ownEnd(what, output.answer(), budget);
  };
  return {
    add(chunk) {
      const events = output.add(chunk);
      return events.length === 0 ? null : take(events);
    },
    complaint: () => output.answer().failure?.text ?? null,
    end(printed) {
      const { answer, events } = output.end(printed);
      const refusal = take(events);
      if (refusal !== null) {
        throw refusal;
      }
      return answer;
    },
  };
}

/** An agent that knows its budget ends itself, often before it is over. */
function ownEnd(
  what: string,
  { failure, usage }: AgentAnswer,
  budget: ExecutorControl['budget'],
): HoneError | null {
  if (failure?.kind !== 'budget') {
    return null;
  }
  const bound = budget?.costMax ?? null;
  const used = usage?.cost ?? null;
  return budgetError(
    what,
    used === null ? 'all that it was given' : dollars(used),
    bound === null ? 'the one on its command line' : dollars(bound),
  );
}
