import {
  fieldsIn,
  type PlayedAnswer,
  type PlayedModel,
  playModel,
  streamOf,
} from './play-model.ts';

/**
 * Speaks the Responses API as a stream: has a command run in whichever tool for that is offered,
 * then says so. Each answer costs 100 tokens in and 10 out.
 *
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function playOpenai(command: string, says: string): Promise<PlayedModel> {
  return playModel((asked, body) => {
    if (!asked.endsWith('/responses')) {
      return null;
    }
    const tools = fieldsIn(body['tools']).map((tool) => String(tool['name'] ?? tool['type']));
    const isDone = fieldsIn(body['input']).some((item) =>
      String(item['type']).endsWith('_call_output'),
    );
    return response(
      isDone
        ? {
            type: 'message',
            id: 'msg_1',
            role: 'assistant',
            content: [{ type: 'output_text', text: says, annotations: [] }],
          }
        : callOf(tools, command),
    );
  });
}

/** The names that codex has used for its shell; the newest first. */
function callOf(tools: readonly string[], command: string): Readonly<Record<string, unknown>> {
  const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1' };
  if (tools.includes('exec_command')) {
    return { ...call, name: 'exec_command', arguments: JSON.stringify({ cmd: command }) };
  }
  if (tools.includes('shell_command')) {
    return { ...call, name: 'shell_command', arguments: JSON.stringify({ command }) };
  }
  if (tools.includes('shell')) {
    const words = { command: ['sh', '-c', command] };
    return { ...call, name: 'shell', arguments: JSON.stringify(words) };
  }
  throw new Error(`none of the tools runs a command: ${tools.join(', ')}`);
}

let responses = 0;

function response(item: Readonly<Record<string, unknown>>): PlayedAnswer {
  responses += 1;
  const id = `resp_${responses}`;
  const usage = {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 10,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 110,
  };
  return streamOf([
    { type: 'response.created', response: { id } },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { id, usage } },
  ]);
}
