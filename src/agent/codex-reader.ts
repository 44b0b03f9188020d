import {
  type AgentFailure,
  type AgentFormat,
  type AgentReader,
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

/**
 * `codex exec --json`: events of a thread. It tells what a turn used only when the turn is over,
 * and no cost.
 *
 * @see codex 0.169, whose output the tests quote; `codex-rs/exec/src/exec_events.rs` names events
 */
export const codexFormat: AgentFormat = {
  recognises: (event) =>
    event['type'] === 'thread.started' && typeof event['thread_id'] === 'string',
  reader: codexReader,
};

function codexReader(): AgentReader {
  let lastSaid = '';
  let usage: AgentUsage | null = null;
  let failure: AgentFailure | null = null;
  return {
    read(event) {
      const item = isFields(event['item']) ? event['item'] : {};
      switch (event['type']) {
        case 'item.started':
          return toolOf(item, 'begun');
        case 'item.completed':
          lastSaid = item['type'] === 'agent_message' ? textOf(item['text']) : lastSaid;
          return itemEvents(item);
        case 'turn.completed':
          usage = usageIn(event) ?? usage;
          return usage === null ? [] : [{ kind: 'usage', usage }];
        case 'turn.failed':
          failure = { kind: 'error', text: failureIn(event['error']) };
          return [];
      }
      return [];
    },
    answer: () => ({ text: lastSaid, usage, failure }),
  };
}

/** What was read from a cache is part of the input, what was thought part of the output. */
function usageIn(turn: Fields): AgentUsage | null {
  const usage = isFields(turn['usage']) ? turn['usage'] : {};
  return usageOf(sumOf(usage, ['input_tokens', 'output_tokens']), null);
}

function failureIn(error: unknown): string {
  return isFields(error) ? textOf(error['message']) || JSON.stringify(error) : 'turn.failed';
}

function itemEvents(item: Fields): readonly TraceEvent[] {
  switch (item['type']) {
    case 'agent_message':
      return spoken('said', textOf(item['text']));
    case 'reasoning':
      return spoken('thought', textOf(item['text']));
  }
  const status = item['status'];
  return toolOf(item, status === 'failed' || status === 'declined' ? 'failed' : 'done');
}

function toolOf(item: Fields, outcome: 'begun' | 'done' | 'failed'): readonly TraceEvent[] {
  switch (item['type']) {
    case 'command_execution':
      return [toolEvent('shell', textOf(item['command']), outcome)];
    case 'file_change': {
      const paths = fieldsIn(item['changes']).map((change) => textOf(change['path']));
      return [toolEvent('file_change', paths.join(' '), outcome)];
    }
    case 'mcp_tool_call':
      return [toolEvent(`${textOf(item['server'])}.${textOf(item['tool'])}`, '', outcome)];
    case 'web_search':
      return [toolEvent('web_search', textOf(item['query']), outcome)];
  }
  return [];
}
