import {
  type AgentAnswer,
  type AgentFormat,
  type AgentReader,
  type Fields,
  isFields,
  spoken,
} from './agent-reader.ts';
import { claudeFormat } from './claude-reader.ts';
import { codexFormat } from './codex-reader.ts';
import type { AgentUsage, TraceEvent } from './executor.ts';
import { geminiFormat } from './gemini-reader.ts';
import { jsonLines } from './json-lines.ts';

const FORMATS: readonly AgentFormat[] = [claudeFormat, codexFormat, geminiFormat];

/** The standard output of an agent's command line while it runs. */
export interface AgentOutput {
  /** What a chunk tells. */
  add(chunk: Buffer): readonly TraceEvent[];
  /** What is known so far. */
  answer(): AgentAnswer;
  /**
   * The same when the output is over, which may hold one value over several lines.
   *
   * @param printed - all of the output
   */
  end(printed: string): { readonly answer: AgentAnswer; readonly events: readonly TraceEvent[] };
}

/**
 * Recognises the JSON of known agents by what comes, whoever started them, so that it also reads a
 * script around one of them. Anything else is plain text without usage.
 */
export function agentOutput(): AgentOutput {
  const lines = jsonLines();
  let reader: AgentReader | null = null;

  const read = (event: Fields): readonly TraceEvent[] => {
    reader ??= FORMATS.find((format) => format.recognises(event))?.reader() ?? null;
    return reader?.read(event) ?? [];
  };
  const answer = (): AgentAnswer => reader?.answer() ?? { text: null, usage: null, failure: null };
  return {
    add: (chunk) => lines.add(chunk).flatMap(read),
    answer,
    end(printed) {
      const last = lines.end().flatMap(read);
      const events = reader === null ? wholeOf(printed).flatMap(read) : last;
      return { answer: answer(), events };
    },
  };
}

/**
 * What a command line that has ended told: the JSON of known agents as events, everything else as
 * its words.
 *
 * @param printed - all of its standard output, or the end of it
 */
export function agentSaid(printed: string): {
  readonly said: string;
  readonly usage: AgentUsage | null;
  readonly events: readonly TraceEvent[];
} {
  const output = agentOutput();
  const before = output.add(Buffer.from(printed));
  const { answer, events } = output.end(printed);
  const said = answer.text ?? (before.length + events.length === 0 ? printed : '');
  const told = [...before, ...events];
  return {
    said,
    usage: answer.usage,
    events: told.length > 0 ? told : spoken('said', printed),
  };
}

/** The objects of one JSON value that is all of the output. */
function wholeOf(printed: string): readonly Fields[] {
  if (!/^\s*[[{]/.test(printed)) {
    return []; // an answer in words: the usual case for all other programs
  }
  try {
    const value: unknown = JSON.parse(printed);
    return (Array.isArray(value) ? value : [value]).filter(isFields);
  } catch {
    return []; // words after all
  }
}
