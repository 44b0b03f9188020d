import {
  aboutInput,
  type AgentAnswer,
  type AgentFormat,
  type AgentReader,
  amountOf,
  type Fields,
  fieldsIn,
  isFields,
  spoken,
  sumOf,
  textOf,
  toolEvent,
  usageOf,
} from './agent-reader.ts';
import type { AgentUsage, TraceEvent } from './executor.ts';
import { openTools } from './open-tools.ts';

const TYPES = new Set(['system', 'assistant', 'user', 'result']);

/** Of the Messages API; what was read from a cache and written to it is not in the first. */
const TOKENS = [
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'output_tokens',
];

/** The same in `modelUsage`. */
const MODEL_TOKENS = [
  'inputTokens',
  'cacheCreationInputTokens',
  'cacheReadInputTokens',
  'outputTokens',
];

/**
 * `claude -p --output-format stream-json --verbose`, and the single `result` of `json`.
 *
 * @see Claude Code 2.1, whose output the tests quote
 */
export const claudeFormat: AgentFormat = {
  recognises: (event) =>
    TYPES.has(textOf(event['type'])) && typeof event['session_id'] === 'string',
  reader: claudeReader,
};

function claudeReader(): AgentReader {
  const tools = openTools();
  // A message comes once for each of its parts, each time with the usage that was known when it
  // began, so that most of its output is counted only in the result.
  let message = { id: '', tokens: 0 };
  let tokensBefore = 0;
  let spent: AgentUsage | null = null;
  let lastSaid = '';
  let result: Fields | null = null;

  const count = (id: string, tokens: number | null): readonly TraceEvent[] => {
    if (tokens === null) {
      return [];
    }
    tokensBefore += id === message.id ? 0 : message.tokens;
    message = { id, tokens };
    spent = { tokens: tokensBefore + tokens, cost: spent?.cost ?? null };
    return [{ kind: 'usage', usage: spent }];
  };
  const part = (content: Fields): readonly TraceEvent[] => {
    switch (content['type']) {
      case 'text':
        lastSaid = textOf(content['text']);
        return spoken('said', lastSaid);
      case 'thinking':
        return spoken('thought', textOf(content['thinking']));
      case 'tool_use': {
        const tool = { name: textOf(content['name']), about: aboutInput(content['input']) };
        tools.begin(textOf(content['id']), tool);
        return [toolEvent(tool.name, tool.about, 'begun')];
      }
      case 'tool_result': {
        const tool = tools.end(textOf(content['tool_use_id']));
        const outcome = content['is_error'] === true ? 'failed' : 'done';
        return tool === null ? [] : [toolEvent(tool.name, tool.about, outcome)];
      }
    }
    return [];
  };

  return {
    read(event) {
      if (event['type'] === 'result') {
        result = event;
        const usage = usageIn(event);
        spent = { tokens: usage?.tokens ?? spent?.tokens ?? null, cost: usage?.cost ?? null };
        return usage === null
          ? refusals(event)
          : [...refusals(event), { kind: 'usage', usage: spent }];
      }
      const body = isFields(event['message']) ? event['message'] : {};
      const told = fieldsIn(body['content']).flatMap(part);
      const usage = isFields(body['usage']) ? sumOf(body['usage'], TOKENS) : null;
      return event['type'] === 'assistant' ? [...told, ...count(textOf(body['id']), usage)] : told;
    },
    answer: () =>
      result === null ? { text: lastSaid, usage: spent, failure: null } : answerIn(result),
  };
}

/**
 * What the work used. The first sum leaves out other agents that it started, and is zero when it
 * was ended; the one by model has all of it.
 */
function usageIn(result: Fields): AgentUsage | null {
  const own = isFields(result['usage']) ? sumOf(result['usage'], TOKENS) : null;
  const models = isFields(result['modelUsage']) ? Object.values(result['modelUsage']) : [];
  const sums = models.filter(isFields).map((model) => sumOf(model, MODEL_TOKENS) ?? 0);
  const total = sums.reduce((sum, each) => sum + each, 0);
  const all = sums.length === 0 ? own : Math.max(own ?? 0, total);
  return usageOf(all, amountOf(result['total_cost_usd']));
}

function answerIn(result: Fields): AgentAnswer {
  const text = textOf(result['result']);
  const subtype = textOf(result['subtype']) || 'error';
  const errors = Array.isArray(result['errors']) ? result['errors'].map(textOf).join('\n') : '';
  const kind = subtype === 'error_max_budget_usd' ? 'budget' : 'error';
  const isFailure = result['is_error'] === true || kind === 'budget';
  return {
    text,
    usage: usageIn(result),
    failure: isFailure ? { kind, text: text || errors || subtype } : null,
  };
}

/** What it was not allowed to do is told only in the end. */
function refusals(result: Fields): TraceEvent[] {
  return fieldsIn(result['permission_denials']).map((denial) => ({
    kind: 'permission',
    about: `${textOf(denial['tool_name'])} ${aboutInput(denial['tool_input'])}`.trim(),
    answer: 'refused',
  }));
}
