import { agentSaid, type AgentUsage } from '../../agent/index.ts';
import type { ProposerRecord } from '../../model/index.ts';
import { type AgentTrace, agentTrace } from './agent-trace.ts';

/** Characters of a proposer's own words that are shown without its trace. */
const SUMMARY_CHARACTERS_MAX = 2_000;

/** What is known of one proposer when its proposal is there. */
export interface ProposerFacts {
  /** In the words of whoever started the run. */
  readonly by: string;
  /** Its last words; may be empty. */
  readonly said: string;
  readonly usage: AgentUsage | null;
  readonly trace: AgentTrace;
}

/**
 * The record of a proposer, with its trace stored under its hash.
 *
 * @param putBlob - stores a text. @returns its SHA-256
 */
export function proposerRecord(
  { by, said, usage, trace }: ProposerFacts,
  putBlob: (text: string) => string,
): ProposerRecord {
  const text = trace.text();
  const summary = said.trim().slice(-SUMMARY_CHARACTERS_MAX);
  return {
    by,
    usage: usage === null ? null : { tokens: usage.tokens, cost: usage.cost },
    trace:
      text === '' && summary === ''
        ? null
        : { summary, events: trace.lines(), sha256: text === '' ? null : putBlob(text) },
  };
}

/**
 * The record of a command line that proposed by itself: what it printed is its trace. The JSON of
 * known agents is read for tools, tokens and cost; all else is words.
 */
export function commandRecord(
  by: string,
  printed: string,
  putBlob: (text: string) => string,
): ProposerRecord {
  const { said, usage, events } = agentSaid(printed);
  const trace = agentTrace();
  for (const event of events) {
    trace.onTrace(event);
  }
  return proposerRecord({ by, said, usage: usage ?? trace.usage(), trace }, putBlob);
}
