import type { CallOnWire, ChatAnswer, RequestedCall } from './chat-message.ts';
import { isFields, parsedJson } from './json-fields.ts';

/** The calls of an answer with ids that no other call of the conversation has. */
export function callsOf(
  { calls }: Pick<ChatAnswer, 'calls'>,
  usedIds: Set<string>,
  round: number,
): RequestedCall[] {
  return calls.map((call, index) => {
    let id = call.id;
    for (let next = index; id === '' || usedIds.has(id); next++) {
      id = `call_${round}_${next}`;
    }
    usedIds.add(id);
    return { ...call, id };
  });
}

/**
 * A call as it is sent back. Servers parse the arguments again and fail on broken ones, for good,
 * because the call stays in the conversation. So broken ones go back as none.
 */
export function onWire({ id, name, argumentsText }: RequestedCall): CallOnWire {
  const isWhole = isFields(parsedJson(argumentsText));
  const plain = name.replaceAll(/[^\w-]/g, '_').slice(0, 64);
  return {
    id,
    type: 'function',
    function: {
      name: plain === '' ? 'unknown' : plain,
      arguments: isWhole ? argumentsText : '{}',
    },
  };
}
