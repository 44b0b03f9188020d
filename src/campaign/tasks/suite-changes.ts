import { parseRunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { SUITE_KEY } from '../try/frozen-suite.ts';
import { trusted } from '../flow/trusted.ts';

/** A change of the frozen suite that a person allowed, in words for a journal. */
export interface SuiteChangeNote {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Markdown: why, who, what exactly, and what it did to the baselines. */
  readonly text: string;
}

/** Changes of the suite since a time, oldest first; the first freezing is none. */
export function suiteChangesSince(store: Store, since: string | null): SuiteChangeNote[] {
  if (since === null) {
    return [];
  }
  return store.runs().flatMap((summary): SuiteChangeNote[] => {
    const run = parseRunId(summary.run);
    const change = store.eventByKey(run, 'change');
    const frozen = store.eventByKey(run, SUITE_KEY);
    if (change?.type !== 'suite.change' || frozen === null || frozen.at < since) {
      return [];
    }
    const { changes, effects } = trusted<{
      changes: readonly string[];
      effects: readonly { readonly benchmark: string; readonly text: string }[];
    }>(change.data);
    const { reason, by } = trusted<{ reason: string; by: string }>(frozen.data);
    const lines = [
      `The suite was changed (allowed by ${by}): ${reason}`,
      '',
      ...changes.map((one) => `- ${one}`),
      ...effects.map(({ benchmark, text }) => `- effect on ${benchmark}: ${text}`),
    ];
    return [{ at: frozen.at, text: lines.join('\n') }];
  });
}
