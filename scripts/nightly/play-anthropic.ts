import {
  fieldsIn,
  type PlayedAnswer,
  type PlayedModel,
  playModel,
  type StreamEvent,
  streamOf,
} from './play-model.ts';

/** What the played model lets Claude Code do in a file. */
export interface Edit {
  /** Absolute. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Speaks the Messages API as a stream: has the file read, then edited, then says so. Each answer
 * costs 100 tokens in and 10 out. Requests without tools (for a title, say) get a word.
 *
 * @see https://docs.anthropic.com/en/api/messages-streaming
 */
export function playAnthropic({ path, from, to }: Edit, says: string): Promise<PlayedModel> {
  return playModel((asked, body) => {
    if (!asked.endsWith('/v1/messages')) {
      return null;
    }
    const names = fieldsIn(body['tools']).map((tool) => tool['name']);
    const results = fieldsIn(body['messages'])
      .flatMap((message) => fieldsIn(message['content']))
      .filter((part) => part['type'] === 'tool_result').length;
    if (!names.includes('Edit') || results >= 2) {
      return answerOf([{ type: 'text', text: says }]);
    }
    return results === 0
      ? answerOf([toolUse('toolu_1', 'Read', { file_path: path })])
      : answerOf([
          toolUse('toolu_2', 'Edit', { file_path: path, old_string: from, new_string: to }),
        ]);
  });
}

interface Block {
  readonly type: 'text' | 'tool_use';
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
}

function toolUse(id: string, name: string, input: unknown): Block {
  return { type: 'tool_use', id, name, input };
}

let messages = 0;

function answerOf(blocks: readonly Block[]): PlayedAnswer {
  messages += 1;
  const reason = blocks.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
  const usage = { input_tokens: 100, output_tokens: 1 };
  return streamOf([
    {
      type: 'message_start',
      message: {
        id: `msg_${messages}`,
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage,
      },
    },
    ...blocks.flatMap((block, index) => blockEvents(block, index)),
    {
      type: 'message_delta',
      delta: { stop_reason: reason, stop_sequence: null },
      usage: { output_tokens: 10 },
    },
    { type: 'message_stop' },
  ]);
}

function blockEvents(block: Block, index: number): readonly StreamEvent[] {
  const isText = block.type === 'text';
  const empty = isText ? { ...block, text: '' } : { ...block, input: {} };
  const delta = isText
    ? { type: 'text_delta', text: block.text }
    : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
  return [
    { type: 'content_block_start', index, content_block: empty },
    { type: 'content_block_delta', index, delta },
    { type: 'content_block_stop', index },
  ];
}
