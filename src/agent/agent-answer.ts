import type { AgentUsage } from './executor.ts';

/** What an agent's command line printed, apart from how it is wrapped. */
export interface AgentAnswer {
  /** The final message, or null when the output is plain text and is the message itself. */
  readonly text: string | null;
  readonly usage: AgentUsage | null;
  /** What the agent itself calls an error although its command ended well; else null. */
  readonly failure: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Recognises the JSON of two command lines: `claude -p --output-format json|stream-json` (an
 * object of type `result`) and `codex exec --json` (events of a thread). Anything else is plain
 * text without usage.
 *
 * @see claude 2.1 and codex 0.169, whose output the tests quote
 */
export function agentAnswer(printed: string): AgentAnswer {
  const events = eventsIn(printed);
  const result = events.findLast(
    (event) => event['type'] === 'result' && typeof event['session_id'] === 'string',
  );
  if (result !== undefined) {
    return claudeAnswer(result);
  }
  const isCodex = events.some(
    (event) => event['type'] === 'thread.started' && typeof event['thread_id'] === 'string',
  );
  return isCodex ? codexAnswer(events) : { text: null, usage: null, failure: null };
}

/** The objects among the lines, or the elements of one whole array. */
function eventsIn(printed: string): Fields[] {
  if (!/^\s*[[{]/.test(printed)) {
    return []; // an answer in words: the usual case for all other programs
  }
  const whole = parsed(printed);
  if (whole !== undefined) {
    return (Array.isArray(whole) ? whole : [whole]).filter(isFields);
  }
  return printed
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map(parsed)
    .filter(isFields);
}

function claudeAnswer(result: Fields): AgentAnswer {
  const text = typeof result['result'] === 'string' ? result['result'] : '';
  const subtype = typeof result['subtype'] === 'string' ? result['subtype'] : 'error';
  const usage = isFields(result['usage']) ? result['usage'] : {};
  const tokens = sumOf(usage, [
    'input_tokens',
    'cache_creation_input_tokens',
    'cache_read_input_tokens',
    'output_tokens',
  ]);
  const failure = result['is_error'] === true ? text || subtype : null;
  return { text, usage: usageOf(tokens, amountOf(result['total_cost_usd'])), failure };
}

function codexAnswer(events: readonly Fields[]): AgentAnswer {
  const messages = events
    .map((event) => event['item'])
    .filter(isFields)
    .filter((item) => item['type'] === 'agent_message');
  const text = messages.at(-1)?.['text'];
  const turn = events.findLast((event) => event['type'] === 'turn.completed');
  const usage = isFields(turn?.['usage']) ? turn['usage'] : {};
  const failed = events.findLast((event) => event['type'] === 'turn.failed')?.['error'];
  const failure = isFields(failed) ? JSON.stringify(failed['message'] ?? failed) : null;
  return {
    text: typeof text === 'string' ? text : '',
    usage: usageOf(sumOf(usage, ['input_tokens', 'output_tokens']), null), // cached ones are in it
    failure,
  };
}

function usageOf(tokens: number | null, cost: number | null): AgentUsage | null {
  return tokens === null && cost === null ? null : { tokens, cost };
}

function sumOf(fields: Fields, names: readonly string[]): number | null {
  const amounts = names.map((name) => amountOf(fields[name])).filter((amount) => amount !== null);
  return amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0);
}

function amountOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an agent's line of plain text, or a line that was cut
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
