import type { ProposerRecord } from '../../model/index.ts';
import type { RunContext } from './run-context.ts';

/** Type of the event that says who proposed, what it cost, and what they did. */
export const PROPOSER_TYPE = 'proposer';

/** Key of that event for one proposal. */
export function proposerKey(name: string): string {
  return `proposer/${name}`;
}

/**
 * Records what is known of a proposer; nothing when it is recorded already. What it is made from is
 * recorded before, so a run that was cut short in between records the same.
 */
export function recordProposer(
  { store, run }: Pick<RunContext, 'store' | 'run'>,
  name: string,
  proposer: ProposerRecord | null | undefined,
): void {
  const key = proposerKey(name);
  if (proposer != null && store.eventByKey(run, key) === null) {
    const { by, trace, usage } = proposer;
    store.appendEvent(run, { type: PROPOSER_TYPE, key, data: { by, trace, usage } });
  }
}
