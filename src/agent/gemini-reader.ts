import {
  aboutInput,
  type AgentFailure,
  type AgentFormat,
  type AgentReader,
  amountOf,
  type Fields,
  isFields,
  spoken,
  sumOf,
  textOf,
  toolEvent,
  usageOf,
} from './agent-reader.ts';
import type { AgentUsage, TraceEvent } from './executor.ts';
import { OUTPUT_TAIL_BYTES } from './limits.ts';
import { openTools } from './open-tools.ts';

/**
 * `gemini --output-format stream-json`, and the single object of `json`. Both tell what was used
 * only in the end, and no cost.
 *
 * @see gemini-cli 0.61, `packages/core/src/output/types.ts` names the events
 */
export const geminiFormat: AgentFormat = {
  recognises: (event) =>
    (event['type'] === 'init' && typeof event['session_id'] === 'string') || isWhole(event),
  reader: geminiReader,
};

/** The object of `--output-format json`. */
function isWhole(event: Fields): boolean {
  return (
    event['type'] === undefined &&
    typeof event['session_id'] === 'string' &&
    (isFields(event['stats']) || isFields(event['error']))
  );
}

function geminiReader(): AgentReader {
  const tools = openTools();
  let saying = ''; // a message comes in pieces, and nothing marks the last of them
  let lastSaid = '';
  let usage: AgentUsage | null = null;
  let failure: AgentFailure | null = null;

  const settled = (): readonly TraceEvent[] => {
    const said = saying;
    lastSaid = said.trim() === '' ? lastSaid : said;
    saying = '';
    return spoken('said', said);
  };
  const ended = (event: Fields, tokens: number | null): readonly TraceEvent[] => {
    usage = usageOf(tokens, null) ?? usage;
    const { error } = event;
    failure = isFields(error)
      ? { kind: 'error', text: textOf(error['message']) || JSON.stringify(error) }
      : event['status'] === 'error'
        ? { kind: 'error', text: 'it gives no reason' }
        : null;
    return usage === null ? [] : [{ kind: 'usage', usage }];
  };
  const other = (event: Fields): readonly TraceEvent[] => {
    const id = textOf(event['tool_id']);
    switch (event['type']) {
      case 'tool_use': {
        const tool = { name: textOf(event['tool_name']), about: aboutInput(event['parameters']) };
        tools.begin(id, tool);
        return [toolEvent(tool.name, tool.about, 'begun')];
      }
      case 'tool_result': {
        const tool = tools.end(id);
        const outcome = event['status'] === 'error' ? 'failed' : 'done';
        return tool === null ? [] : [toolEvent(tool.name, tool.about, outcome)];
      }
      case 'result':
        return ended(event, streamTokens(event['stats']));
    }
    return [];
  };

  return {
    read(event) {
      if (event['type'] === 'message') {
        const piece = event['role'] === 'assistant' ? textOf(event['content']) : '';
        saying = (saying + piece).slice(-OUTPUT_TAIL_BYTES);
        return [];
      }
      if (isWhole(event)) {
        saying = textOf(event['response']);
        return [...settled(), ...ended(event, wholeTokens(event['stats']))];
      }
      return [...settled(), ...other(event)];
    },
    answer: () => ({ text: saying.trim() === '' ? lastSaid : saying, usage, failure }),
  };
}

/** Some count what was thought in the total only. */
function streamTokens(stats: unknown): number | null {
  return isFields(stats)
    ? (amountOf(stats['total_tokens']) ?? sumOf(stats, ['input_tokens', 'output_tokens']))
    : null;
}

/** By model, because it may use a small one beside the one that it was told. */
function wholeTokens(stats: unknown): number | null {
  const models = isFields(stats) && isFields(stats['models']) ? stats['models'] : {};
  const totals: Record<string, unknown> = {};
  for (const [name, model] of Object.entries(models)) {
    const tokens = isFields(model) && isFields(model['tokens']) ? model['tokens'] : {};
    totals[name] = tokens['total'];
  }
  return sumOf(totals, Object.keys(totals));
}
